using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>The saved state of a monitor: of which form, reference and options it is, and its bytes with their hash. Refused where one of them differs.</summary>
/// <param name="Form">Version of the bytes.</param>
/// <param name="Reference">Content hash of the reference.</param>
/// <param name="Options">Hash of the options; not of the calendar, from which nothing is remembered: a holiday that is declared meanwhile holds from then on.</param>
/// <param name="Assets">Names of the assets in the order of their numbers.</param>
/// <param name="Hash">SHA-256 of the bytes.</param>
/// <param name="Bytes">What the stream remembers, base64.</param>
sealed record StreamState(int Form, string Reference, string Options, IReadOnlyList<string> Assets, string Hash, string Bytes)
{
    const int CurrentForm = 2;

    public static string Write(RealTimeMonitor monitor, Dictionary<string, int> assets, StreamMonitor stream)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true)) stream.Save(writer);
        var content = bytes.ToArray();
        return System.Text.Json.JsonSerializer.Serialize(
            new StreamState(CurrentForm, monitor.Reference.ContentHash(), Digest(monitor.Options), [.. assets.OrderBy(a => a.Value).Select(a => a.Key)], ContentId.Of(content), Convert.ToBase64String(content)),
            JsonFormat.Line);
    }

    public static void Read(string text, RealTimeMonitor monitor, Dictionary<string, int> assets, Func<StreamMonitor> stream)
    {
        var state = Parse(text);
        if (Mismatch(state, monitor.Reference, monitor.Options) is { } mismatch) throw Refused(mismatch);
        byte[] content;
        try
        {
            content = Convert.FromBase64String(state.Bytes);
        }
        catch (FormatException)
        {
            throw Refused("its bytes are no base64");
        }
        if (state.Hash != ContentId.Of(content)) throw Refused("its bytes do not have its hash: it is damaged");
        foreach (var asset in state.Assets) assets.TryAdd(asset, assets.Count);
        if (assets.Count != state.Assets.Count) throw Refused("an asset stands twice");
        using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        try
        {
            stream().Restore(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            throw Refused($"its bytes cannot be read: {e.Message}");
        }
    }

    /// <summary>Why a state is not of a monitor; null where it is.</summary>
    public static string? Mismatch(string text, Frame reference, MonitoringOptions options) => Mismatch(Parse(text), reference, options);

    static string? Mismatch(StreamState state, Frame reference, MonitoringOptions options) =>
        state.Form != CurrentForm ? $"it is of form {NumberText.RoundTrip(state.Form)}, and this library reads form {CurrentForm}"
        : state.Reference != reference.ContentHash() ? "it is of another reference"
        : state.Options != Digest(options) && state.Options != WholeDigest(options) ? "it was made under other options"
        : null;

    static StreamState Parse(string text) => JsonFormat.Read<StreamState>(text, "state of the monitor");

    /// <summary>The options that what is remembered depends on: limits and calendars may change, what comes is judged by the new ones.</summary>
    static string Digest(MonitoringOptions options) => WholeDigest(options with { Thresholds = [], Calendar = MarketCalendar.Always, FutureTolerance = default, Lateness = default });

    /// <summary>The hash of states that were saved before these could change.</summary>
    static string WholeDigest(MonitoringOptions options) => ContentId.Of(Encoding.UTF8.GetBytes(JsonFormat.Write(options)));

    static InvalidDataException Refused(string because) => new($"The state of the monitor is refused: {because}. Start the monitor without it to begin anew.");
}
