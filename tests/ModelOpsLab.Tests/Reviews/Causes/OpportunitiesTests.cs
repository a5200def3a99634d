using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Live;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Reviews;

public class OpportunitiesTests
{
    static readonly DateOnly Start = new(2018, 1, 1);

    /// <summary>A model that predicts from x; what else there is to know is given by a session's number, input z and noise.</summary>
    static TrackRecord Record(int sessions, ulong seed, Func<int, double, double, double> target, int assets = 1, Func<int, double>? skill = null)
    {
        var random = new DeterministicRandom(seed);
        var n = sessions * assets;
        double[] x = new double[n], z = new double[n], y = new double[n], p = new double[n], position = new double[n], net = new double[n];
        for (var i = 0; i < n; i++)
        {
            (x[i], z[i]) = (random.NextNormal(), random.NextNormal());
            y[i] = target(i / assets, z[i], random.NextNormal());
            p[i] = 0.001 * x[i];
            y[i] += skill is null ? p[i] : skill(i / assets) * 0.01 * x[i];
            position[i] = Math.Sign(p[i]);
            net[i] = position[i] * y[i];
        }
        List<Column> columns = [Column.Dates("time", [.. Enumerable.Range(0, n).Select(i => Start.AddDays(i / assets))]), Column.Numbers("x", x), Column.Numbers("z", z), Column.Numbers("y", y), Column.Numbers("p", p), Column.Numbers("position", position), Column.Numbers("cost", new double[n]), Column.Numbers("r", net)];
        if (assets > 1) columns.Add(Column.Texts("asset", [.. Enumerable.Range(0, n).Select(i => ((char)('a' + i % assets)).ToString())]));
        var rows = Frame.Of(new() { Timestamp = "time", Features = ["x", "z"], Target = "y", Prediction = "p", Return = "r", Asset = assets > 1 ? "asset" : null }, columns);
        return new() { Model = "m", Version = "1", TrainedUntil = Start, GoLive = Start.AddDays(30), Raw = rows, Rows = rows };
    }

    static double Noise(int session, double z, double noise) => 0.01 * noise;

    static IEnumerable<Opportunity> Of(Opportunities all, OpportunityKind kind) => all.Found.Where(o => o.Kind == kind);

