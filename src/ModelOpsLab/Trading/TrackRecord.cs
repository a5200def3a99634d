using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>What a model saw, said, held and earned, session by session: its backtest up to the day it went live, then its life.</summary>
/// <remarks>A value: whoever trained and replayed the model hands it to monitoring, drift detection and the review.</remarks>
public sealed record TrackRecord
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>Version that is live, number and content id; where it changed in the model's life, each with the day from which it served.</summary>
    public required string Version { get; init; }
    /// <summary>The same one by one, by day; empty where nobody said.</summary>
    public IReadOnlyList<ServedVersion> Served { get; init; } = [];
    /// <summary>Last day of the rows that the live version was trained on.</summary>
    public required DateOnly TrainedUntil { get; init; }
    /// <summary>First live day.</summary>
    public required DateOnly GoLive { get; init; }
    /// <summary>The market data as received, under their own schema.</summary>
    public required Frame Raw { get; init; }
    /// <summary>Columns of <see cref="Raw"/> that the rows are made from: the price that returns are made from first, then the others that features read. Empty where that is not known.</summary>
    public IReadOnlyList<string> Read { get; init; } = [];
    /// <summary>One row a session, and of a panel asset, with features, target, prediction, position, cost and return net of costs, by the roles of its schema; positions, costs and returns are fractions of the book's capital, so that those of a session add up over its assets.</summary>
    public required Frame Rows { get; init; }
    /// <summary>Calendar by which returns are annualised.</summary>
    public TradingCalendar Calendar { get; init; } = TradingCalendar.Daily;
    /// <summary>Column of the position, as a fraction of capital.</summary>
    public string Position { get; init; } = "position";
    /// <summary>Column of the costs, as a fraction of capital.</summary>
    public string Cost { get; init; } = "cost";

    /// <summary>Rows before the model went live that have a prediction and a return: the out-of-sample backtest.</summary>
    public Frame Backtest => Rows.Before(GoLive).Complete(Rows.Schema.Prediction!, Rows.Schema.Return!);
    /// <summary>All rows before the model went live, those before the first prediction too: the reference of drift.</summary>
    public Frame Reference => Rows.Before(GoLive);
    /// <summary>Rows since the model went live.</summary>
    public Frame Live => Rows.Since(GoLive);

    /// <summary>Round trips of the positions of some of the rows; a trade that stands at the end is open.</summary>
    public IReadOnlyList<Trade> TradesOf(Frame rows) => Trades.FromPositions(rows, Position, Rows.Schema.Target!, Cost);

    /// <summary>The record as it was known at the end of a day: nothing later.</summary>
    public TrackRecord AsOf(DateOnly day)
    {
        ServedVersion[] known = [.. Served.Where(s => s.From <= day)];
        return this with { Rows = Rows.Before(day.AddDays(1)), Raw = Raw.Before(day.AddDays(1)), Served = known, Version = known.Length == 0 ? Version : Told(known) };
    }

    /// <summary>Versions in words: the first as it is, each other with the day from which it served.</summary>
    internal static string Told(IReadOnlyList<ServedVersion> served)
    {
        HashSet<string> named = [];
        return string.Join(", ", served.Select((s, i) =>
        {
            var what = s.Label is null ? "stopped" : named.Add(s.Label) ? s.Label : s.Label.Split(' ')[0];
            return i == 0 ? what : $"{what} from {Format.Date(s.From)}";
        }));
    }
}
