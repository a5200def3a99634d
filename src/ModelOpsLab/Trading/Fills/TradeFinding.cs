namespace ModelOpsLab.Trading;

/// <summary>What can be wrong with fills and the prices beside them.</summary>
public enum TradeFindingKind
{
    /// <summary>The same execution stands twice: counted once.</summary>
    DuplicateFill,
    /// <summary>Fills without an identifier that agree in everything: all are kept, because an order may be filled in equal parts.</summary>
    AlikeFills,
    /// <summary>Two executions of one identifier differ: neither is used.</summary>
    ConflictingFills,
    /// <summary>Two strategies claim one execution: neither gets it.</summary>
    ClaimedTwice,
    /// <summary>Fills without a strategy: kept under no name.</summary>
    Unclaimed,
    /// <summary>Fills that come after later ones: put in order.</summary>
    OutOfOrder,
    /// <summary>A fill of nothing: left out.</summary>
    ZeroQuantity,
    /// <summary>A fill of nothing that has a fee: left out, and the fee with it.</summary>
    FeeAlone,
    /// <summary>A quantity, price or fee that is not a number, or too large to be one.</summary>
    NotANumber,
    /// <summary>A side that is neither bought nor sold, or contradicts the sign.</summary>
    UnknownSide,
    /// <summary>A negative price of an asset that was not declared to have one.</summary>
    NegativePrice,
    /// <summary>Fills without a fee: counted as free.</summary>
    NoFee,
    /// <summary>Fills that are left out because one before them cannot be used.</summary>
    LeftOut,
    /// <summary>A fill whose currency is not stated.</summary>
    NoCurrency,
    /// <summary>Amounts in several currencies: never added.</summary>
    MixedCurrencies,
    /// <summary>An asset that was traded and has no price.</summary>
    TradesWithoutPrices,
    /// <summary>An asset that has prices and was not traded.</summary>
    PricesWithoutTrades,
    /// <summary>A position that is held beyond the last price.</summary>
    StalePrice,
    /// <summary>Prices that are not there: left out.</summary>
    MissingPrice,
    /// <summary>Amounts that no rate converts: kept in their own currency.</summary>
    NoRate,
}

/// <summary>One thing that is wrong or was put right in fills or prices, where it stands and what was done.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">One or two sentences: what stands there, what was done, what to do.</param>
public sealed record TradeFinding(TradeFindingKind Kind, string Text)
{
    /// <summary>Line of the file, or number in the list, from 1; 0 where it belongs to none.</summary>
    public long Line { get; init; }
    /// <summary>Identifier of the execution; empty where there is none.</summary>
    public string Id { get; init; } = "";
    /// <summary>Asset; empty where it belongs to all.</summary>
    public string Asset { get; init; } = "";
    /// <summary>Strategy; empty where it belongs to none.</summary>
    public string Strategy { get; init; } = "";

    /// <summary>Whether numbers are missing because of it; the others were put right or change nothing.</summary>
    public bool LosesNumbers => Kind is TradeFindingKind.ConflictingFills or TradeFindingKind.ClaimedTwice or TradeFindingKind.FeeAlone or TradeFindingKind.NotANumber or TradeFindingKind.UnknownSide or TradeFindingKind.NoCurrency
        or TradeFindingKind.NegativePrice or TradeFindingKind.LeftOut or TradeFindingKind.TradesWithoutPrices or TradeFindingKind.StalePrice or TradeFindingKind.MissingPrice;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
