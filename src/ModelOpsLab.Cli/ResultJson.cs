using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>How results are written as JSON: as everything this library writes.</summary>
static class ResultJson
{
    /// <summary>The value as one JSON object, with a line end.</summary>
    public static string Write<T>(T value) => JsonFormat.Write(value);
}
