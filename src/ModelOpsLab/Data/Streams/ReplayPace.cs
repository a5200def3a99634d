using System.Globalization;

namespace ModelOpsLab.Data;

/// <summary>Lets rows pass as far apart as their times are, sped up; a long gap is cut short. Late rows pass at once, until what was lost is made good.</summary>
/// <param name="speed">How many seconds of the rows pass in one; infinite for no waits.</param>
/// <param name="clock">Clock of the waits; null for the system's.</param>
public sealed class ReplayPace(double speed, TimeProvider? clock = null)
{
    /// <summary>Waits shorter than this are not worth the timer.</summary>
    static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    readonly TimeProvider _clock = clock ?? TimeProvider.System;
    readonly double _speed = speed > 0 ? speed : throw new ArgumentOutOfRangeException(nameof(speed), speed, "The speed must be more than 0.");
    DateTime? _firstRow;
    long _started;

    /// <summary>The longest wait between two rows: a weekend is no two days. Default two seconds.</summary>
    public TimeSpan LongestPause { get; init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(LongestPause), value, "A pause cannot be negative."); } = TimeSpan.FromSeconds(2);

    /// <summary>Reads a speed: a number more than 0, or <c>max</c>.</summary>
    /// <returns>Null where it is neither.</returns>
    public static double? ParseSpeed(string text) =>
        text == "max" ? double.PositiveInfinity
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed > 0 && double.IsFinite(speed) ? speed : null;

    /// <summary>Returns when a row of that time is due, or when cancelled. The first row is due at once, and one that goes back in time too.</summary>
    /// <param name="time">Time of the row, UTC.</param>
    /// <param name="cancel">Ends the wait.</param>
    public ValueTask UntilAsync(DateTime time, CancellationToken cancel = default)
    {
        if (double.IsInfinity(_speed)) return ValueTask.CompletedTask;
        if (_firstRow is not { } first)
        {
            (_firstRow, _started) = (time, _clock.GetTimestamp());
            return ValueTask.CompletedTask;
        }
        var wait = (time - first).TotalSeconds / _speed - _clock.GetElapsedTime(_started).TotalSeconds;
        if (wait < Least.TotalSeconds) return ValueTask.CompletedTask;
        var pause = TimeSpan.FromSeconds(Math.Min(wait, LongestPause.TotalSeconds));
        return new(PauseAsync(time, wait > LongestPause.TotalSeconds, pause, cancel));
    }

    async Task PauseAsync(DateTime time, bool isCut, TimeSpan pause, CancellationToken cancel)
    {
        await Task.Delay(pause, _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isCut) (_firstRow, _started) = (time, _clock.GetTimestamp()); // from here on as if the gap had been this short
    }
}
