namespace ModelOpsLab.Trading;

/// <summary>What the states of a <see cref="RegimeTable"/> are measured over.</summary>
public sealed record RegimeOptions
{
    /// <summary>Sessions of the trailing volatility; 20 by default.</summary>
    public int VolatilityWindow { get; init => field = AtLeast(2, value, nameof(VolatilityWindow)); } = 20;
    /// <summary>Sessions of the trailing return that is the trend; 60 by default.</summary>
    public int TrendWindow { get; init => field = AtLeast(1, value, nameof(TrendWindow)); } = 60;
    /// <summary>Sessions whose highest close the market's drawdown is measured from; 252 by default.</summary>
    public int HighWindow { get; init => field = AtLeast(2, value, nameof(HighWindow)); } = 252;
    /// <summary>A state with fewer sessions in the reference is too rare to have a mean; it is then judged with its neighbour. 60 by default.</summary>
    public int MinimumSessions { get; init => field = AtLeast(10, value, nameof(MinimumSessions)); } = 60;
    /// <summary>A state that was entered less often in the reference is too rare too; 3 by default.</summary>
    public int MinimumVisits { get; init => field = AtLeast(1, value, nameof(MinimumVisits)); } = 3;

    static int AtLeast(int least, int value, string name) => value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is at least {least}.");
}
