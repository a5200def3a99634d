using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public sealed class ReportingJsonTests
{
    sealed record DriftReport : Report
    {
        public required string OnlyHere { get; init; }
    }

    static readonly DriftReport Sample = new()
    {
        Title = "Inputs <of> March",
        Of = "spx-momentum, 2020-03",
        OnlyHere = "not written",
        Measurements =
        [
            new("psi", 0.312) { Of = "momentum_20d", Count = 22, EffectiveCount = 6.5, Interval = new(double.NegativeInfinity, 0.41, 0.9, "bootstrap") },
            Measurement.Missing("psi", "the column is empty") with { Of = "volume_z" },
            new("share", 1 / 3.0) { Unit = "%", Count = 9_000_000_000 },
            new("ratio", double.PositiveInfinity),
        ],
        Thresholds = [Threshold.Above("psi", 0.1, 0.25, "Siddiqi 2006", 20), new() { Metric = "share", Bad = Side.Below, Critical = 0.2, CriticalExit = 0.3, Because = "policy 7" }],
        Body = [.. Samples.Small.Blocks],
        Provenance = new() { AsOf = new(2020, 3, 31), DataHashes = new Dictionary<string, string> { ["live"] = "mol-th1:00" }, Rows = 22, Seed = ulong.MaxValue, Parameters = new Dictionary<string, string> { ["window"] = "60" } },
    };

    [Fact]
    public void Report_read_back_has_the_same_text_alerts_and_bytes()
    {
        var json = ReportJson.Write(Sample);
        var back = ReportJson.Read(json);
        Assert.Equal(Sample.ToString(), back.ToString());
        Assert.Equal(Sample.Alerts, back.Alerts);
        Assert.Equal(Sample.Measurements, back.Measurements);
        Assert.Equal(Sample.Thresholds, back.Thresholds);
        Assert.Equal(json, ReportJson.Write(back));
        Assert.Contains("\n  \"severity\": \"critical\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("not written", json, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', json);
    }

    [Fact]
    public void Documents_read_back_have_the_same_text_page_and_bytes()
    {
        foreach (var document in new[] { Samples.Small, Samples.Gallery(), new Document() })
        {
            var back = DocumentJson.Read(DocumentJson.Write(document));
            Assert.Equal(document.ToString(), back.ToString());
            Assert.Equal(HtmlWriter.Write(document), HtmlWriter.Write(back));
            Assert.Equal(DocumentJson.Write(document), DocumentJson.Write(back));
        }
    }

    [Fact]
    public void Any_numbers_come_back_as_the_same_bits() => Prop.ForAll(ArbMap.Default.ArbFor<double[]>(), v =>
    {
        var back = (DrawdownChart)DocumentJson.Read(DocumentJson.Write(new(new DrawdownChart { Title = "", X = v, Drawdown = v }))).Blocks[0];
        Assert.Equal(v.Select(BitConverter.DoubleToInt64Bits), back.X.Select(BitConverter.DoubleToInt64Bits));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_comes_back() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
    {
        if (text.Get.Any(char.IsSurrogate)) return;
        Assert.Equal(text.Get, ((Paragraph)DocumentJson.Read(DocumentJson.Write(new(new Paragraph(text.Get)))).Blocks[0]).Text);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("\"side\"", "\"bad\"", "\"sides\"", "$.thresholds[0]")]
    [InlineData("\"title\"", "\"title\"", "\"titel\"", "'titel'")]
    [InlineData("level", "\"level\": 1", "\"level\": \"one\"", "level")]
    [InlineData("kind", "\"kind\": \"note\"", "\"kind\": \"nota\"", "nota")]
    [InlineData("number", "[0.2, 0.3", "[0.2, \"0.3\"", "'0.3' is not a number")]
    [InlineData("enum", "\"bad\": \"below\"", "\"bad\": 1", "bad")]
    [InlineData("doubled", "\"of\": \"spx", "\"of\": \"\", \"of\": \"spx", "of")]
    [InlineData("value and reason", "\"metric\": \"psi\",\n      \"value\": 0.312", "\"metric\": \"psi\", \"because\": \"x\",\n      \"value\": 0.312", "psi")]
    [InlineData("green by hand", "\"severity\": \"critical\",\n  \"", "\"severity\": \"healthy\",\n  \"", "its measurements and thresholds give 'critical'")]
    [InlineData("null in a list", "\"measurements\": [", "\"measurements\": [null,", "an item of a list is null")]
    [InlineData("row", "\"rows\": [\n        [", "\"rows\": [\n        [],[", "Row 0 of the table has 0 cells")]
    public void Report_that_was_tampered_with_is_refused_with_the_place(string what, string was, string becomes, string says)
    {
        var json = ReportJson.Write(Sample);
        var at = json.IndexOf(was, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{what}: nothing to change in\n{json}");
        var error = Assert.Throws<InvalidDataException>(() => ReportJson.Read(json[..at] + becomes + json[(at + was.Length)..]));
        Assert.StartsWith("The report cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thresholds_come_back_and_a_typo_or_a_contradiction_does_not_pass()
    {
        Assert.Equal(Sample.Thresholds, ThresholdJson.Read(ThresholdJson.Write(Sample.Thresholds)));
        Assert.Contains("'criticl'", Assert.Throws<InvalidDataException>(() => ThresholdJson.Read("""[{"metric": "psi", "criticl": 0.2, "because": "x"}]""")).Message, StringComparison.Ordinal);
        Assert.Contains("'because'", Assert.Throws<InvalidDataException>(() => ThresholdJson.Read("""[{"metric": "psi", "critical": 0.2}]""")).Message, StringComparison.Ordinal);
        Assert.Contains("neither a warning nor a critical level; 'ks': the warning level 3 lies beyond", Assert.Throws<InvalidDataException>(() => ThresholdJson.Read("""[{"metric": "psi", "because": "x"}, {"metric": "ks", "warning": 3, "critical": 2, "because": "x"}]""")).Message, StringComparison.Ordinal);
        Assert.Contains("at least one observation", Assert.Throws<InvalidDataException>(() => ThresholdJson.Read("""[{"metric": "psi", "warning": 1, "minimumCount": 0, "because": "x"}]""")).Message, StringComparison.Ordinal);
    }
}
