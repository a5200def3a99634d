using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public class ProcedureDefinitionTests
{
    static Workspace Read(string procedures)
    {
        var folder = Directory.CreateTempSubdirectory("modelops-test-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, Workspace.FileName), $$"""{ "procedures": {{procedures}}, "models": {} }""");
            return Workspace.Open(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_calendar_says_what_is_done_how_often_and_how_late()
    {
        var calendar = Read("""{ "review": { "everyMonths": 1 }, "killDrill": { "everyMonths": 3, "withinDays": 0 } }""").Procedures;
        Assert.Equal(((1, 10), (3, 0)), ((calendar.Review!.EveryMonths, calendar.Review.WithinDays), (calendar.KillDrill!.EveryMonths, calendar.KillDrill.WithinDays)));
        Assert.Null(calendar.Reproduction);
    }

    [Theory]
    [InlineData("""{ "reviews": { "everyMonths": 1 } }""", "'reviews' is not known here")]
    [InlineData("""{ "review": { "everyMonths": 0 } }""", "everyMonths is 0: 1 to 120")]
    [InlineData("""{ "review": { "everyMonths": 1, "withinDays": -1 } }""", "withinDays is -1: 0 to 366")]
    [InlineData("""{ "review": { "withinDays": 1 } }""", "a value is missing")]
    [InlineData("""{ "review": { "everyMonths": 1, "everyMonths": 2 } }""", "stands twice")]
    public void A_calendar_that_cannot_hold_is_an_error(string procedures, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => Read(procedures)).Message, StringComparison.Ordinal);
}
