using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>How a signed page's file stands to what was signed.</summary>
public enum SignedPageState
{
    /// <summary>The file is what was signed, to the bit.</summary>
    Same,
    /// <summary>The file is another one than was signed.</summary>
    Changed,
    /// <summary>There is no such file where it was looked for; the ledger's blob still holds the page.</summary>
    Missing,
}

/// <summary>A signed page, looked for in a folder.</summary>
/// <param name="Review">The newest signature of the page of this name.</param>
/// <param name="State">How the file stands to it.</param>
/// <param name="Path">Where it was looked for.</param>
public sealed record SignedPage(SignedReview Review, SignedPageState State, string Path)
{
    /// <summary>What was found, in a sentence.</summary>
    public string Message => State switch
    {
        SignedPageState.Same => $"{Review.File} is as {IncidentText.Shown(Review.By, 128)} signed it on {Format.Date(DateOnly.FromDateTime(Review.At.UtcDateTime))}.",
        SignedPageState.Changed => $"{Review.File} is not what {IncidentText.Shown(Review.By, 128)} signed on {Format.Date(DateOnly.FromDateTime(Review.At.UtcDateTime))}: its SHA-256 is another than {Review.Sha256[..16]}… The signed page is kept in the ledger's blobs under that hash; put it back, or sign the new one.",
        _ => $"{Review.File} is not in {System.IO.Path.GetDirectoryName(Path)}; the signed page is kept in the ledger's blobs as {Review.Sha256[..16]}…",
    };
}

/// <summary>Compares files of pages with what was signed.</summary>
public static class SignedPages
{
    /// <summary>Each page that was signed, by its file in a folder; where a name was signed again after the page was made anew, its newest signature counts, and an older signed page in its place is a change.</summary>
    /// <param name="signed">The signatures.</param>
    /// <param name="folder">The folder of the pages.</param>
    public static IReadOnlyList<SignedPage> Check(IEnumerable<SignedReview> signed, string folder) =>
        [.. signed.GroupBy(s => s.File, StringComparer.Ordinal).Select(g => g.Last()).Select(s => Check(s, Path.Combine(folder, Path.GetFileName(s.File))))];

    /// <summary>One page by its file.</summary>
    public static SignedPage Check(SignedReview review, string path) => new(review, !File.Exists(path) ? SignedPageState.Missing : ContentId.OfFile(path) == review.Sha256 ? SignedPageState.Same : SignedPageState.Changed, path);
}
