using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>Minimises the loss of a logistic regression on scaled columns by damped Newton steps, in a fixed order of summation: same numbers, same bits.</summary>
sealed class LogisticSolver
{
    const int MostSteps = 200;
    /// <summary>Largest over smallest squared pivot at the start, beyond which unpenalised columns are taken as collinear.</summary>
    const double WorstRatio = 1e13;
    /// <summary>A step this small relative to where it starts is the last one: the next would be its square.</summary>
    const double Last = 1e-10;
    /// <summary>A step that no longer shrinks, and below this, is rounding.</summary>
    const double Rounding = 1e-6;

    readonly double[][] _columns;
    readonly bool[] _above;
    readonly double[]? _weights;
    readonly double[] _penalty, _lasso;
    readonly bool _penalised, _sparse, _intercept;
    readonly IReadOnlyList<string> _names;

    /// <param name="columns">Features, centred where there is an intercept, of unit size.</param>
    /// <param name="above">The class of each row.</param>
    /// <param name="weights">Not negative, or null for 1.</param>
    /// <param name="intercept">Whether a column of ones, free of penalty, stands behind the features.</param>
    /// <param name="penalty">Of each feature's square.</param>
    /// <param name="lasso">Of each feature's size.</param>
    /// <param name="names">Of the features, for errors.</param>
    public LogisticSolver(double[][] columns, bool[] above, double[]? weights, bool intercept, double[] penalty, double[] lasso, IReadOnlyList<string> names)
    {
        (_above, _weights, _intercept, _names) = (above, weights, intercept, names);
        _columns = intercept ? [.. columns, [.. Enumerable.Repeat(1.0, above.Length)]] : columns;
        (_penalty, _lasso) = intercept ? ([.. penalty, 0], [.. lasso, 0]) : (penalty, lasso);
        _sparse = Array.Exists(_lasso, l => l > 0);
        _penalised = _sparse || Array.Exists(_penalty, l => l > 0);
    }

    public static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    /// <summary>Intercept and coefficients of the columns.</summary>
    /// <exception cref="ArgumentException">There is no finite or no unique solution, or it was not found.</exception>
    public (double Intercept, double[] Coefficients) Solve(double[]? start)
    {
        var at = start ?? new double[_columns.Length];
        var size = double.PositiveInfinity;
        for (var step = 0; step < MostSteps && at.Length > 0; step++)
        {
            var odds = Odds(at);
            if (!_penalised && Separates(odds)) throw Separated();
            var (gradient, curvature) = Derivatives(at, odds);
            if (step == 0 && !_penalised) RequireIndependent(curvature);
            var direction = (_sparse ? LassoStep.Of(at, gradient, curvature, _lasso) : Cholesky.Of(curvature)?.Solve(Array.ConvertAll(gradient, g => -g)))
                ?? throw (_penalised ? NotFound() : Separated());
            var before = size;
            size = Size(direction, at);
            var last = size <= Last || (size <= Rounding && size > before / 2);
            at = last ? Moved(at, direction, 1) : Downhill(at, direction, gradient, odds);
            if (last) return Parts(at);
        }
        return at.Length == 0 ? (0, []) : throw (_penalised ? NotFound() : Separated());
    }

    (double, double[]) Parts(double[] at) => Array.TrueForAll(at, double.IsFinite) ? _intercept ? (at[^1], at[..^1]) : (0, at) : throw NotFound();

    double Weight(int row) => _weights is null ? 1 : _weights[row];

    double[] Odds(double[] at)
    {
        var odds = new double[_above.Length];
        for (var j = 0; j < at.Length; j++)
        {
            if (at[j] == 0) continue;
            var column = _columns[j];
            for (var i = 0; i < odds.Length; i++) odds[i] += at[j] * column[i];
        }
        return odds;
    }

    /// <summary>Whether every row that counts is on its own side: larger coefficients then always fit better, and there is no best.</summary>
    bool Separates(double[] odds)
    {
        for (var i = 0; i < odds.Length; i++)
            if (Weight(i) > 0 && !(_above[i] ? odds[i] > 0 : odds[i] < 0)) return false;
        return true;
    }

