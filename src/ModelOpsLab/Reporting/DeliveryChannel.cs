using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>Where transitions of alerts are sent: data, read from the <c>deliver</c> list of <c>modelops.json</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConsoleChannel), "console")]
[JsonDerivedType(typeof(JsonLinesChannel), "jsonLines")]
[JsonDerivedType(typeof(WebhookChannel), "webhook")]
[JsonDerivedType(typeof(AlertmanagerChannel), "alertmanager")]
public abstract record DeliveryChannel
{
    /// <summary>Name, unique in its list: a-z, 0-9 and '-'. Its place in the alerts is kept under it.</summary>
    public required string Name { get; init; }
    /// <summary>Severities that it is told of; empty for all. What it was once told fires, it is told the end of, whatever the severity by then.</summary>
    public IReadOnlyList<Severity> Severities { get; init; } = [];
    /// <summary>Groups of alerts that it is told of; empty for all.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
    /// <summary>How long the first news waits for others, so that they go together. Default one second.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with the definition itself, all at once; empty where nothing is.</summary>
    public virtual IEnumerable<string> Problems()
    {
        if (Name.Length is 0 or > 64 || Name.Any(c => c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '-'))) yield return $"'{Name}' is no name of a channel: 1 to 64 of a-z, 0-9 and '-'";
        if (Duration.Problem(GroupWait) is { } wait) yield return $"channel '{Name}': groupWait {wait}";
        if (Severities.Contains(Severity.Healthy)) yield return $"channel '{Name}': no alert has the severity healthy. Take it out of severities";
    }

    /// <summary>What is wrong with a list of channels: each one's problems, and names that stand twice.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<DeliveryChannel> channels) =>
    [
        .. channels.SelectMany(c => c.Problems()),
        .. channels.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"two channels are named '{g.Key}': each keeps its place in the alerts under its name"),
    ];
}

/// <summary>Lines of text on the console.</summary>
public sealed record ConsoleChannel : DeliveryChannel;

/// <summary>A file with every transition, muted and pending ones too, one JSON object a line. Appended and flushed to disk before it counts as delivered.</summary>
public sealed record JsonLinesChannel : DeliveryChannel
{
    /// <summary>The file, relative to the folder of the state.</summary>
    public required string File { get; init; }
    /// <summary>Size in bytes from which the file is put aside, as FILE.1, FILE.2 and so on, and a new one begun. Default 64 MiB. Files put aside are never deleted.</summary>
    public long RotateAt { get; init; } = 64L << 20;

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems()) yield return problem;
        if (File.Length == 0) yield return $"channel '{Name}': file is empty. Name a file";
        if (RotateAt < 1024) yield return $"channel '{Name}': rotateAt is {RotateAt.ToString(System.Globalization.CultureInfo.InvariantCulture)} bytes. Give at least 1024";
    }
}

/// <summary>What is sent over HTTP, tried again until it is taken or given up.</summary>
public abstract record HttpChannel : DeliveryChannel
{
    /// <summary>Address, http or https, without user name and password; empty where <see cref="UrlFrom"/> is given.</summary>
    public string Url { get; init; } = "";
    /// <summary>Environment variable that holds the address, for one that is a secret itself.</summary>
    public string UrlFrom { get; init; } = "";
    /// <summary>Headers by name, each with the environment variable that holds its value.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
    /// <summary>How long an answer may take. Default ten seconds.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
    /// <summary>Wait after a first failure; it doubles with each further one. Default one second.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>The longest of these waits. Default five minutes.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(5);
    /// <summary>How long failures in a row last before what waits is put among the dead letters. Default one day.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems()) yield return problem;
        if (Url.Length == 0 == (UrlFrom.Length == 0)) yield return $"channel '{Name}': give either url, or urlFrom with the name of an environment variable";
        if (Url.Length > 0 && AddressProblem(Url) is { } wrong) yield return $"channel '{Name}': url {wrong}";
        foreach (var (member, time) in new[] { ("timeout", Timeout), ("firstDelay", FirstDelay), ("longestDelay", LongestDelay), ("giveUpAfter", GiveUpAfter) })
            if ((time == TimeSpan.Zero ? "is zero; it is above" : Duration.Problem(time)) is { } bad) yield return $"channel '{Name}': {member} {bad}";
        if (LongestDelay < FirstDelay) yield return $"channel '{Name}': longestDelay is shorter than firstDelay";
        foreach (var (header, variable) in Headers)
        {
            if (header.Length == 0 || header.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))) yield return $"channel '{Name}': '{header}' is no name of a header";
            if (!IsVariable(variable)) yield return $"channel '{Name}': header '{header}' takes its value from an environment variable: give the variable's name, never the value";
        }
        if (UrlFrom.Length > 0 && !IsVariable(UrlFrom)) yield return $"channel '{Name}': urlFrom is no name of an environment variable";
    }

    /// <summary>What is wrong with an address, without quoting it: it may hold a secret.</summary>
    internal static string? AddressProblem(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") ? "is no address that begins with http:// or https://"
        : address.UserInfo.Length > 0 ? "holds a user name or password. Give it as a header from an environment variable"
        : address.Fragment.Length > 0 ? "has a part after '#', which is never sent"
        : null;

    /// <summary>Whether a text can be the name of an environment variable: letters, digits and '_', not beginning with a digit.</summary>
    internal static bool IsVariable(string name) => name.Length is > 0 and <= 128 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

/// <summary>A POST of JSON for each group of alerts that arrives together, in the form of Alertmanager's own webhooks (version 4), so that what takes those takes ours.</summary>
public sealed record WebhookChannel : HttpChannel
{
    /// <summary>Environment variable with the secret that signs each message (Standard Webhooks: HMAC-SHA256 of id, time and body); empty for no signature.</summary>
    public string SignWith { get; init; } = "";

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems()) yield return problem;
        if (SignWith.Length > 0 && !IsVariable(SignWith)) yield return $"channel '{Name}': signWith is no name of an environment variable";
    }
}

/// <summary>Prometheus Alertmanager, API v2. Alerts that fire are sent again and again, so that it may lose its memory; muted ones are silenced there.</summary>
public sealed record AlertmanagerChannel : HttpChannel
{
    /// <summary>How often it is told what fires. Default one minute. An alert that is told no more ends there after four times as long.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan ResendEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        foreach (var problem in base.Problems()) yield return problem;
        if (ResendEvery < TimeSpan.FromMilliseconds(100) || ResendEvery > TimeSpan.FromDays(1)) yield return $"channel '{Name}': resendEvery must lie between 100 ms and a day";
    }
}
