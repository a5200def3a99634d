using System.Text;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;

namespace ModelOpsLab.Tests.Registry;

public class SignedReviewsTests
{
    static readonly byte[] Page = Encoding.UTF8.GetBytes("<html>Retrain</html>");

    static SignedReview Review(Decision decision = Decision.Retrain, string because = "", string? role = "risk") =>
        new() { Model = "alpha", From = new(2020, 3, 1), To = new(2020, 3, 31), File = "alpha-2020-03.html", Page = "", Proposed = Decision.Retrain, Decision = decision, Because = because, Role = role };

    [Fact]
    public void A_signature_keeps_the_page_the_decision_and_who_signed()
    {
        using var workspace = new RegistryWorkspace();
        var signed = workspace.Registry.Signed.Sign(Page, Review(), "ben");
        workspace.Reopen();
        var read = Assert.Single(workspace.Registry.Signed.All("alpha"));
        Assert.Equal(signed, read);
        Assert.Equal(("ben", "risk", Decision.Retrain), (read.By, read.Role, read.Decision));
        Assert.Equal(Page, workspace.Registry.Blobs.Read(read.Sha256));
        Assert.NotEqual(Severity.Critical, workspace.Registry.Workspace.Ledger.Verify(ModelRegistry.Projections).Severity);
    }

    [Fact]
    public void Another_decision_than_the_proposed_one_says_why()
    {
        using var workspace = new RegistryWorkspace();
        Assert.Contains("proposes retrain: to decide rollBack says why", Assert.Throws<InvalidDataException>(() => workspace.Registry.Signed.Sign(Page, Review(Decision.RollBack), "ben")).Message, StringComparison.Ordinal);
        Assert.Equal(0, workspace.Registry.Ledger.Size);
        Assert.Equal("the desk has no quant this week", workspace.Registry.Signed.Sign(Page, Review(Decision.RollBack, "the desk has no quant this week"), "ben").Because);
    }

    [Fact]
    public void A_page_has_one_decision_signed_by_several_people_each_once()
    {
        using var workspace = new RegistryWorkspace();
        workspace.Registry.Signed.Sign(Page, Review(), "ben");
        workspace.Registry.Signed.Sign(Page, Review(role: "validation"), "dora");
        Assert.Contains("ben has signed this page already", Assert.Throws<InvalidDataException>(() => workspace.Registry.Signed.Sign(Page, Review(), "ben")).Message, StringComparison.Ordinal);
        Assert.Contains("a page has one decision", Assert.Throws<InvalidDataException>(() => workspace.Registry.Signed.Sign(Page, Review(Decision.Stop, "no"), "carla")).Message, StringComparison.Ordinal);
        var block = SignOff.Of(["model owner", "validation", "risk"], workspace.Registry.Signed.All(), Language.French).ToString();
        Assert.Contains("dora", block, StringComparison.Ordinal);
        Assert.Contains("Réentraîner", block, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_flipped_bit_of_a_signed_page_is_noticed()
    {
        using var workspace = new RegistryWorkspace();
        workspace.Registry.Signed.Sign(Page, Review(), "ben");
        var reports = Directory.CreateDirectory(Path.Combine(workspace.Folder, "reports")).FullName;
        var file = Path.Combine(reports, "alpha-2020-03.html");
        Assert.Equal(SignedPageState.Missing, Assert.Single(SignedPages.Check(workspace.Registry.Signed.All(), reports)).State);
        File.WriteAllBytes(file, Page);
        Assert.Equal(SignedPageState.Same, Assert.Single(SignedPages.Check(workspace.Registry.Signed.All(), reports)).State);
        for (var bit = 0; bit < 8 * Page.Length; bit++)
        {
            var changed = Page.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            File.WriteAllBytes(file, changed);
            Assert.Equal(SignedPageState.Changed, Assert.Single(SignedPages.Check(workspace.Registry.Signed.All(), reports)).State);
        }
    }

    [Fact]
    public void The_newest_signature_of_a_page_counts_once_it_was_made_anew()
    {
        using var workspace = new RegistryWorkspace();
        workspace.Registry.Signed.Sign(Page, Review(), "ben");
        byte[] again = [.. Page, (byte)'!'];
        workspace.Registry.Signed.Sign(again, Review(Decision.Stop, "losses went on"), "ben");
        var file = Path.Combine(workspace.Folder, "alpha-2020-03.html");
        File.WriteAllBytes(file, again);
        Assert.Equal(SignedPageState.Same, Assert.Single(SignedPages.Check(workspace.Registry.Signed.All(), workspace.Folder)).State);
        File.WriteAllBytes(file, Page);
        Assert.Equal(SignedPageState.Changed, Assert.Single(SignedPages.Check(workspace.Registry.Signed.All(), workspace.Folder)).State);
    }

    [Fact]
    public void What_is_not_a_review_is_refused_and_nothing_is_written()
    {
        using var workspace = new RegistryWorkspace();
        Assert.Throws<KeyNotFoundException>(() => workspace.Registry.Signed.Sign(Page, Review() with { Model = "beta" }, "ben"));
        Assert.Throws<InvalidDataException>(() => workspace.Registry.Signed.Sign([], Review(), "ben"));
        Assert.Throws<InvalidDataException>(() => workspace.Registry.Signed.Sign(Page, Review() with { To = new(2020, 2, 1) }, "ben"));
        Assert.Throws<InvalidDataException>(() => workspace.Registry.Signed.Sign(Page, Review(), ""));
        Assert.Equal(0, workspace.Registry.Ledger.Size);
    }
}
