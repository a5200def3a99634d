using System.Text;
using System.Text.Json.Nodes;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public sealed class ApprovalPolicyTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2020, 3, 16, 14, 30, 0, TimeSpan.Zero);
    static readonly ApprovalRequest Request = new()
    {
        Action = ApprovalRequest.Promote, Slot = "spx", Model = "spx-momentum", Version = 3, After = 12,
        Content = ContentId.Of("model"u8), Terms = ApprovalRequest.HashOf(new Terms(0.1, 2)), State = ContentId.Of("event 12"u8),
    };

    readonly string _folder = Directory.CreateTempSubdirectory("modelops-test-").FullName;
    readonly Dictionary<string, NoteSigner> _keys = [];
    readonly ApprovalPolicy _policy;

    public ApprovalPolicyTests()
    {
        foreach (var name in new[] { "anna", "ben", "carl", "dora" }) _keys[name] = NoteSigner.Create(Path.Combine(_folder, name + ".key"), "example.com/" + name);
        _policy = new(
            new Dictionary<string, Person>
            {
                ["anna"] = new() { Key = _keys["anna"].Verifier.ToString(), Roles = ["risk"] },
                ["ben"] = new() { Key = _keys["ben"].Verifier.ToString(), Roles = ["desk"] },
                ["carl"] = new() { Key = _keys["carl"].Verifier.ToString() },
            },
            new Dictionary<string, ApprovalRule> { ["promote"] = new() { Required = 2, Roles = ["risk", "desk"] } });
    }

    sealed record Terms(double Limit, int RollbackTo);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static Approval By(string who, ApprovalRequest? request = null) =>
        new() { Request = request ?? Request, By = who, At = Now.AddHours(-1), Until = Now.AddDays(2), Because = "Backtest and limits were looked at." };

    DsseEnvelope Signed(string who, Func<Approval, Approval>? change = null) => (change ?? (a => a))(By(who)).Sign(_keys[who]);

    ApprovalDecision Check(params IReadOnlyList<DsseEnvelope> envelopes) => _policy.Check(Request, envelopes, Now, "dora");

    void RefusedBecause(string why, params IReadOnlyList<DsseEnvelope> envelopes)
    {
        var decision = Check([Signed("anna"), .. envelopes]);
        Assert.False(decision.IsEnough);
        Assert.Equal(["anna"], decision.ApprovedBy);
        Assert.Contains(why, Assert.Single(decision.Refused), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_people_of_the_right_roles_are_enough()
    {
        var decision = Check(Signed("ben"), Signed("anna"));
        Assert.True(decision.IsEnough, decision.ToString());
        Assert.Equal(["anna", "ben"], decision.ApprovedBy);
        Assert.Equal("Approved by anna, ben.", decision.ToString());
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        var decision = Check();
        Assert.Equal("To promote spx-momentum 3 in spx takes the approval of 2 different people with a role of risk, desk; 0 count. 'modelops models approve' signs one.", decision.Missing);
        Assert.False(decision.IsEnough);
    }

    [Fact]
    public void An_action_without_a_rule_needs_nobody() => Assert.Equal("No approval is needed.", _policy.Check(Request with { Action = ApprovalRequest.Enable }, [], Now).ToString());

    [Fact]
    public void The_same_person_counts_once_however_often_they_sign() => RefusedBecause("The approval by anna counts once", Signed("anna", a => a with { Because = "Again." }));

    [Fact]
    public void A_person_under_another_persons_name_does_not_count() => RefusedBecause("not signed by their key, example.com/ben+", By("ben").Sign(_keys["anna"]));

    [Fact]
    public void Somebody_unknown_does_not_count() => RefusedBecause("the policy knows nobody of this name", Signed("dora"));

    [Fact]
    public void A_person_without_the_role_does_not_count() => RefusedBecause("none of the roles risk, desk", Signed("carl"));

    [Theory, InlineData("ben"), InlineData("BEN"), InlineData("example.com/ben")]
    public void Who_asks_or_made_the_version_does_not_approve_it(string author)
    {
        var decision = _policy.Check(Request, [Signed("anna"), Signed("ben")], Now, "dora", author);
        Assert.Contains("nobody approves their own work", Assert.Single(decision.Refused), StringComparison.Ordinal);
        Assert.False(decision.IsEnough);
    }

    [Fact]
    public void An_approval_that_has_ended_or_is_too_old_or_still_to_come_does_not_count()
    {
        RefusedBecause("it ended at 2020-03-16T14:00", Signed("ben", a => a with { Until = Now.AddMinutes(-30) }));
        RefusedBecause("more than 5 days ago", Signed("ben", a => a with { At = Now.AddDays(-6), Until = Now.AddYears(1) }));
        RefusedBecause("still to come", Signed("ben", a => a with { At = Now.AddMinutes(6) }));
        RefusedBecause("more than 5 days ago", Signed("ben", a => a with { At = DateTimeOffset.MinValue, Until = DateTimeOffset.MaxValue }));
        Assert.True(Check(Signed("anna"), Signed("ben", a => a with { At = Now.AddMinutes(4) })).IsEnough);
    }

    public static TheoryData<string, Func<ApprovalRequest, ApprovalRequest>> Others => new()
    {
        { "'enable', not 'promote'", r => r with { Action = ApprovalRequest.Enable } },
        { "slot ndx, not spx", r => r with { Slot = "ndx" } },
        { "model other, not spx-momentum", r => r with { Model = "other" } },
        { "version 2, not 3", r => r with { Version = 2 } },
        { "other bytes of the model", r => r with { Content = ContentId.Of("x"u8) } },
        { "other terms", r => r with { Terms = ApprovalRequest.HashOf(new Terms(0.2, 2)) } },
        { "other terms", r => r with { Terms = null } },
        { "as event 11 left it, and event 12 has changed it since: an approval is used once", r => r with { After = 11 } },
        { "given for another ledger", r => r with { State = ContentId.Of("x"u8) } },
    };

    [Theory, MemberData(nameof(Others))]
    public void An_approval_of_anything_else_does_not_count(string why, Func<ApprovalRequest, ApprovalRequest> change) => RefusedBecause(why, By("ben", change(Request)).Sign(_keys["ben"]));

    [Fact]
    public void An_approval_cannot_be_used_again_once_the_slot_has_changed()
    {
        DsseEnvelope[] used = [Signed("anna"), Signed("ben")];
        Assert.True(Check(used).IsEnough);
        var again = _policy.Check(Request with { After = 13, State = ContentId.Of("event 13"u8) }, used, Now, "dora");
        Assert.Empty(again.ApprovedBy);
        Assert.All(again.Refused, r => Assert.Contains("an approval is used once", r, StringComparison.Ordinal));
    }

    [Fact]
    public void A_payload_that_was_changed_after_signing_does_not_count()
    {
        var signed = Signed("ben");
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(signed.Payload.Span).Replace("looked at", "looked In", StringComparison.Ordinal));
        RefusedBecause("or was changed since", signed with { Payload = changed });
    }

    [Theory]
    [InlineData("\"action\":", "\"onlyIf\":\"x\",\"action\":"), InlineData("\"because\":", "\"because\":\"x\",\"because\":"), InlineData("approval/v1", "approval/v2")]
    [InlineData("spx-momentum/3", "spx-momentum/4"), InlineData("\"version\":3", "\"version\":\"3\""), InlineData("\"name\":\"terms\"", "\"name\":\"other\""), InlineData("\"slot\":\"spx\"", "\"slot\":\"../spx\"")]
    public void A_statement_that_is_not_understood_does_not_count(string part, string instead)
    {
        var text = Encoding.UTF8.GetString(Signed("ben").Payload.Span);
        Assert.Contains(part, text, StringComparison.Ordinal);
        RefusedBecause("no approval that can be read", DsseEnvelope.Sign(Approval.PayloadType, Encoding.UTF8.GetBytes(text.Replace(part, instead, StringComparison.Ordinal)), _keys["ben"]));
        RefusedBecause("no approval that can be read", DsseEnvelope.Sign("text/plain", Encoding.UTF8.GetBytes(text), _keys["ben"]));
    }

    [Fact]
    public void What_is_signed_is_an_in_toto_statement_in_canonical_JSON()
    {
        var payload = Signed("anna").Payload;
        Assert.Equal(CanonicalJson.Of(payload), payload.ToArray());
        var statement = JsonNode.Parse(payload.Span)!;
        Assert.Equal("https://in-toto.io/Statement/v1", (string?)statement["_type"]);
        Assert.Equal("https://modelopslab.dev/approval/v1", (string?)statement["predicateType"]);
        Assert.Equal(("spx-momentum/3", Request.Content), ((string?)statement["subject"]![0]!["name"], (string?)statement["subject"]![0]!["digest"]!["sha256"]));
        Assert.Equal(Request, Approval.Read(Signed("anna")).Request);
        var without = By("anna", Request with { Terms = null });
        Assert.Equal(without, Approval.Read(without.Sign(_keys["anna"])));
    }

    [Theory, InlineData(""), InlineData(" "), InlineData("a\nb"), InlineData("a\u202Eb")]
    public void A_reason_that_is_none_or_reorders_text_is_not_signed(string because) => Assert.Throws<InvalidDataException>(() => Signed("anna", a => a with { Because = because }));

    [Theory]
    [InlineData("""{"people":{"anna":{"key":"x"}}}""", "people.anna.key: A key is one line of three parts")]
    [InlineData("""{"people":{"anna":{"key":"$anna","rolls":[]}}}""", "'rolls' is not known here. Did you mean 'roles'?")]
    [InlineData("""{"people":{"anna":{"key":"$anna"},"ben":{"key":"$anna"}}}""", "people.ben has the key of anna")]
    [InlineData("""{"people":{"anna":null}}""", "people.anna is null")]
    [InlineData("""{"people":{"an\u202ena":{"key":"$anna"}}}""", "'an?na' is no name")]
    [InlineData("""{"approvals":{"promote":{"required":1}}}""", "approvals.promote requires 1 people, and 0 have it: it could never be met")]
    [InlineData("""{"people":{"anna":{"key":"$anna","roles":["desk"]}},"approvals":{"promote":{"required":1,"roles":["risk"]}}}""", "requires 1 people with a role of risk, and 0 have it")]
    [InlineData("""{"people":{"anna":{"key":"$anna"}},"approvals":{"promote":{"required":0}}}""", "approvals.promote.required is 0")]
    [InlineData("""{"people":{"anna":{"key":"$anna"}},"approvals":{"promote":{"required":1,"validDays":0}}}""", "approvals.promote.validDays is 0")]
    [InlineData("""{"people":{"anna":{"key":"$anna"}},"approvals":{"disable":{"required":1}}}""", "approvals.disable is no action that is approved")]
    [InlineData("""{"approvals":{"promote":null}}""", "approvals.promote is null")]
    [InlineData("""{"approvals":{"promote":{}}}""", "required")]
    public void A_policy_that_cannot_hold_is_refused_when_the_workspace_is_opened(string policy, string says)
    {
        var message = Assert.Throws<InvalidDataException>(() => Declared(policy)).Message;
        Assert.StartsWith(Path.Combine(_folder, Workspace.FileName), message, StringComparison.Ordinal);
        Assert.Contains(says, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_is_declared_in_the_workspace()
    {
        var policy = Declared("""{"people":{"anna":{"key":"$anna","roles":["risk"]},"ben":{"key":"$ben"}},"approvals":{"promote":{"required":2},"enable":{"required":1,"roles":["risk"],"validDays":1}}}""").ApprovalPolicy;
        Assert.True(policy.Check(Request, [Signed("anna"), Signed("ben")], Now).IsEnough);
        Assert.Equal(["anna"], policy.Check(Request with { Action = ApprovalRequest.Enable }, [Signed("anna", a => a with { Request = Request with { Action = ApprovalRequest.Enable } })], Now).ApprovedBy);
    }

    Workspace Declared(string policy)
    {
        var root = JsonNode.Parse(File.ReadAllText(Repository.Path("data-samples", Workspace.FileName)))!;
        foreach (var declared in new[] { "people", "approvals", "demonstration" }) root.AsObject().Remove(declared);
        foreach (var (name, value) in JsonNode.Parse(policy.Replace("$anna", _keys["anna"].Verifier.ToString(), StringComparison.Ordinal).Replace("$ben", _keys["ben"].Verifier.ToString(), StringComparison.Ordinal))!.AsObject())
            root[name] = value!.DeepClone();
        File.WriteAllText(Path.Combine(_folder, Workspace.FileName), root.ToJsonString());
        return Workspace.Open(_folder);
    }
}
