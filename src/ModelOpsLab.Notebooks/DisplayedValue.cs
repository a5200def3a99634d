namespace ModelOpsLab.Notebooks;

/// <summary>A value that is on show; <see cref="Update"/> puts another in its place.</summary>
public sealed class DisplayedValue
{
    readonly OutputChannel _channel;
    readonly string _id;

    DisplayedValue(OutputChannel channel, string id) => (_channel, _id) = (channel, id);

    /// <summary>Replaces what is shown.</summary>
    public void Update(object? value) => (OutputChannel.Current ?? _channel).Update(_id, Formatters.Format(value));

    internal static DisplayedValue Show(object? value, string[] mimeTypes)
    {
        var channel = OutputChannel.Current ?? throw new InvalidOperationException("display works in a running notebook cell only.");
        return new(channel, channel.Show(Formatters.Format(value, mimeTypes)));
    }
}