    [Theory, InlineData(1), InlineData(3)]
    public void An_input_the_model_does_not_use_is_found_in_the_errors(int assets)
    {
        var found = Opportunities.Of(Record(300, 1, (_, z, noise) => 0.01 * noise + 0.005 * z, assets), Severity.Healthy, []);
        var unused = Assert.Single(Of(found, OpportunityKind.Residuals));
        Assert.Equal("z", unused.Of);
        Assert.True(unused.Value.Value > 4 && unused.PValue < 0.001);
        Assert.Contains("the error depends on z", found.ToString(), StringComparison.Ordinal);
        Assert.Contains("erreur liée à : z", PlainTextWriter.Write(found.ToDocument(Language.French)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_all_assets_share_in_a_session_is_no_information_across_them()
    {
        // The error of every asset is the session's shock; z is higher for all of them where the shock is.
        var random = new DeterministicRandom(2);
        double[] shock = [.. Enumerable.Range(0, 300).Select(_ => random.NextNormal())];
        var found = Opportunities.Of(Record(300, 3, (t, z, noise) => 0.01 * shock[t] + 0.001 * noise, 10), Severity.Healthy, []);
        Assert.Empty(Of(found, OpportunityKind.Residuals));
    }

    [Fact]
    public void Errors_that_follow_each_other_are_found()
    {
        double last = 0;
        var found = Opportunities.Of(Record(300, 4, (_, _, noise) => last = 0.5 * last + 0.01 * noise), Severity.Healthy, []);
        Assert.Contains(Of(found, OpportunityKind.Residuals), o => o.Of == "the error 1 session ago");
    }

    [Fact]
    public void A_market_that_moves_otherwise_from_a_day_on_is_found_with_the_day()
    {
        var found = Opportunities.Of(Record(250, 5, (t, _, noise) => (t < 150 ? 0.005 : 0.02) * noise), Severity.Healthy, []);
        var change = Of(found, OpportunityKind.StructuralChange).First(o => o.Of == "size of the market’s daily move");
        Assert.Contains(Format.Date(Start.AddDays(150))[..7], change.English, StringComparison.Ordinal);
        Assert.True(change.Value.Value > 0.005);
    }

    [Fact]
    public void A_skill_that_fades_while_the_inputs_stand_still_is_decay_and_with_drift_it_is_not_looked_at()
    {
        var fading = Record(500, 6, Noise, skill: t => 1.5 - t / 200.0);
        var found = Opportunities.Of(fading, Severity.Healthy, []);
        Assert.Contains(Of(found, OpportunityKind.Decay), o => o.Of == "rank correlation" && o.Value.Value < 0);
        var look = Opportunities.Of(fading, Severity.Warning, []).Looks.Single(l => l.Kind == OpportunityKind.Decay);
        Assert.Equal((0, "the inputs have drifted"), (look.Tests, look.Because));
        Assert.Empty(Of(Opportunities.Of(Record(500, 6, Noise, skill: t => t / 400.0), Severity.Healthy, []), OpportunityKind.Decay));
    }

    [Fact]
    public void A_challenger_that_leads_is_named_and_many_that_lead_by_chance_are_not()
    {
        var record = Record(120, 7, Noise);
        ChallengerLead Lead(string name, double difference, double p) => new(name, new("paired_sharpe_difference", difference), p, "comparison");
        var found = Opportunities.Of(record, Severity.Healthy, [Lead("forest", 1.2, 0.004), Lead("flat", -2, 0.001), Lead("lasso", 0.3, 0.4), new("new", Measurement.Missing("paired_sharpe_difference", "no common dates"), double.NaN, "")]);
        Assert.Equal("forest", Assert.Single(Of(found, OpportunityKind.Challenger)).Of);
        Assert.Empty(Of(Opportunities.Of(record, Severity.Healthy, [.. Enumerable.Range(0, 10).Select(i => Lead($"c{i}", 1, 0.02))]), OpportunityKind.Challenger));
        Assert.Equal("no challenger was run", Opportunities.Of(record, Severity.Healthy, []).Looks[3].Because);
    }

    [Fact]
    public void Where_there_is_nothing_it_says_so_and_what_it_looked_at()
    {
        var quiet = 0;
        const int worlds = 20;
        for (ulong seed = 0; seed < worlds; seed++) quiet += Opportunities.Of(Record(280, 100 + seed, Noise), Severity.Healthy, []).Found.Count == 0 ? 1 : 0;
        Assert.InRange(quiet, 15, worlds);
        var found = Opportunities.Of(Record(50, 8, Noise), Severity.Healthy, []);
        Assert.Empty(found.Found);
        Assert.Contains("None found.", found.ToString(), StringComparison.Ordinal);
        Assert.Equal("2 live months; 8 are needed", found.Looks[0].Because);
        Assert.Equal("fewer than 60 sessions with errors that vary", found.Looks[1].Because);
        Assert.Equal(3, found.Looks[2].Tests);
    }
}

/// <summary>The opportunities of the demonstration model.</summary>
public class OpportunitiesOfTheLiveYearTests(DemonstrationWorkspace demonstration, ITestOutputHelper output) : IClassFixture<DemonstrationWorkspace>
{
    [Fact]
    public void The_live_year_says_what_was_looked_at_each_month()
    {
        foreach (var day in new DateOnly[] { new(2019, 12, 31), new(2020, 3, 31), new(2020, 4, 17) })
        {
            var found = Opportunities.Of(demonstration.Record.AsOf(day), day.Year == 2019 ? Severity.Healthy : Severity.Critical, []);
            output.WriteLine(found.ToString());
            Assert.Equal((12, 3), (found.Looks[1].Tests, found.Looks[2].Tests));
            Assert.Equal(day.Year == 2019 ? 3 : 0, found.Looks[0].Tests);
        }
    }
}
