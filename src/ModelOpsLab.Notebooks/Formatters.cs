namespace ModelOpsLab.Notebooks;

static class Formatters
{
    public static MimeBundle Format(object? value, params string[] mimeTypes) => MimeBundle.Text(value?.ToString() ?? "<null>");
}
