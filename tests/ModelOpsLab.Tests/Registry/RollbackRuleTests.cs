using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Registry;

public class RollbackRuleTests
{
    static readonly DateOnly Live = new(2020, 3, 2), Today = new(2020, 3, 20);

    static RollbackRule Rule(int failures = 0, int errors = 4, int days = 30, Side bad = Side.Below) =>
        new() { Metric = "pnl", Bad = bad, Limit = -0.01, FailureLimit = failures, ErrorLimit = errors, WindowDays = days, Because = "the mandate" };

    /// <summary>A measurement of a day; null where there was none.</summary>
    static MeasurementRow Day(int day, double? value, int count = 100, string metric = "pnl", string source = "Trading performance", int? known = null) =>
        new("m", metric, "", new(2020, 3, day), new(2020, 3, day), value, value is null ? "no prices" : null, count, null, "", source, "unknown", new(2020, 3, known ?? day));

    static RollbackVerdict Judge(RollbackRule rule, params MeasurementRow[] rows) => rule.Evaluate(rows, Live, Today);

    [Fact]
    public void One_failure_more_than_is_borne_takes_the_version_back()
    {
        Assert.Equal(RollbackAnswer.Hold, Judge(Rule(1), Day(3, 0.01), Day(4, -0.02), Day(5, 0.01)).Answer);
        var verdict = Judge(Rule(1), Day(3, -0.03), Day(4, -0.02), Day(5, 0.01));
        Assert.Equal((RollbackAnswer.RollBack, 2, 0, 3), (verdict.Answer, verdict.Failures, verdict.Missing, verdict.Evidence.Count));
        Assert.Equal("pnl was below -0.01 in 2 of 3 measurements since 2020-03-02, 1 borne; the worst was -0.03", verdict.Because);
    }

    [Fact]
    public void A_value_on_the_limit_is_no_failure_and_the_bad_side_is_the_declared_one()
    {
        Assert.Equal(RollbackAnswer.Hold, Judge(Rule(), Day(3, -0.01)).Answer);
        Assert.Equal(RollbackAnswer.RollBack, Judge(Rule(), Day(3, Math.BitDecrement(-0.01))).Answer);
        Assert.Equal(RollbackAnswer.RollBack, Judge(Rule(bad: Side.Above), Day(3, 0)).Answer);
        Assert.Equal(RollbackAnswer.RollBack, Judge(Rule(), Day(3, double.NegativeInfinity)).Answer);
    }

