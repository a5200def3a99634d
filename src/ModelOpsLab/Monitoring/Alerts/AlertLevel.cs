namespace ModelOpsLab.Monitoring;

/// <summary>A level with hysteresis and time: beyond it for long enough it is on, back past its exit for long enough, without a break, it is off. Positions are ticks of the rule's clock.</summary>
sealed record AlertLevel
{
    /// <summary>Since when the condition holds, or held before it ended; null while it does not and the level is off.</summary>
    public long? Since { get; set; }
    /// <summary>Since when the condition has ended while the level is still on; null otherwise.</summary>
    public long? Ended { get; set; }
    /// <summary>Whether it has held for long enough and not yet ended for long enough.</summary>
    public bool On { get; set; }

    /// <summary>One measurement more.</summary>
    /// <param name="entered">Whether the value lies beyond the level.</param>
    /// <param name="left">Whether it is back past the exit; not where it lies between the two.</param>
    /// <param name="now">Where the clock stands.</param>
    /// <param name="hold">How long the condition must hold.</param>
    /// <param name="keep">How long it must have ended.</param>
    public void Judge(bool entered, bool left, long now, long hold, long keep)
    {
        if (Since is null ? !entered : left)
        {
            if (!On) Since = null;
            else if (now - (Ended ??= now) >= keep) (Since, Ended, On) = (null, null, false);
            return;
        }
        (Since, Ended) = (Since ?? now, null);
        if (now - Since >= hold) On = true;
    }

    /// <summary>The same, as if the clock stood elsewhere by so much.</summary>
    public void Move(long by) => (Since, Ended) = (Since + by, Ended + by);
}
