using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Notebooks.Tests.NamedPackages
{
    /// <summary>A prediction engine of the shape of Microsoft.ML's: a row object in, a prediction object out.</summary>
    public sealed class MicrosoftMLTests
    {
        static readonly Microsoft.ML.PredictionEngine<Row, Prediction> Engine = new(row => new() { Score = 2 * row.Momentum - row.Volatility });

        static readonly FunctionModel Model = new(["momentum_20d", "volatility_20d"], row => Engine.Predict(new() { Momentum = (float)row[0], Volatility = (float)row[1] }).Score);

        [Fact]
        public void An_engine_is_a_model_of_a_frame()
        {
            var frame = Frame.Of(new Schema { Timestamp = "time", Features = ["momentum_20d", "volatility_20d"] },
                Column.Timestamps("time", [Timestamp.FromDateTime(new(2020, 3, 2)), Timestamp.FromDateTime(new(2020, 3, 3))]),
                Column.Numbers("volatility_20d", [0.5, 1]), Column.Numbers("momentum_20d", [1, double.NaN]));
            Assert.Equal([1.5, double.NaN], Model.Predict(frame));
        }

        [Fact]
        public void A_row_of_another_length_is_refused() =>
            Assert.Contains("the model reads 2: momentum_20d, volatility_20d", Assert.Throws<ArgumentException>(() => Model.Predict([1])).Message, StringComparison.Ordinal);

        [Fact]
        public void Features_are_named_once() =>
            Assert.Contains("'a' is named twice", Assert.Throws<ArgumentException>(() => new FunctionModel(["a", "a"], row => row[0])).Message, StringComparison.Ordinal);

        [Fact]
        public void It_says_that_only_its_maker_can_store_it() =>
            Assert.Contains("FunctionModel cannot be written", Assert.Throws<ArgumentException>(() => ModelJson.Write(Model)).Message, StringComparison.Ordinal);

        sealed class Row
        {
            public float Momentum { get; init; }

            public float Volatility { get; init; }
        }

        sealed class Prediction
        {
            public float Score { get; init; }
        }
    }
}

#pragma warning disable IDE0130 // The name of the package
namespace Microsoft.ML
{
    public abstract class PredictionEngineBase<TSrc, TDst>(Func<TSrc, TDst> predict) where TSrc : class where TDst : class, new()
    {
        public TDst Predict(TSrc example) => predict(example);
    }

    public sealed class PredictionEngine<TSrc, TDst>(Func<TSrc, TDst> predict) : PredictionEngineBase<TSrc, TDst>(predict) where TSrc : class where TDst : class, new();
}
