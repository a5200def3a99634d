using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;

namespace ModelOpsLab.Tests.Models;

public sealed class FunctionTrainerTests
{
    static readonly FunctionTrainer<double[]> Ridge = new("ridge by functions", rows =>
    {
        var model = (LinearModel)new RidgeTrainer().Train(rows);
        return [model.Intercept, .. model.Coefficients];
    }, Predicted)
    {
        ToBytes = model => [.. model.SelectMany(BitConverter.GetBytes)],
        FromBytes = bytes => [.. bytes.Chunk(8).Select(b => BitConverter.ToDouble(b))],
    };

    [Fact]
    public void Functions_walk_forward_as_the_trainer_they_call()
    {
        var rows = Rows(300);
        var (ours, theirs) = (WalkForward.Predict(rows, Ridge, Window.Sliding(80), 20, 0, 100), WalkForward.Predict(rows, new RidgeTrainer(), Window.Sliding(80), 20, 0, 100));
        for (var i = 100; i < 300; i++) Assert.Equal(theirs.Predictions[i], ours.Predictions[i], 1e-10);
        Assert.Equal(10, ours.Refits.Count);
    }

    [Fact]
    public void Model_comes_back_from_its_bytes_with_its_features()
    {
        var (rows, model) = (Rows(50), Ridge.Train(Rows(50)));
        var back = Ridge.Load(Ridge.Save(model));
        Assert.Equal(model.Features, back.Features);
        Assert.Equal(model.Predict(rows), back.Predict(rows));
        Assert.Equal(double.NaN, back.Predict([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => back.Predict([1.0]));
    }

    [Fact]
    public void Bytes_of_something_else_are_refused()
    {
        Assert.StartsWith("ridge by functions: the bytes do not begin with a line", Assert.Throws<InvalidDataException>(() => Ridge.Load([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Ridge.Load([]));
        Assert.Contains("not JSON", Assert.Throws<InvalidDataException>(() => Ridge.Load("oops\n"u8.ToArray())).Message, StringComparison.Ordinal);
        Assert.Contains("named twice", Assert.Throws<InvalidDataException>(() => Ridge.Load("""{"features": ["a", "a"]}"""u8.ToArray().Append((byte)'\n').ToArray())).Message, StringComparison.Ordinal);
        Assert.Contains("is no model of ridge by functions", Assert.Throws<ArgumentException>(() => Ridge.Save(new ConstantModel(1))).Message, StringComparison.Ordinal);
        var silent = new FunctionTrainer<string>("silent", _ => "", (_, _) => 0);
        Assert.Contains("ToBytes", Assert.Throws<InvalidOperationException>(() => silent.Save(silent.Train(Rows(5)))).Message, StringComparison.Ordinal);
        Assert.Contains("FromBytes", Assert.Throws<InvalidOperationException>(() => silent.Load(Ridge.Save(Ridge.Train(Rows(5))))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Engine_that_throws_gives_nothing_or_predicts_no_number_is_an_error()
    {
        var throws = new FunctionTrainer<string>("engine(3)", _ => throw new DivideByZeroException("no pivot"), (_, _) => 0);
        var error = Assert.Throws<InvalidOperationException>(() => throws.Train(Rows(5)));
        Assert.Equal("engine(3) failed to train on 5 rows up to 1970-01-05: no pivot", error.Message);
        Assert.IsType<DivideByZeroException>(error.InnerException);
        Assert.EndsWith("it gave no model (null)", Assert.Throws<InvalidOperationException>(() => new FunctionTrainer<string>("e", _ => null!, (_, _) => 0).Train(Rows(5))).Message, StringComparison.Ordinal);
        var nan = new FunctionTrainer<string>("engine(3)", _ => "", (_, _) => double.NaN).Train(Rows(5));
        Assert.Equal("engine(3) predicts NaN for a row that has every feature.", Assert.Throws<InvalidOperationException>(() => nan.Predict([1, 2])).Message);
        Assert.Throws<OperationCanceledException>(() => new FunctionTrainer<string>("e", _ => throw new OperationCanceledException(), (_, _) => 0).Train(Rows(5)));
    }

    [Fact]
    public void Row_with_a_NaN_never_reaches_the_engine()
    {
        var rows = Rows(5);
        var never = new FunctionTrainer<string>("never", _ => throw new InvalidOperationException("reached"), (_, _) => 0);
        Assert.Contains("Row 2", Assert.Throws<ArgumentException>(() => never.Train(rows.With("x1", [1, 2, double.NaN, 4, 5]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_training_runs_at_a_time()
    {
        var (inside, most) = (0, 0);
        var counted = new FunctionTrainer<string>("counted", _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.Yield();
            Interlocked.Decrement(ref inside);
            return "";
        }, (_, _) => 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => { for (var i = 0; i < 50; i++) counted.Train(Rows(2)); }, TestContext.Current.CancellationToken)));
        Assert.Equal(1, most);
    }

    static double Predicted(double[] model, ReadOnlySpan<double> row)
    {
        var sum = model[0];
        for (var j = 0; j < row.Length; j++) sum += model[j + 1] * row[j];
        return sum;
    }

    static Frame Rows(int count) => RidgeTrainerTests.Rows([[.. Enumerable.Range(0, count).Select(i => Math.Sin(i * i))], [.. Enumerable.Range(0, count).Select(i => Math.Cos(3 * i))]],
        [.. Enumerable.Range(0, count).Select(i => Math.Sin(i * i) - 2 * Math.Cos(3 * i) + i % 3)], null);
}
