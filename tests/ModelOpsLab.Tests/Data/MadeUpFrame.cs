using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Data;

/// <summary>Frames whose law is known: months of as many rows each, on days 1, 2, 3, ...</summary>
static class MadeUpFrame
{
    public static readonly DateOnly Start = new(2000, 1, 1);

    /// <summary>Days of <paramref name="months"/> calendar months from the month <paramref name="first"/> months after <see cref="Start"/>.</summary>
    public static DateOnly[] Days(int months, int rowsPerMonth, int first = 0) =>
        [.. Enumerable.Range(first, months).SelectMany(m => Enumerable.Range(0, rowsPerMonth).Select(d => Start.AddMonths(m).AddDays(d)))];

    public static Frame Of(DateOnly[] days, params Column[] features) =>
        Frame.Of(new Schema { Timestamp = "time", Features = [.. features.Select(f => f.Name)] }, [Column.Dates("time", days), .. features]);

    public static Frame Of(DateOnly[] days, params (string Name, double[] Values)[] features) => Of(days, [.. features.Select(f => Column.Numbers(f.Name, f.Values))]);

    /// <summary>Rows with prediction and target, and no feature.</summary>
    public static Frame Predicted(DateOnly[] days, double[] prediction, double[] target) =>
        Frame.Of(new Schema { Timestamp = "time", Prediction = "prediction", Target = "target" }, Column.Dates("time", days), Column.Numbers("prediction", prediction), Column.Numbers("target", target));

    /// <summary>Rows with a return, and no feature.</summary>
    public static Frame Earned(DateOnly[] days, double[] returns) =>
        Frame.Of(new Schema { Timestamp = "time", Return = "return" }, Column.Dates("time", days), Column.Numbers("return", returns));

    /// <summary>A stationary autoregression of variance 1.</summary>
    public static double[] Autoregression(ulong seed, int count, double phi = 0)
    {
        var random = new DeterministicRandom(seed);
        var series = new double[count];
        var x = random.NextNormal();
        for (var i = 0; i < count; i++) series[i] = x = phi * x + Math.Sqrt(1 - phi * phi) * random.NextNormal();
        return series;
    }
}
