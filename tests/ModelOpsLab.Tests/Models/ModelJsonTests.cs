using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Tests.Models;

public sealed class ModelJsonTests
{
    [Fact]
    public void Model_comes_back_bit_for_bit() => Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<NormalFloat>>(), numbers =>
    {
        double[] v = [.. numbers.Get.Select(n => n.Get)];
        var model = new LinearModel([.. v.Select((_, i) => $"f \"{i}\"")], v[0] / 3, v, [.. v.Select(Math.Abs)]);
        var back = (LinearModel)ModelJson.Read(ModelJson.Write(model));
        return Bits(model.Coefficients).SequenceEqual(Bits(back.Coefficients)) && Bits(model.Scales).SequenceEqual(Bits(back.Scales))
            && Bits([model.Intercept]).SequenceEqual(Bits([back.Intercept])) && model.Features.SequenceEqual(back.Features);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_power_of_two_and_the_extremes_come_back_bit_for_bit()
    {
        double[] v = [.. Enumerable.Range(-1074, 2098).Select(e => Math.ScaleB(1, e)), -0.0, double.MaxValue, double.Epsilon, Math.BitIncrement(1), 0.1 + 0.2];
        var back = (LinearModel)ModelJson.Read(ModelJson.Write(new LinearModel([.. v.Select((_, i) => $"f{i}")], 0, v, new double[v.Length])));
        Assert.Equal(Bits(v), Bits(back.Coefficients));
    }

    [Fact]
    public void Constant_comes_back() => Assert.Equal(1.0 / 3, ((ConstantModel)ModelJson.Read(ModelJson.Write(new ConstantModel(1.0 / 3)))).Value);

    [Theory]
    [InlineData("""{"features": []}""", "m.json: there is no 'kind': it says what the rest is.")]
    [InlineData("""{"kind": "System.Diagnostics.Process"}""", "m.json, line 1, column 39: kind is 'System.Diagnostics.Process', which is not a known one.")]
    [InlineData("""{"kind": "constant", "valu": 1}""", "m.json, line 1, column 29: 'valu' is not known here. Did you mean 'value'? Known are: value.")]
    [InlineData("""{"kind": "constant", "value": "1"}""", "m.json, line 1, column 34: value: '1' is not a number; write \"NaN\", \"Infinity\" or \"-Infinity\" where there is none.")]
    [InlineData("""{"kind": "linear", "features": ["a"], "intercept": 0, "coefficients": [1, 2], "scales": [1]}""", "m.json: 1 features, 2 coefficients and 1 scales: there must be one of each a feature.")]
    [InlineData("""{"kind": "linear", "features": ["a"], "intercept": 0, "coefficients": [1]}""", "m.json, line 1, column 75: a value is missing: 'scales'.")]
    [InlineData("""{"kind": "constant", "value": 1e999}""", "m.json: A constant prediction must be a finite number, not Infinity.")]
    public void What_is_not_a_model_is_refused_with_its_place(string json, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => ModelJson.Read(json, "m.json")).Message);

    [Fact]
    public void Model_of_another_kind_is_not_written() =>
        Assert.StartsWith("A Foreign cannot be written", Assert.Throws<ArgumentException>(() => ModelJson.Write(new Foreign())).Message, StringComparison.Ordinal);

    [Fact]
    public void Missing_feature_predicts_nothing_and_an_absent_one_is_named()
    {
        var model = new LinearModel(["momentum"], 1, [2], [1]);
        var frame = Frame.ParseCsv("time,momentum\n2020-01-01,3\n2020-01-02,\n2020-01-03,NaN\n", new() { Timestamp = "time", Features = ["momentum"] });
        Assert.Equal([7, double.NaN, double.NaN], model.Predict(frame));
        var error = Assert.Throws<KeyNotFoundException>(() => new LinearModel(["momentm"], 1, [2], [1]).Predict(frame));
        Assert.EndsWith("Did you mean 'momentum'?", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Predict([1.0, 2.0]));
    }

    static IEnumerable<long> Bits(IEnumerable<double> values) => values.Select(BitConverter.DoubleToInt64Bits);

    sealed class Foreign : IModel
    {
        public IReadOnlyList<string> Features => [];
        public double Predict(ReadOnlySpan<double> row) => 0;
    }
}
