namespace ModelOpsLab.Notebooks;

/// <summary>A piece of HTML as a value, the author's own and shown as it is.</summary>
public sealed record HtmlContent(string Html)
{
    /// <inheritdoc/>
    public override string ToString() => Html;
}
