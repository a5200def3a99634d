using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Live;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Trading;

public class LossBudgetTests
{
    static readonly DateTime Monday = new(2020, 1, 6, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Rows of some assets whose predictions hold a little of what comes; the account is what positions, returns and costs make.</summary>
    static BudgetRows Book(int sessions, int assets, ulong seed, double unit = 0.0002)
    {
        var random = new DeterministicRandom(seed);
        var n = sessions * assets;
        double[] prediction = new double[n], position = new double[n], move = new double[n], cost = new double[n];
        for (var i = 0; i < n; i++)
        {
            prediction[i] = 0.01 * random.NextNormal();
            move[i] = 0.1 * prediction[i] + 0.0004 + 0.012 * random.NextNormal();
            position[i] = Math.Sign(prediction[i]) * (0.5 + 0.5 * random.NextDouble()) / assets;
            cost[i] = unit * Math.Abs(position[i]);
        }
        return Booked(new() { Dates = [.. Enumerable.Range(0, n).Select(i => Monday.AddDays(i / assets))], Position = position, Return = move, Cost = cost, Account = ReturnSeries.Of(Array.Empty<DateTime>(), []) });
    }

    /// <summary>The same with the account that follows, and what it knows beyond.</summary>
    static BudgetRows Booked(BudgetRows rows, double beyond = 0)
    {
        var sums = new SortedDictionary<DateTime, double>();
        for (var i = 0; i < rows.Dates.Count; i++)
            sums[rows.Dates[i]] = sums.GetValueOrDefault(rows.Dates[i], beyond) + rows.Position[i] * rows.Return[i] - rows.Cost[i] - (rows.Slippage?[i] ?? 0);
        return rows with { Account = ReturnSeries.Of([.. sums.Keys], [.. sums.Values]) };
    }

    static double Sum(LossBudget budget) => budget.Terms.Where(t => t.Amount.Exists).Sum(t => t.Amount.Value);

    /// <summary>All of the difference stands under one cause, and none under the others.</summary>
    static void Only(BudgetCause cause, LossBudget budget, double atLeast = 1e-3)
    {
        Assert.True(Math.Abs(budget.Difference.Value) > atLeast, $"nothing to explain: {budget.Difference.Value}");
        Assert.All(budget.Terms, t => Assert.Equal(t.Cause == cause ? budget.Difference.Value : 0, t.Amount.Exists ? t.Amount.Value : 0, 1e-12));
    }

    [Fact]
    public void The_backtest_against_itself_has_nothing_to_explain()
    {
        var rows = Book(300, 3, 1);
        var budget = LossBudget.Of(rows, rows);
        Assert.All(budget.Terms.Where(t => t.Amount.Exists), t => Assert.Equal(0, t.Amount.Value, 1e-12));
        Assert.Equal(0, budget.Difference.Value, 1e-12);
        Assert.Contains("no fills are recorded", budget[BudgetCause.Slippage].Amount.Because, StringComparison.Ordinal);
    }

    [Theory, InlineData(1), InlineData(4)]
    public void Positions_of_predictions_with_the_sign_turned_show_under_signal(int assets)
    {
        var rows = Book(300, assets, 2);
        Only(BudgetCause.Signal, LossBudget.Of(Booked(rows with { Position = [.. rows.Position.Select(p => -p)] }), rows));
    }

    [Theory, InlineData(1), InlineData(4)]
    public void Halved_sizes_show_under_sizing(int assets)
    {
        var rows = Book(300, assets, 3);
        Only(BudgetCause.Sizing, LossBudget.Of(Booked(rows with { Position = [.. rows.Position.Select(p => p / 2)], Cost = [.. rows.Cost.Select(c => c / 2)] }), rows));
    }

    [Fact]
    public void A_desk_that_holds_half_of_what_was_asked_for_shows_under_sizing_and_its_saved_costs_under_costs()
    {
        var rows = Book(300, 2, 4);
        var held = Booked(rows with { Intended = rows.Position, Position = [.. rows.Position.Select(p => p / 2)] });
        Only(BudgetCause.Sizing, LossBudget.Of(held, rows with { Intended = rows.Position }));
        var saved = LossBudget.Of(Booked(held with { Cost = [.. rows.Cost.Select(c => c / 2)] }), rows);
        Assert.Equal(rows.Cost.Sum() / 2, saved[BudgetCause.Costs].Amount.Value, 1e-12);
    }

    [Fact]
    public void Sessions_without_a_prediction_and_so_without_a_position_show_under_coverage()
    {
        var rows = Book(150, 2, 5);
        BudgetRows Twice(bool silent) => Booked(new()
        {
            // Every session twice; of the second the model says nothing.
            Dates = [.. Enumerable.Range(0, 600).Select(i => Monday.AddDays(i / 2))],
            Position = Second(rows.Position, silent ? 0 : null),
            Return = Second(rows.Return, null),
            Cost = Second(rows.Cost, silent ? 0 : null),
            Account = rows.Account,
        });
        Only(BudgetCause.Coverage, LossBudget.Of(Twice(silent: true), Twice(silent: false)));

        static double[] Second(IReadOnlyList<double> values, double? instead) =>
            [.. Enumerable.Range(0, 600).Select(i => i / 2 % 2 == 1 && instead is { } v ? v : values[i / 4 * 2 + i % 2])];
    }

    [Fact]
    public void A_trade_that_was_asked_for_and_not_made_shows_under_coverage_with_what_it_would_have_earned()
    {
        var rows = Book(200, 2, 6, unit: 0);
        double[] position = [.. rows.Position];
        position[17] = position[18] = 0;
        var budget = LossBudget.Of(Booked(rows with { Intended = rows.Position, Position = position }), rows);
        Only(BudgetCause.Coverage, budget, atLeast: 1e-6);
        Assert.Equal(-rows.Position[17] * rows.Return[17] - rows.Position[18] * rows.Return[18], budget[BudgetCause.Coverage].Amount.Value, 1e-12);
    }

    [Fact]
    public void Doubled_costs_move_only_costs_whatever_else_changed()
    {
        BudgetRows live = Book(21, 3, 7), backtest = Book(400, 3, 8);
        LossBudget once = LossBudget.Of(live, backtest), twice = LossBudget.Of(Booked(live with { Cost = [.. live.Cost.Select(c => 2 * c)] }), backtest);
        Assert.All(once.Terms.Zip(twice.Terms), t => Assert.Equal(t.First.Cause == BudgetCause.Costs ? -live.Cost.Sum() : 0, (t.Second.Amount.Exists ? t.Second.Amount.Value : 0) - (t.First.Amount.Exists ? t.First.Amount.Value : 0), 1e-12));
    }

    [Fact]
    public void Slippage_of_fills_shows_under_slippage_and_what_the_account_alone_knows_is_unexplained()
    {
        var rows = Book(200, 2, 9) with { Slippage = [.. Enumerable.Repeat(0.00001, 400)] };
        rows = Booked(rows);
        Only(BudgetCause.Slippage, LossBudget.Of(Booked(rows with { Slippage = [.. Enumerable.Repeat(0.00003, 400)] }), rows));
        Only(BudgetCause.Unexplained, LossBudget.Of(Booked(rows, beyond: -0.0001), rows));
    }

    [Fact]
    public void A_market_that_only_moves_by_a_multiple_shows_under_market()
    {
        var rows = Book(300, 4, 10);
        Only(BudgetCause.Market, LossBudget.Of(Booked(rows with { Return = [.. rows.Return.Select(r => 3 * r)] }), rows));
    }

    [Fact]
    public void The_causes_add_up_to_the_difference_for_any_rows()
    {
        var books = Arb.From(
            from sessions in Gen.Choose(1, 40) from assets in Gen.Choose(1, 4) from seed in Gen.Choose(0, 1 << 20) from holes in Gen.Choose(0, 3)
            select (sessions, assets, (ulong)seed, holes));
        Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithReplay(FSharpOption<Replay>.Some(new(new Rnd(20_240_101, 1), FSharpOption<int>.None))), Prop.ForAll(books, b =>
        {
            var (sessions, assets, seed, holes) = b;
            var random = new DeterministicRandom(seed);
            var rows = Book(sessions, assets, seed, unit: 0.001);
            double[] Holes(IReadOnlyList<double> values, double instead) => [.. values.Select(v => random.NextInt32(10) < holes ? instead : v)];
            rows = rows with { Position = Holes(rows.Position, 0), Return = Holes(rows.Return, double.NaN), Cost = Holes(rows.Cost, double.NaN), Slippage = Holes(rows.Cost, 0), Intended = Holes(rows.Position, 0.3) };
            var account = ReturnSeries.Of([.. rows.Dates.Distinct()], [.. rows.Dates.Distinct().Select(_ => random.NextInt32(10) < holes ? double.NaN : 0.01 * random.NextNormal())]);
            var budget = LossBudget.Of(rows with { Account = account }, Book(50, assets, seed + 1));
            if (account.Count == 0) return !budget.Difference.Exists && budget.Difference.Because!.Contains("knows no session", StringComparison.Ordinal);
            return Math.Abs(Sum(budget) - budget.Difference.Value) < 1e-12 && Math.Abs(budget.Happened.Value - Enumerable.Sum(account.Values.ToArray())) < 1e-12;
        }));
    }

