namespace ModelOpsLab.Statistics.Streaming;

/// <summary>What a change detector says of the value it has just read.</summary>
public enum ChangeSignal
{
    /// <summary>Nothing to see.</summary>
    None,

    /// <summary>A change may be under way.</summary>
    Warning,

    /// <summary>The values have changed.</summary>
    Change,
}

/// <summary>
/// Reads a stream one value at a time, in constant memory and without allocating, and says when its level has changed. After a change the
/// detector starts afresh with the next value, unless its own text says otherwise.
/// </summary>
/// <remarks>
/// Each detector's settings are its properties, its memory is its <c>State</c>: a value made of numbers that can be stored (as JSON, say) and given to a new
/// detector of the same settings, which then goes on as the first one would have. Not safe for use by several threads.
/// None but <see cref="ShiryaevRoberts"/> declares how often it alarms without a change; all assume that the values' level given the past is constant,
/// which autocorrelated features violate and errors of a sound model do not.
/// </remarks>
public interface IChangeDetector
{
    /// <summary>Reads the next value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite or outside what the detector reads. Nothing is remembered of it.</exception>
    ChangeSignal Update(double value);
}
