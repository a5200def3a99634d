using System.Globalization;
using System.Runtime.CompilerServices;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;
using static VerifyXunit.Verifier;

#pragma warning disable RS0030 // The user's culture is set in order to show that it changes nothing
namespace ModelOpsLab.Notebooks.Tests.NamedPackages
{
    /// <summary>Snapshots of the shape of Verify's: <c>Class.Test.verified.txt</c> beside the test, line feeds, compared as text.</summary>
    public sealed class VerifyTests
    {
        static readonly Report Report = new()
        {
            Title = "Drift",
            Of = "spx-momentum",
            Measurements = [new("hit_rate", 0.41), new("sharpe_ratio", -0.64), Measurement.Missing("psi", "fewer than 20 rows")],
            Thresholds = [],
            Provenance = new Provenance(),
        };

        [Fact]
        public async Task A_report_is_its_snapshot() => await Verify(Report.ToString());

        [Fact]
        public void The_text_of_a_report_is_the_same_anywhere()
        {
            var (before, text) = (CultureInfo.CurrentCulture, Report.ToString());
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            try
            {
                CultureInfo.CurrentCulture = comma;
                Assert.Equal(text, Report.ToString());
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
            Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
            Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        }
    }
}

#pragma warning disable IDE0130 // The name of the package
namespace VerifyXunit
{
    public static class Verifier
    {
        public static async Task Verify(string? target, [CallerFilePath] string sourceFile = "", [CallerMemberName] string test = "")
        {
            var stem = Path.Combine(Path.GetDirectoryName(sourceFile)!, $"{Path.GetFileNameWithoutExtension(sourceFile)}.{test}");
            var verified = File.Exists(stem + ".verified.txt") ? (await File.ReadAllTextAsync(stem + ".verified.txt")).ReplaceLineEndings("\n") : null;
            if (verified == target) return;
            await File.WriteAllTextAsync(stem + ".received.txt", target);
            Xunit.Assert.Fail($"{stem}.verified.txt differs from {stem}.received.txt.");
        }
    }
}