    [Fact]
    public void Nothing_measured_is_inconclusive_and_never_health()
    {
        Assert.Equal(RollbackAnswer.Inconclusive, Judge(Rule()).Answer);
        Assert.Equal(RollbackAnswer.Inconclusive, Judge(Rule(), Day(3, null)).Answer);
        Assert.Equal(RollbackAnswer.Inconclusive, Judge(Rule() with { MinimumMeasurements = 3 }, Day(3, 1), Day(4, 1)).Answer);
        Assert.Equal(RollbackAnswer.Inconclusive, Judge(Rule() with { MinimumCount = 101 }, Day(3, -1)).Answer);
        Assert.Contains("measured 0 times since 2020-03-02, 1 needed", Judge(Rule(), Day(3, 1, metric: "other")).Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_measurements_in_a_row_are_borne_up_to_the_limit()
    {
        Assert.Equal(RollbackAnswer.Hold, Judge(Rule(errors: 2), Day(3, null), Day(4, null), Day(5, 1), Day(6, null)).Answer);
        var verdict = Judge(Rule(errors: 2), Day(3, 1), Day(4, null), Day(5, null), Day(6, null));
        Assert.Equal((RollbackAnswer.Inconclusive, "pnl is missing 3 times in a row, 2 borne: no prices"), (verdict.Answer, verdict.Because));
        Assert.Equal(RollbackAnswer.RollBack, Judge(Rule(errors: 2), Day(3, -1), Day(4, null), Day(5, null), Day(6, null)).Answer);
    }

    [Fact]
    public void Only_what_the_version_did_in_the_window_and_what_was_known_counts()
    {
        Assert.Contains("periods that began before the version was live are not its own", Judge(Rule(), Day(1, -1)).Because, StringComparison.Ordinal);
        Assert.Equal(RollbackAnswer.Hold, Judge(Rule(days: 5), Day(15, -1), Day(16, 1)).Answer);
        Assert.Equal(RollbackAnswer.RollBack, Judge(Rule(days: 6), Day(15, -1), Day(16, 1)).Answer);
        Assert.Equal(RollbackAnswer.Hold, Judge(Rule(), Day(16, 1), Day(21, -1)).Answer);
        Assert.Equal(RollbackAnswer.Hold, Judge(Rule(), Day(16, 1), Day(17, -1, known: 21)).Answer);
    }

    [Fact]
    public void A_metric_of_several_reports_needs_the_name_of_one()
    {
        MeasurementRow[] rows = [Day(3, -1), Day(4, 1, source: "Another report")];
        Assert.Contains("the rule must name one", Judge(Rule(), rows).Because, StringComparison.Ordinal);
        Assert.Equal(RollbackAnswer.Hold, Judge(Rule() with { Report = "Another report" }, rows).Answer);
        Assert.Equal(RollbackAnswer.RollBack, Judge(Rule() with { Report = "Trading performance" }, rows).Answer);
    }

    /// <summary>Laws: the order of rows does not matter; a worse value never turns a rollback away; a row taken away never makes the answer healthy from nothing.</summary>
    [Fact]
    public void The_answer_does_not_depend_on_the_order_and_a_worse_value_never_saves_a_version()
    {
        var rows = Gen.Choose(0, 3).ListOf(12).Select(kinds => kinds.Select((k, i) => Day(3 + i, k switch { 0 => null, 1 => -0.05, _ => 0.02 })).ToArray());
        Prop.ForAll(rows.SelectMany(r => Gen.Choose(0, 24).Select(n => (r, n / 5, n % 5))).ToArbitrary(), made =>
        {
            var (all, failures, errors) = made;
            var rule = Rule(failures, errors);
            var verdict = Judge(rule, all);
            Assert.Equal(verdict.Because, Judge(rule, [.. all.Reverse()]).Because);
            var worse = Judge(rule, [.. all.Select(r => r with { Value = r.Value - 1 })]).Answer;
            Assert.True(worse >= verdict.Answer || verdict.Answer == RollbackAnswer.Hold || worse == RollbackAnswer.Inconclusive, $"{verdict.Answer} became {worse}");
            if (verdict.Answer == RollbackAnswer.RollBack) Assert.Equal(RollbackAnswer.RollBack, worse);
            if (verdict.Answer == RollbackAnswer.Hold) Assert.Contains(all, r => r.Value is not null);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("\"metric\": \"pnl\", \"bad\": \"below\", \"limit\": -0.01, \"because\": \"x\", \"failurelimit\": 1", "Did you mean 'failureLimit'?")]
    [InlineData("\"metric\": \"pnl\", \"bad\": \"under\", \"limit\": -0.01, \"because\": \"x\"", "It can be: above, below")]
    [InlineData("\"metric\": \"pnl\", \"bad\": \"below\", \"because\": \"x\"", "limit")]
    [InlineData("\"metric\": \"pnl\", \"bad\": \"below\", \"limit\": \"NaN\", \"because\": \"x\"", "finite number")]
    [InlineData("\"metric\": \"pnl\", \"bad\": \"below\", \"limit\": 0, \"because\": \" \"", "says where its limit comes from")]
    [InlineData("\"metric\": \"pnl\", \"bad\": \"below\", \"limit\": 0, \"because\": \"x\", \"windowDays\": 0", "1 to 3,660 days")]
    [InlineData("\"metric\": \"pnl\", \"bad\": \"below\", \"limit\": 0, \"because\": \"x\", \"failureLimit\": -1", "not negative")]
    [InlineData("\"metric\": \"pnl\", \"bad\": \"below\", \"limit\": 0, \"because\": \"x\", \"whenInconclusive\": \"promote\"", "It can be: wait, restrict")]
    public void A_rule_that_is_declared_wrongly_is_an_error_in_words(string members, string because)
    {
        var deployment = RegistryWorkspace.Declared.TrimEnd(' ', '\n', '}') + ", \"rules\": [ { " + members + " } ] }";
        var file = Path.Combine(Directory.CreateTempSubdirectory("modelops-rule-").FullName, Workspace.FileName);
        File.WriteAllText(file, RegistryWorkspace.Declaration(deployment));
        var message = Assert.Throws<InvalidDataException>(() => WorkspaceDefinition.Read(file)).Message;
        Assert.Contains(because, message, StringComparison.Ordinal);
        Assert.Contains(file, message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void A_rule_is_written_and_read_back_as_it_is()
    {
        var rule = Rule(2, 1) with { WhenInconclusive = WhenInconclusive.Restrict, Report = "Trading performance" };
        Assert.Equal(rule, JsonFile.Parse<RollbackRule>(JsonFormat.Write(rule), "a rule"));
    }
}
