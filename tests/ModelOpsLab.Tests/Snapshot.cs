using System.Runtime.CompilerServices;

namespace ModelOpsLab.Tests;

/// <summary>Compares text with <c>Class.Test.verified.txt</c> beside the test; where it differs writes <c>.received.txt</c> and fails at the first differing line. To accept a change, rename the file.</summary>
static class Snapshot
{
    public static void Verify(string text, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        var stem = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{test}");
        var (verified, received) = (stem + ".verified.txt", stem + ".received.txt");
        var expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : null;
        if (text == expected)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, text);
        Assert.Fail(expected is null
            ? $"{Path.GetFileName(verified)} does not exist yet. Read {received} and rename it where it is right."
            : $"{Path.GetFileName(verified)} differs at {Difference(expected.Split('\n'), text.Split('\n'))}\nThe whole text is in {received}.");
    }

    static string Difference(string[] expected, string[] actual)
    {
        var line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line]) line++;
        return $"line {line + 1}:\n  verified: {expected.ElementAtOrDefault(line) ?? "(end)"}\n  received: {actual.ElementAtOrDefault(line) ?? "(end)"}";
    }
}
