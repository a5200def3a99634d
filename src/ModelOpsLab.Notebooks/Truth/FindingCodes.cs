namespace ModelOpsLab.Notebooks;

/// <summary>The codes of findings; they never change their meaning. Compile errors keep the compiler's own code.</summary>
/// <remarks>NB0: the notebook does not run. NB1: what differs from run to run. NB2: order of cells. NB3: what other hosts of .NET notebooks do otherwise.</remarks>
static class FindingCodes
{
    public const string Directive = "NB001";
    public const string OtherLanguage = "NB002";
    public const string Parameters = "NB003";
    public const string Package = "NB004";
    public const string Import = "NB005";
    public const string UselessAllowance = "NB006";
    public const string TimeLimit = "NB007";

    public const string Clock = "NB101";
    public const string Identifier = "NB102";
    public const string Random = "NB103";
    public const string Timer = "NB104";
    public const string Machine = "NB105";
    public const string TemporaryName = "NB106";
    public const string HashCode = "NB107";
    public const string LocalTime = "NB108";
    public const string ParallelSum = "NB109";

    public const string StaleOutput = "NB201";
    public const string RanOutOfOrder = "NB202";
    public const string NeverRan = "NB203";
    public const string UnprovedOutput = "NB204";
    public const string DeclaredBelow = "NB205";
    public const string ReadBeforeSet = "NB206";
    public const string ChangesEarlierCell = "NB207";

    public const string FloatingVersion = "NB301";
    public const string BareHtml = "NB302";
    public const string InteractiveNames = "NB303";
    public const string OtherKernel = "NB304";
    public const string InvocationContext = "NB305";
    public const string OwnDirective = "NB306";
}
