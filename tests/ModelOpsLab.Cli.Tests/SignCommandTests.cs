using System.Text.Json;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Tests;

public sealed class SignCommandTests : IDisposable
{
    readonly Folder _folder = new();
    readonly string _page;

    public SignCommandTests()
    {
        _folder.Text("modelops.json", """
            { "models": { "alpha": { "title": "A model", "data": "a.csv", "schema": "a.json",
              "pipeline": { "close": "close", "target": "r", "features": [ { "name": "x", "kind": "return", "window": 1 } ] },
              "trainer": { "kind": "ridge" }, "trainUntil": "2018-12-31", "goLive": "2019-04-01" } } }
            """);
        _page = _folder.Text("alpha-2020-03.html", HtmlWriter.Page(new(new Verdict(Severity.Critical, "Retrain", [])), "alpha"));
    }

    public void Dispose() => _folder.Dispose();

    Outcome Run(params string[] arguments) => Modelops.Run(["--workspace", _folder.Path, .. arguments]);

    [Fact]
    public void A_page_is_signed_with_what_it_proposes_and_model_and_period_by_its_name()
    {
        var signed = JsonDocument.Parse(Run("sign", _page, "--by", "ben", "--as", "risk", "--json").Out).RootElement;
        Assert.Equal(("alpha", "2020-03-01", "2020-03-31", "retrain", "retrain", "ben"), (Text("model"), Text("from"), Text("to"), Text("proposed"), Text("decision"), Text("by")));
        Assert.Equal(2, Run("sign", _page, "--by", "ben", "--as", "risk").Code);
        Assert.Equal(0, Run("sign", "--check", _page).Code);

        string? Text(string name) => signed.GetProperty(name).GetString();
    }

    [Fact]
    public void Another_decision_needs_a_reason()
    {
        var refused = Run("sign", _page, "--decision", "roll-back", "--by", "ben");
        Assert.Equal(2, refused.Code);
        Assert.Contains("Give a reason", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, Run("sign", _page, "--decision", "roll-back", "--by", "ben", "--because", "no quant this week").Code);
        Assert.Contains("Did you mean 'roll-back'?", Run("sign", _page, "--decision", "rol-back").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_was_changed_since_is_noticed_by_the_check_and_by_audit_verify()
    {
        Assert.Equal(0, Run("sign", _page, "--by", "ben").Code);
        Assert.Equal(0, Run("audit", "verify", "--pages", _folder.Path).Code);
        File.AppendAllText(_page, " ");
        Assert.Equal(1, Run("sign", "--check", _folder.Path).Code);
        var verified = Run("audit", "verify", "--pages", _folder.Path, "--json");
        Assert.Equal(1, verified.Code);
        Assert.Contains("is not what ben signed", verified.Error, StringComparison.Ordinal);
        Assert.False(JsonDocument.Parse(verified.Out).RootElement.GetProperty("holds").GetBoolean());
    }

    [Fact]
    public void A_page_without_a_verdict_or_of_no_model_says_what_to_give()
    {
        Assert.Contains("--proposed", Run("sign", _folder.Text("alpha-2020-04.html", "<html></html>"), "--by", "ben").Error, StringComparison.Ordinal);
        Assert.Contains("--model", Run("sign", _folder.Text("other.html", "<html></html>"), "--by", "ben").Error, StringComparison.Ordinal);
        Assert.Equal(0, Run("sign", _folder["other.html"], "--model", "alpha", "--month", "2020-04", "--proposed", "keep", "--by", "ben").Code);
        Assert.Equal(2, Run("sign", "--check", _folder["none"]).Code);
    }
}