    [Fact]
    public void Stretches_of_the_backtest_show_what_is_usual_and_the_expected_range_holds_ninety_five_of_a_hundred()
    {
        var backtest = Book(1_000, 2, 11);
        var inside = 0;
        for (ulong i = 0; i < 100; i++)
        {
            var live = LossBudget.Of(Book(21, 2, 1_000 + i), backtest);
            inside += live.Expected.Interval!.Contains(live.Happened.Value) ? 1 : 0;
        }
        Assert.InRange(inside, 88, 100);
        var budget = LossBudget.Of(Book(21, 2, 12), backtest);
        Assert.Equal(47, budget.Windows);
        Assert.All(budget.Terms.Where(t => t.Cause <= BudgetCause.Sizing), t => Assert.True(t.Usual!.Low < 0 && t.Usual.High > 0, $"{t.Cause}"));
        Assert.Equal(0, LossBudget.Of(Book(60, 2, 12), backtest).Windows);
    }

    [Fact]
    public void What_cannot_be_split_says_why_and_what_is_wrong_is_refused_with_its_row()
    {
        var rows = Book(30, 2, 13);
        var flat = Booked(rows with { Position = new double[60], Cost = new double[60] });
        Assert.Contains("holds no position", LossBudget.Of(rows, flat).Difference.Because, StringComparison.Ordinal);
        Assert.Contains("No loss budget", LossBudget.Of(rows, flat).ToString(), StringComparison.Ordinal);
        var idle = LossBudget.Of(flat, rows);
        Assert.Equal(-idle.Expected.Value, Sum(idle), 1e-12);
        Assert.Equal(-idle.Expected.Value, idle[BudgetCause.Coverage].Amount.Value, 1e-12);
        double[] wrong = [.. rows.Return];
        wrong[5] = double.PositiveInfinity;
        Assert.Contains("Return of row 5, 2020-01-08, is infinite", Assert.Throws<ArgumentException>(() => LossBudget.Of(rows with { Return = wrong }, rows)).Message, StringComparison.Ordinal);
        Assert.Contains("Cost has 1 values for 60 rows", Assert.Throws<ArgumentException>(() => LossBudget.Of(rows with { Cost = [0] }, rows)).Message, StringComparison.Ordinal);
        Assert.Contains("sort the rows by time", Assert.Throws<ArgumentException>(() => LossBudget.Of(rows with { Dates = [.. rows.Dates.Reverse()] }, rows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_the_account_does_not_know_are_left_out_and_said()
    {
        var rows = Book(40, 1, 14);
        double[] account = rows.Account.Values.ToArray();
        account[3] = account[4] = double.NaN;
        var budget = LossBudget.Of(rows with { Account = ReturnSeries.Of(rows.Account.Dates, account) }, rows);
        Assert.Equal((38, 2), (budget.Sessions, budget.LeftOut));
        Assert.Equal(Sum(budget), budget.Difference.Value, 1e-12);
        Assert.Contains("2 left out", budget.ToString(), StringComparison.Ordinal);
    }
}

/// <summary>The budget of the demonstration model's live months.</summary>
public class LossBudgetOfTheLiveYearTests(DemonstrationWorkspace demonstration, ITestOutputHelper output) : IClassFixture<DemonstrationWorkspace>
{
    [Fact]
    public void Every_live_month_adds_up_and_has_no_residual()
    {
        foreach (var month in demonstration.Record.Live.Months())
        {
            var budget = LossBudget.Of(demonstration.Record, month);
            output.WriteLine($"{Format.Date(month.FirstDay)[..7]}\n{budget}");
            Assert.Equal(budget.Difference.Value, budget.Terms.Where(t => t.Amount.Exists).Sum(t => t.Amount.Value), 1e-12);
            Assert.Equal(0, budget[BudgetCause.Unexplained].Amount.Value, 1e-12);
            Assert.True(budget.Windows > 100);
        }
    }

    [Fact]
    public void The_page_is_written_in_both_languages()
    {
        var budget = LossBudget.Of(demonstration.Record, demonstration.Record.Live.Month(2020, 3));
        Assert.Contains("sizing", PlainTextWriter.Write(budget.ToDocument(Language.English)), StringComparison.Ordinal);
        var french = PlainTextWriter.Write(budget.ToDocument(Language.French));
        Assert.Contains("taille des positions", french, StringComparison.Ordinal);
        Assert.DoesNotContain("expected", french, StringComparison.Ordinal);
    }
}
