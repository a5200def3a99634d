using System.Text.Json;
using ModelOpsLab.Tests.Oracles;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;

namespace ModelOpsLab.Tests.Trading;

/// <summary>Every row of the reference files is compared, or is named with the reason why it is another number: none is left over.</summary>
public class PerformancePeerTests
{
    static readonly string[] MatchFirst = ["mpmath-40-digits", "reference-python", "fractions (exact)", "scipy", "statsmodels", "PeerPerformance", "alphalens-reloaded"];

    [Fact]
    public void Every_committed_row_is_matched_or_has_a_reason() => Assert.Equal("another convention for missing returns 8, compared by another test 81, departs from its own formula 2, matched 110, undefined, because 23", Account(Committed));

    [Fact]
    public void Every_row_of_edge_cases_is_matched_or_has_a_reason() => Assert.Equal("another convention 520, another convention for missing returns 61, compared by another test 80, departs from its own formula 18, matched 1407, undefined, because 221", Account(Edges()));

    [Fact]
    public void Every_row_of_real_returns_is_matched_or_has_a_reason() => Assert.Equal("another convention 1001, another convention for other calendars 1, compared by another test 138, matched 1006, undefined, because 21", Account(Real()));

    [Fact]
    public void Rows_of_the_sources_to_match_first_are_another_convention_only_by_name() => Assert.Equal(
        ["mean_return_by_quantile std error", "factor_rank_autocorrelation", "quantile_turnover", "factor_alpha_beta", "factor_returns 1D (dollar neutral) summary",
            "one-sided lower CUSUM of live returns standardised by backtest mean/std (k=0.5)"],
        Real().All.Concat(Edges().All).Where(r => MatchFirst.Contains(r.Text("lib")) && PerformancePeer.Of(r.Text("lib")!, r.Text("func")!, r.GetProperty("args"))!.Because is not null).Select(r => r.Text("func")!).Distinct());

    /// <summary>Single rows on which a library departs from its own formula.</summary>
    static readonly (string Library, string Function, string Series, string Because)[] Departures =
    [
        ("empyrical-reloaded", "sortino_ratio", "edge_one_obs_neg", "refuses one return, where its own formula has a number"),
        ("empyrical-reloaded", "omega_ratio", "edge_one_obs_neg", "refuses one return, where its own formula has a number"),
        ("quantstats", "omega", "edge_one_obs_neg", "refuses one return, where its own formula has a number"),
        ("empyrical-reloaded", "calmar_ratio", "edge_tiny", "loses the digits of small gains beside a wealth of 1"),
        ("quantstats", "calmar", "edge_tiny", "loses the digits of small gains beside a wealth of 1"),
        ("PerformanceAnalytics", "Return.annualized", "edge_tiny", "loses the digits of small gains beside a wealth of 1"),
        ("PerformanceAnalytics", "SharpeRatio.annualized", "edge_tiny", "loses the digits of small gains beside a wealth of 1"),
        ("PerformanceAnalytics", "CalmarRatio", "edge_tiny", "loses the digits of small gains beside a wealth of 1"),
        ("pandas", "Series.skew", "edge_tiny", "takes a variance under 1e-14 for zero"),
        ("pandas", "Series.kurt", "edge_tiny", "takes a variance under 1e-14 for zero"),
        ("PerformanceAnalytics", "VaR", "edge_all_positive", "refuses a quantile that is a gain"),
        ("PerformanceAnalytics", "VaR", "edge_constant", "refuses a quantile that is a gain"),
        ("PerformanceAnalytics", "VaR", "edge_constant_exact", "refuses a quantile that is a gain"),
        ("PerformanceAnalytics", "VaR", "edge_bench_up_only", "refuses a quantile that is a gain"),
        ("PerformanceAnalytics", "VaR", "edge_below_minus100", "cuts a loss at everything"),
        ("PerformanceAnalytics", "VaR", "edge_huge", "cuts a loss at everything"),
    ];

    static string Account(PerformanceOracle oracle)
    {
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        List<string> wrong = [];
        foreach (var row in oracle.All)
        {
            var (library, function) = (row.Text("lib")!, row.Text("func")!);
            var kind = Judge(oracle, row, library, function, out var complaint);
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            if (complaint is not null) wrong.Add($"{library} {function} {string.Join(' ', row.GetProperty("series").EnumerateArray().Select(s => s.GetString()))}: {complaint}");
        }
        return string.Join('\n', wrong.Take(60)) + string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"));
    }

    static string Judge(PerformanceOracle oracle, JsonElement element, string library, string function, out string? complaint)
    {
        complaint = null;
        if (PerformancePeer.Of(library, function, element.GetProperty("args")) is not { } peer) return complaint = "nobody said what this row is";
        if (peer.Test is not null) return "compared by another test";
        if (peer.Because is not null) return "another convention";
        PeerRow row = new(oracle, element);
        var undefined = false;
        foreach (var (theirs, ours) in row.Root.ValueKind == JsonValueKind.Object && row.Root.TryGetProperty("exception", out _) ? [] : peer.Ours!(row))
        {
            if (!ours.Exists)
            {
                undefined = true;
                if (string.IsNullOrEmpty(ours.Because)) complaint = "no reason";
                continue;
            }
            if (Math.Abs(theirs - ours.Value) <= Math.Max(peer.Tolerance * Math.Abs(theirs), 1e-14)) continue;
            if (row.Returns.Dropped > 0 && (double.IsNaN(theirs) || !MatchFirst.Contains(library))) return "another convention for missing returns";
            if (element.GetProperty("series").GetArrayLength() > 1 && row.Common.OnlyInFirst > 0 && !MatchFirst.Contains(library)) return "another convention for other calendars";
            if (Departures.Any(d => d.Library == library && d.Function == function && d.Series == Series(element))) return "departs from its own formula";
            complaint = $"{theirs:R} is {ours.Value:R}";
            return "differs";
        }
        return undefined ? "undefined, because" : "matched";
    }
}
