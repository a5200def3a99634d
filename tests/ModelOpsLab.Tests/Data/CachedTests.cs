using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Tests.Data;

public sealed class CachedTests : IDisposable
{
    /// <summary>What the work was called with, by the test's own folder: the work itself may hold on to nothing.</summary>
    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> Calls = new();

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-test-");

    string Id => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    sealed record Fit(double Slope, IReadOnlyList<double> Residuals, DateOnly Day);

    sealed class Secretive(double slope)
    {
        readonly double _slope = slope;

        public double Twice => 2 * _slope;
    }

    static int Count(string id) => Calls.AddOrUpdate(id, 1, (_, n) => n + 1);

    (double Value, CachedResult Asked) Run(bool resume, double input, string context = "code", string name = "fit")
    {
        using var cache = ResultCache.Open(Path.Combine(Id, "cache"), resume);
        cache.Enter(3, () => context);
        var value = Cached.Value(name, (Id, input), static x => Count(x.Id) * 1000 + x.input / 3);
        return (value, cache.Results.Single());
    }

    [Fact]
    public void A_resumed_run_takes_the_same_bits_without_doing_the_work()
    {
        var first = Run(resume: false, 0.1);
        var second = Run(resume: true, 0.1);
        Assert.Equal((first.Value, 1), (second.Value, Calls[Id]));
        Assert.Equal((3, "fit", true), (second.Asked.Cell, second.Asked.Name, second.Asked.Reused));
    }

    [Fact]
    public void A_run_that_does_not_resume_does_the_work_again()
    {
        Run(resume: false, 0.1);
        Assert.False(Run(resume: false, 0.1).Asked.Reused);
        Assert.Equal(2, Calls[Id]);
    }

    [Theory]
    [InlineData(0.2, "code", "fit")]
    [InlineData(0.1, "code changed", "fit")]
    [InlineData(0.1, "code", "other fit")]
    public void Another_input_code_or_name_is_computed(double input, string context, string name)
    {
        Run(resume: false, 0.1);
        Assert.False(Run(resume: true, input, context, name).Asked.Reused);
        Assert.Equal(2, Calls[Id]);
    }

    [Fact]
    public void Where_what_it_depends_on_cannot_be_told_nothing_is_stored_or_taken()
    {
        using (var cache = ResultCache.Open(Path.Combine(Id, "cache"), resume: true))
        {
            cache.Enter(1, () => null);
            for (var i = 0; i < 2; i++) Cached.Value("fit", Id, static id => Count(id));
            Assert.All(cache.Results, result => Assert.Equal((false, "what the cell depends on cannot be told from its code"), (result.Reused, result.Because)));
        }
        Assert.Equal(2, Calls[Id]);
        Assert.False(Directory.Exists(Path.Combine(Id, "cache")));
    }

    [Fact]
    public void Every_flipped_byte_of_a_stored_result_is_noticed()
    {
        Run(resume: false, 0.1);
        var file = Directory.GetFiles(Path.Combine(Id, "cache")).Single();
        var whole = File.ReadAllBytes(file);
        for (var i = 0; i < whole.Length; i += 7)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 1;
            File.WriteAllBytes(file, damaged);
            var (value, asked) = Run(resume: true, 0.1);
            Assert.Equal((false, $"{file} is damaged"), (asked.Reused, asked.Because));
            Assert.Equal(Calls[Id] * 1000 + 0.1 / 3, value);
        }
        File.WriteAllBytes(file, whole[..^9]);
        Assert.False(Run(resume: true, 0.1).Asked.Reused);
    }

    [Fact]
    public void A_file_that_the_work_read_and_that_has_changed_makes_it_work_again()
    {
        var schema = Path.Combine(Id, "s.json");
        File.WriteAllText(schema, """{"timestamp": "day", "columns": {"day": {"type": "date"}}}""");
        Assert.Equal("day", Ask(resume: false).Value);
        Assert.True(Ask(resume: true).Asked.Reused);
        File.WriteAllText(schema, """{"timestamp": "date", "columns": {"date": {"type": "date"}}}""");
        Assert.Equal(("date", false), (Ask(resume: true).Value, Ask(resume: false).Asked.Reused));

        (string Value, CachedResult Asked) Ask(bool resume)
        {
            using var cache = ResultCache.Open(Path.Combine(Id, "cache"), resume);
            return (Cached.Value("schema", schema, static file => Schema.Load(file).Timestamp), cache.Results.Single());
        }
    }

    [Fact]
    public void Work_that_holds_on_to_more_than_its_input_is_refused()
    {
        var outside = 5;
        var error = Assert.Throws<ArgumentException>(() => Cached.Value("fit", 1, x => x + outside));
        Assert.Contains("holds on to 'outside'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_counts_by_its_content_and_roles()
    {
        var schema = Schema.Parse("""{"timestamp": "day", "features": ["x"], "columns": {"day": {"type": "date"}}}""");
        var frame = Frame.ParseCsv("day,x,y\n2020-01-01,1,2\n", schema);
        string[] hashes =
        [
            ContentHash.Of(frame, "f"), ContentHash.Of(Frame.ParseCsv("day,x,y\n2020-01-01,1,2\n", schema), "f"), ContentHash.Of(Frame.ParseCsv("day,x,y\n2020-01-01,1.0000000000000002,2\n", schema), "f"),
            ContentHash.Of(frame.With(schema with { Target = "x", Features = [] }), "f"),
        ];
        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal(3, hashes.Distinct().Count());
    }

    [Fact]
    public void Fresh_and_stored_results_are_the_same_value()
    {
        Func<int, Fit> work = static n => new(1.0 / 3, [double.NaN, -0.0, 1e-300, n], new(2020, 3, 31));
        var fresh = Cached.Value("fit", 7, work);
        using (var cache = ResultCache.Open(Path.Combine(Id, "cache"), resume: false)) Cached.Value("fit", 7, work);
        using var again = ResultCache.Open(Path.Combine(Id, "cache"), resume: true);
        var stored = Cached.Value("fit", 7, work);
        Assert.True(again.Results.Single().Reused);
        Assert.Equal(fresh.Residuals.Select(BitConverter.DoubleToInt64Bits), stored.Residuals.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal((fresh.Slope, fresh.Day), (stored.Slope, stored.Day));
    }

    [Fact]
    public void A_result_whose_json_hides_something_is_refused_and_its_own_form_is_taken()
    {
        Assert.Contains("state of its own (_slope)", Assert.Throws<ArgumentException>(() => Cached.Value("fit", 1, static _ => new Secretive(1))).Message, StringComparison.Ordinal);
        Assert.Contains("does not say what it really is", Assert.Throws<ArgumentException>(() => Cached.Value<int, IModel>("fit", 1, static _ => new ConstantModel(1))).Message, StringComparison.Ordinal);
        var model = Cached.Value<int, IModel>("fit", 1, static _ => new ConstantModel(0.1), ModelJson.Write, static json => ModelJson.Read(json));
        Assert.Equal(0.1, Assert.IsType<ConstantModel>(model).Value);
        Assert.Contains("content cannot be hashed", Assert.Throws<ArgumentException>(() => Cached.Value("fit", new Secretive(1), static _ => 1)).Message, StringComparison.Ordinal);
    }
}
