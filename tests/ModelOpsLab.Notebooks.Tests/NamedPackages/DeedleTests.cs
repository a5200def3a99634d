using ModelOpsLab.Data;

namespace ModelOpsLab.Notebooks.Tests.NamedPackages
{
    /// <summary>A series of the shape of Deedle's: made from pairs of key and value, and giving its observations as such pairs, without the missing ones.</summary>
    public sealed class DeedleTests
    {
        static readonly DateTime[] Days = [new(2020, 3, 2), new(2020, 3, 3), new(2020, 3, 4)];

        [Fact]
        public void A_series_becomes_a_frame_and_comes_back()
        {
            var series = new Deedle.Series<DateTime, double>(Days, [1.5, double.NaN, -2]);
            var frame = Frame.Of("close", series.Observations);
            Assert.Equal(2, frame.Count);
            var back = new Deedle.Series<DateTime, double>(frame.Series("close"));
            Assert.Equal(series.Observations.Select(pair => (pair.Key.Ticks, pair.Value)), back.Observations.Select(pair => (pair.Key.Ticks, pair.Value)));
        }

        [Fact]
        public async Task The_lines_of_the_recipe_work_in_a_cell()
        {
            var session = new Session();
            var outputs = await session.Run($$"""
                #r "{{typeof(DeedleTests).Assembly.Location}}"
                using Frame = ModelOpsLab.Data.Frame;
                var close = new Deedle.Series<DateTime, double>(new[] { KeyValuePair.Create(new DateTime(2020, 3, 2), 1.5) });
                var frame = Frame.Of("close", close.Observations);
                var back = new Deedle.Series<DateTime, double>(frame.Series("close"));
                back.KeyCount
                """);
            Assert.Equal(["result: 1"], outputs);
        }

        [Fact]
        public void Observations_are_shown_as_a_table_of_keys_and_values() =>
            Assert.Equal("key         value\n2020-03-02    1.5", Formatters.Format(new Deedle.Series<DateTime, double>([Days[0]], [1.5]).Observations).TextOf("text/plain"));
    }
}

#pragma warning disable IDE0130, CA1715 // The names of the package
namespace Deedle
{
    public sealed class Series<K, V> where K : notnull
    {
        readonly KeyValuePair<K, V>[] _pairs;

        public Series(IEnumerable<KeyValuePair<K, V>> pairs) => _pairs = [.. pairs];

        public Series(IEnumerable<K> keys, IEnumerable<V> values) => _pairs = [.. keys.Zip(values, KeyValuePair.Create)];

        public int KeyCount => _pairs.Length;

        public IEnumerable<KeyValuePair<K, V>> Observations => _pairs.Where(pair => pair.Value is not double.NaN);
    }
}
