using System.Text.Json;

namespace ModelOpsLab.Cli.Tests;

public sealed class ProfileTests : IDisposable
{
    static readonly string Schema = Modelops.EdgeCase("schema.json");
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Profile(string csv, string name, params string[] more)
    {
        var outcome = Modelops.Run(["profile", Modelops.EdgeCase(csv), "--schema", Schema, "--out", _folder[name], .. more]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return _folder[name];
    }

    [Fact]
    public void A_profile_shows_what_the_columns_held_and_is_written()
    {
        var outcome = Modelops.Run("profile", Modelops.EdgeCase("good.csv"), "--schema", Schema, "--out", _folder["p.json"]);
        Assert.Equal(0, outcome.Code);
        Assert.Matches(@"(?m)^x +30 +0\.0 %", outcome.Out);
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["p.json"]));
        Assert.Equal((1, 30), (json.RootElement.GetProperty("version").GetInt32(), json.RootElement.GetProperty("rows").GetInt32()));
    }

    [Fact]
    public void Json_is_the_profile_itself()
    {
        var outcome = Modelops.Run("profile", Profile("good.csv", "p.json"), "--json");
        Assert.Equal(File.ReadAllText(_folder["p.json"]), outcome.Out);
    }

    [Fact]
    public void Profiles_merge_in_any_order_to_the_same_bytes()
    {
        string a = Profile("reference.csv", "a.json"), b = Profile("good.csv", "b.json", "--reference", a);
        Assert.Equal(0, Modelops.Run("profile", "--merge", a, b, "--out", _folder["ab.json"]).Code);
        Assert.Equal(0, Modelops.Run("profile", "--merge", b, a, "--out", _folder["ba.json"]).Code);
        Assert.Equal(0, Modelops.Run("profile", a, "--merge", b, "--out", _folder["c.json"]).Code);
        Assert.Equal(File.ReadAllBytes(_folder["ab.json"]), File.ReadAllBytes(_folder["ba.json"]));
        Assert.Equal(File.ReadAllBytes(_folder["ab.json"]), File.ReadAllBytes(_folder["c.json"]));
    }

    [Fact]
    public void Days_become_months()
    {
        var days = Profile("reference.csv", "days.json", "--by", "day");
        var months = Profile("reference.csv", "months.json", "--by", "month");
        Assert.Equal(0, Modelops.Run("profile", days, "--by", "month", "--out", _folder["again.json"]).Code);
        Assert.Equal(File.ReadAllBytes(months), File.ReadAllBytes(_folder["again.json"]));
    }

    [Fact]
    public void Drift_compares_profiles_and_rows_with_a_profile()
    {
        string a = Profile("reference.csv", "a.json", "--by", "month"), b = Profile("good.csv", "b.json", "--reference", a);
        var outcome = Modelops.Run("drift", a, b, "--html", _folder["page.html"]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("a profile cannot show that they are", outcome.Out);
        Assert.Contains("from profiles", File.ReadAllText(_folder["page.html"]));
        Assert.Equal(outcome.Out, Modelops.Run("drift", a, Modelops.EdgeCase("good.csv")).Out);
    }

    [Fact]
    public void Profiles_in_other_bins_do_not_merge_and_the_column_is_named()
    {
        string a = Profile("reference.csv", "a.json"), b = Profile("good.csv", "b.json");
        var outcome = Modelops.Run("profile", "--merge", a, b, "--out", _folder["c.json"]);
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains("Column 'x' was counted in other bins", outcome.Error);
        Assert.Equal(["a.json", "b.json"], _folder.Files);
    }

    [Theory]
    [InlineData("profile needs FILE", "profile")]
    [InlineData("needs --schema FILE.json", "profile", "x.csv")]
    [InlineData("'week' is not a period. Write month or day.", "profile", "x.csv", "--by", "week")]
    [InlineData("is not a profile, which is a .json file", "profile", "--merge", "x.csv")]
    [InlineData("There is no file 'none.json'", "profile", "--merge", "none.json")]
    [InlineData("There is no file 'none.json'", "drift", "none.json", "other.json")]
    [InlineData("is a profile and x.csv is not. Profile it first", "drift", "x.csv", "p.json")]
    [InlineData("--placebo replays rows", "drift", "a.json", "b.json", "--placebo")]
    [InlineData("drift needs REF and CUR", "drift", "x.csv")]
    [InlineData("belong to --placebo", "drift", "x.csv", "y.csv", "--window", "21")]
    [InlineData("'hour' is not a context. Write weekday, time, month or volatility.", "drift", "x.csv", "y.csv", "--match", "hour")]
    [InlineData("belongs to --match volatility", "drift", "x.csv", "y.csv", "--match-column", "r")]
    [InlineData("--match needs rows", "drift", "a.json", "b.json", "--match", "weekday")]
    [InlineData("'a few' is not a number of rows", "drift", "x.csv", "--placebo", "--window", "a few")]
    public void What_cannot_be_done_is_said(string message, params string[] arguments)
    {
        var outcome = Modelops.Run(arguments);
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains(message, outcome.Error);
        Assert.DoesNotContain("   at ", outcome.Error);
    }

    [Fact]
    public void A_profile_is_not_divided_counted_twice_or_put_into_other_bins()
    {
        var (month, csv) = (_folder["m.json"], Modelops.EdgeCase("reference.csv"));
        Assert.Equal(0, Modelops.Run("profile", csv, "--schema", Schema, "--by", "month", "--out", month).Code);
        void Refused(string message, params string[] arguments)
        {
            var outcome = Modelops.Run(arguments);
            Assert.Equal((2, ""), (outcome.Code, outcome.Out));
            Assert.Contains(message, outcome.Error);
        }
        Refused("is longer than a day, and a profile cannot be divided", "profile", month, "--by", "day");
        Refused("its rows would count twice", "profile", "--merge", month, month);
        Refused("--reference is for CSV", "profile", month, "--reference", month);
        Refused("this is not JSON. 'time,x,y", "drift", _folder.Text("rows.json", File.ReadAllText(csv)), csv);
        Assert.InRange(Modelops.Run("profile", _folder["rows.json"]).Error.Length, 1, 300);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{\"version\": 1}", "missing")]
    [InlineData("{\"severity\": \"healthy\"}", "'severity' is not known here")]
    [InlineData("[1]", "p.json")]
    public void A_file_that_is_no_profile_is_named(string text, string message)
    {
        var outcome = Modelops.Run("profile", _folder.Text("p.json", text));
        Assert.Equal(2, outcome.Code);
        Assert.Contains("p.json", outcome.Error);
        Assert.Contains(message, outcome.Error);
    }

    [Fact]
    public void Help_ends_with_lines_to_copy()
    {
        Assert.Contains("Examples:\n  modelops drift history.csv march.csv --schema s.json --html march.html\n", Modelops.Run("drift", "--help").Out.ReplaceLineEndings("\n"));
        Assert.Contains("modelops profile --merge", Modelops.Run("profile", "--help").Out);
        Assert.DoesNotContain("Examples", Modelops.Run("--help").Out);
    }

    [Fact]
    public void A_placebo_without_a_period_needs_only_the_reference_and_its_page_is_the_same_each_time()
    {
        var rows = string.Concat(Enumerable.Range(0, 300).Select(i => $"{new DateOnly(2000, 1, 1).AddDays(i):yyyy-MM-dd},{(i * 37 % 101) / 10.0},{i * 53 % 97}\n"));
        var csv = _folder.Text("long.csv", "time,x,y\n" + rows);
        var outcome = Modelops.Run("drift", csv, "--schema", Schema, "--placebo", "--window", "15", "--html", _folder["a.html"]);
        Assert.Equal(0, outcome.Code);
        Assert.Contains("always alarm", outcome.Out);
        Assert.Contains("20 past windows", outcome.Out);
        Modelops.Run("drift", csv, "--schema", Schema, "--placebo", "--window", "15", "--html", _folder["b.html"]);
        Assert.Equal(File.ReadAllBytes(_folder["a.html"]), File.ReadAllBytes(_folder["b.html"]));
        using var json = JsonDocument.Parse(Modelops.Run("drift", csv, csv, "--schema", Schema, "--placebo", "--window", "15", "--json").Out);
        Assert.Equal("Placebo test", json.RootElement.GetProperty("placebo").GetProperty("title").GetString());
    }

    [Fact]
    public void A_page_of_rows_has_a_folded_picture_of_each_input()
    {
        Modelops.Run("drift", Modelops.EdgeCase("reference.csv"), Modelops.EdgeCase("good.csv"), "--schema", Schema, "--html", _folder["page.html"]);
        var page = File.ReadAllText(_folder["page.html"]);
        Assert.Contains("<details class=\"mol-details\" id=\"input-x\"><summary>x: ", page);
        Assert.Contains("Distribution functions, gap", page);
    }
}
