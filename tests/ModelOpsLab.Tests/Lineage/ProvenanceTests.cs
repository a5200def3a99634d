using System.Text.Json;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Tests.Lineage;

public class ProvenanceTests
{
    static Provenance Sample(params KeyValuePair<string, string>[] parameters) => new()
    {
        AsOf = new(2020, 3, 31),
        DataHashes = new Dictionary<string, string> { ["reference"] = "1f27a7085478d95e", ["current"] = "aabbccddeeff0011" },
        Rows = 250,
        Model = "spx-momentum@3",
        Parameters = new Dictionary<string, string>(parameters),
        Seed = 7,
        Library = "ModelOpsLab 0.1.0",
    };

    [Fact]
    public void Equality_is_of_contents_whatever_dictionary_and_order()
    {
        var one = Sample(new("a", "1"), new("b", "2"));
        var other = Sample(new("b", "2"), new("a", "1"));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, Sample(new("a", "1"), new("b", "3")));
        Assert.NotEqual(one, one with { Seed = 8 });
        Assert.NotEqual(one, one with { DataHashes = new Dictionary<string, string>() });
    }

    [Fact]
    public void What_is_put_in_is_copied()
    {
        var parameters = new Dictionary<string, string> { ["a"] = "1" };
        var provenance = new Provenance { Parameters = parameters };
        parameters["a"] = "2";
        Assert.Equal("1", provenance.Parameters["a"]);
    }

    [Fact]
    public void It_reads_as_one_line_even_where_a_parameter_does_not()
    {
        Assert.Equal("as of 2020-03-31, 250 rows, data current aabbccddeeff, data reference 1f27a7085478, model spx-momentum@3, note=two lines, seed 7, ModelOpsLab 0.1.0",
            Sample(new KeyValuePair<string, string>("note", "two\nlines")).ToString());
        Assert.StartsWith("0 rows, ModelOpsLab ", new Provenance().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_survives_json()
    {
        var sample = Sample(new("a", "1"), new("b", "2"));
        Assert.Equal(sample, JsonSerializer.Deserialize<Provenance>(JsonSerializer.Serialize(sample)));
    }

    [Fact]
    public void A_negative_number_of_rows_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Provenance { Rows = -1 });

    [Fact]
    public void The_library_is_named_with_its_version_and_no_commit() => Assert.Matches(@"^ModelOpsLab \d+\.\d+\.\d+(-[\w.]+)?$", Provenance.ThisLibrary);
}
