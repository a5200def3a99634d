using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Storage;

/// <summary>What the store of measurements does, on any database.</summary>
public abstract class MeasurementStoreTests
{
    /// <summary>A file or a connection string, new for each test.</summary>
    protected abstract string Place { get; }

    internal static MeasurementRow Row(string metric = "sharpe_ratio", double? value = 1.25, int month = 3, string? because = null, string source = "live", DateOnly? asOf = null) =>
        new("spx-momentum", metric, "", new(2020, month, 1), new DateOnly(2020, month, 1).AddMonths(1).AddDays(-1), value, because, 22, 17.5, "per year", source, "Warning", asOf ?? new(2020, 4, 1));

    [Fact]
    public void What_is_appended_comes_back_equal_after_closing()
    {
        MeasurementRow[] rows = [Row("hit_rate", 0.1 + 0.2), Row("hit_rate", null, month: 4, because: "needs 20 days, has 12"), Row(value: double.NegativeInfinity), Row("é 'q' \"x\"", 5e-324)];
        using (var store = MeasurementStore.Open(Place)) Assert.Equal(4, store.Append(rows));
        using var again = MeasurementStore.Open(Place, readOnly: true);
        Assert.Equal(rows.OrderBy(r => r.Metric, StringComparer.Ordinal).ThenBy(r => r.PeriodStart), again.Latest());
        Assert.Equal([1, 2, 3, 4], again.History().Select(s => s.Sequence));
    }

    [Fact]
    public void A_restated_row_replaces_none_and_the_latest_is_given()
    {
        using var store = MeasurementStore.Open(Place);
        store.Append(Row(value: 1));
        store.Append(Row(value: 2, asOf: new(2020, 5, 1)));
        Assert.Equal(2, Assert.Single(store.Latest()).Value);
        Assert.Equal([1, 2], store.History().Select(s => s.Row.Value!.Value));
        Assert.Equal(1, Assert.Single(store.Latest(knownBy: new(2020, 4, 30))).Value);
        Assert.Empty(store.Latest(knownBy: new(2020, 3, 31)));
    }

    [Fact]
    public void A_repeated_run_appends_nothing_but_going_back_to_an_old_value_does()
    {
        using var store = MeasurementStore.Open(Place);
        Assert.Equal(1, store.Append(Row(value: 1), Row(value: 1)));
        Assert.Equal(0, store.Append(Row(value: 1)));
        Assert.Equal(2, store.Append(Row(value: 2), Row(value: 1)));
        Assert.Equal(1, Assert.Single(store.Latest()).Value);
    }

    [Fact]
    public void Rows_are_found_by_model_metric_and_period_in_one_order_whatever_they_were_appended_in()
    {
        using var store = MeasurementStore.Open(Place);
        store.Append(Row(month: 5), Row("hit_rate", month: 3), Row(month: 3, source: "backtest"), Row(month: 4), Row(month: 3), Row(month: 3) with { Model = "dow30-reversal" });
        Assert.Equal([(3, "backtest"), (3, "live"), (4, "live"), (5, "live")], store.Latest("spx-momentum", "sharpe_ratio").Select(r => (r.PeriodStart.Month, r.Source)));
        Assert.Equal([4], store.Latest("spx-momentum", from: new(2020, 4, 1), to: new(2020, 4, 30)).Select(r => r.PeriodStart.Month));
        Assert.Equal(["dow30-reversal", "spx-momentum"], store.Latest(metric: "sharpe_ratio").Select(r => r.Model).Distinct());
        Assert.Empty(store.Latest("SPX-MOMENTUM"));
    }

    public static TheoryData<MeasurementRow, string> Impossible => new()
    {
        { Row(value: double.NaN), "NaN is not stored" },
        { Row(value: null), "needs its reason" },
        { Row(value: null, because: " "), "needs its reason" },
        { Row() with { PeriodEnd = new(2020, 2, 1) }, "ends on 2020-02-01, before its start on 2020-03-01" },
        { Row() with { Model = "" }, "needs a model" },
        { Row() with { Count = -1 }, "a count of -1" },
    };

    [Theory, MemberData(nameof(Impossible))]
    public void A_row_that_cannot_be_is_refused_with_all_that_came_with_it(MeasurementRow row, string says)
    {
        using var store = MeasurementStore.Open(Place);
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => store.Append(Row("other"), row)).Message, StringComparison.Ordinal);
        Assert.Empty(store.History());
    }

    [Theory]
    [InlineData("UPDATE measurements SET value = 9")]
    [InlineData("DELETE FROM measurements")]
    public void No_row_can_be_changed_or_deleted_even_by_sql(string sql)
    {
        using var store = MeasurementStore.Open(Place);
        store.Append(Row());
        Assert.Contains("only appended", Assert.ThrowsAny<Exception>(() => store.Database.Execute(sql)).Message, StringComparison.Ordinal);
        Assert.Equal(Row(), Assert.Single(store.Latest()));
    }
}

public sealed class MeasurementStoreInAFileTests : MeasurementStoreTests, IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-test-");
    protected override string Place => Path.Combine(_folder.FullName, "state", "monitoring.db");
    public void Dispose() => _folder.Delete(recursive: true);
}

public sealed class MeasurementStoreInPostgresTests(PostgresServer server) : MeasurementStoreTests
{
    protected override string Place => field ??= server.NewPlace();
}
