namespace ModelOpsLab.Notebooks;

/// <summary>A value that is on show; <see cref="Update"/> puts another in its place.</summary>
public sealed class DisplayedValue
{
    readonly OutputChannel _channel;
    readonly string _id;
    readonly string[] _mimeTypes;

    DisplayedValue(OutputChannel channel, string id, string[] mimeTypes) => (_channel, _id, _mimeTypes) = (channel, id, mimeTypes);

    /// <summary>Replaces what is shown, in the media types it was shown in.</summary>
    public void Update(object? value) => (OutputChannel.Current ?? _channel).Update(_id, Formatters.Format(value, _mimeTypes));

    internal static DisplayedValue Show(object? value, string[] mimeTypes) => Show(Formatters.Format(value, mimeTypes), mimeTypes);

    internal static DisplayedValue Show(MimeBundle data, string[] mimeTypes)
    {
        var channel = OutputChannel.Current ?? throw new InvalidOperationException("display works in a running notebook cell only.");
        return new(channel, channel.Show(data), mimeTypes);
    }
}
