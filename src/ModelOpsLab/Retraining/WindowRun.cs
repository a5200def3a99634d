using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Trains on one window again and again as rows become known: from cross products that move with it where trainer and rows allow that, else from the rows.</summary>
sealed class WindowRun
{
    readonly Frame _frame;
    readonly ITrainer _trainer;
    readonly Window _window;
    readonly WindowSums? _sums;
    readonly WindowRun[] _parts = [];

    /// <param name="design">The frame's rows where known ones are the first ones, all numbers sound; else null.</param>
    public WindowRun(Frame frame, ITrainer trainer, Window window, DesignRows? design, int refitEvery)
    {
        (_frame, _trainer, _window) = (frame, trainer, window);
        if (window is AverageWindow average) _parts = [.. average.Windows.Select(w => new WindowRun(frame, trainer, w, design, refitEvery))];
        else if (design is not null && trainer is ICrossProductTrainer) _sums = window.Sums(design, refitEvery);
    }

    /// <summary>Trains on the first <paramref name="known"/> rows, or on those listed.</summary>
    public Refit Fit(DateTime at, int known, int[]? listed)
    {
        if (_parts.Length > 0) return AverageWindow.Averaged(Array.ConvertAll(_parts, p => p.Fit(at, known, listed)));
        if (_sums?.At(known) is { Rows: >= 2 } products && ((ICrossProductTrainer)_trainer).Train(products) is { } model)
            return new(at, products.Rows, _frame.Time[_sums.First(known)], _frame.Time[known - 1], model) { EffectiveRows = products.EffectiveRows };
        return _window.Fit(_trainer, listed is null ? _frame.Rows(..known) : _frame.Take(listed), at);
    }
}