    double Objective(double[] at, double[] odds)
    {
        var sum = 0.0;
        for (var i = 0; i < odds.Length; i++)
        {
            var margin = _above[i] ? odds[i] : -odds[i];
            sum += Weight(i) * (Math.Max(0, -margin) + Math.Log(1 + Math.Exp(-Math.Abs(margin))));
        }
        for (var j = 0; j < at.Length; j++) sum += _penalty[j] / 2 * at[j] * at[j] + _lasso[j] * Math.Abs(at[j]);
        return sum;
    }

    /// <summary>Of the smooth part: the loss and the squared penalty.</summary>
    (double[] Gradient, double[][] Curvature) Derivatives(double[] at, double[] odds)
    {
        double[] error = new double[odds.Length], spread = new double[odds.Length], scaled = new double[odds.Length];
        for (var i = 0; i < odds.Length; i++)
        {
            double above = Probability(odds[i]), below = Probability(-odds[i]);
            error[i] = Weight(i) * (_above[i] ? -below : above);
            spread[i] = Weight(i) * above * below;
        }
        var gradient = new double[at.Length];
        var curvature = Array.ConvertAll(at, _ => new double[at.Length]);
        for (var j = 0; j < at.Length; j++)
        {
            var column = _columns[j];
            for (var i = 0; i < scaled.Length; i++) scaled[i] = column[i] * spread[i];
            gradient[j] = RidgeSolver.Dot(column, error, 0) + _penalty[j] * at[j];
            for (var k = 0; k <= j; k++) curvature[j][k] = curvature[k][j] = RidgeSolver.Dot(scaled, _columns[k], 0) + (j == k ? _penalty[j] : 0);
        }
        return (gradient, curvature);
    }

    /// <summary>As much of the step as makes the objective fall (Armijo, 1966).</summary>
    double[] Downhill(double[] at, double[] direction, double[] gradient, double[] odds)
    {
        var now = Objective(at, odds);
        var promised = 0.0;
        for (var j = 0; j < at.Length; j++) promised += gradient[j] * direction[j] + _lasso[j] * (Math.Abs(at[j] + direction[j]) - Math.Abs(at[j]));
        for (var share = 1.0; share > 1e-10; share /= 2)
        {
            var moved = Moved(at, direction, share);
            var then = Objective(moved, Odds(moved));
            // What is lost in rounding is no rise.
            if (then <= now + 1e-4 * share * promised + 1e-14 * (1 + now)) return moved;
        }
        throw NotFound();
    }

    static double[] Moved(double[] at, double[] direction, double share) => [.. at.Select((v, j) => v + share * direction[j])];

    static double Size(double[] direction, double[] at)
    {
        double step = 0, size = 0;
        for (var j = 0; j < at.Length; j++) (step, size) = (Math.Max(step, Math.Abs(direction[j])), Math.Max(size, Math.Abs(at[j])));
        return step / (1e-3 + size);
    }

    void RequireIndependent(double[][] curvature)
    {
        if (Cholesky.Of(curvature, WorstRatio) is not null) return;
        double[] RootWeighted(double[] column) => [.. column.Select((v, i) => v * Math.Sqrt(Weight(i)))];
        var features = (_intercept ? _columns[..^1] : _columns).Select(RootWeighted).ToArray();
        RidgeSolver.Solve(features, RootWeighted(Array.ConvertAll(_above, a => a ? 1.0 : 0)), 0, _names); // Names the feature
        throw new ArgumentException($"The features {string.Join(", ", _names)} are constant or nearly combinations of one another, and there is no penalty: their coefficients are not determined. Leave one out, or give a penalty.");
    }

    ArgumentException Separated() => new($"A combination of the features {string.Join(", ", _names)} tells the two classes apart, on these {_above.Length} rows, so that larger coefficients always fit better and there is no best. Give a penalty or more rows, and look whether a feature knows the target.");

    ArgumentException NotFound() => new($"The logistic regression on {_above.Length} rows of {string.Join(", ", _names)} was not solved: the penalty is too small for features that tell the classes apart or are nearly collinear. Give a larger penalty.");
}
