using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Data;

public class ProfileBytesTests
{
    static readonly double[] Odd = [0, -0.0, 1, -1, 0.1, 1e300, -1e300, double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon, 2.5, 2.5, double.NaN, double.PositiveInfinity];

    static ColumnProfile Profile(double[] values, bool binned = true) =>
        ColumnProfile.RollUp(ColumnProfile.Of(Column.Numbers("x", values, [.. values.Select((_, i) => i % 7 != 3)]), QuantileBins.At([-1, 0, 2.5])) is var p && binned ? p : p with { Edges = null, BinCounts = null });

    static string Json(ColumnProfile profile) => JsonFormat.Write(profile);

    static ColumnProfile Again(ColumnProfile profile) => ProfileBytes.Read(ProfileBytes.Of(profile), profile.Name, profile.Type, profile.Edges);

    static Gen<double[]> Values(int most) => Gen.Choose(0, most).SelectMany(n => Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, Odd.Length - 1).Select(i => Odd[i]), Gen.Choose(-1000, 1000).Select(i => i / 7.0)), n));

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        Prop.ForAll(Values(60).SelectMany(v => Gen.Elements(true, false).Select(b => (v, b))).ToArbitrary(), made => Assert.Equal(Json(Profile(made.v, made.b)), Json(Again(Profile(made.v, made.b))))).QuickCheckThrowOnFailure();
        foreach (var many in new[] { 3072, 3073, 20_000 })
        {
            var profile = Profile([.. MadeUpFrame.Autoregression(1, many * 7 / 6 + 3)]);
            Assert.Equal(profile.Count <= 3072, profile.Quantiles is not null);
            Assert.Equal(Json(profile), Json(Again(profile)));
        }
    }

    /// <summary>Parts of about a thousand values: some groups of them have more than are kept one by one, others not.</summary>
    [Fact]
    public void Any_grouping_and_order_of_the_parts_gives_the_same_bytes()
    {
        var parts = Gen.Choose(1, 9).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 3).SelectMany(size => Gen.Choose(1, 99).Select(seed => size == 0 ? [] : MadeUpFrame.Autoregression((ulong)seed, (size * 555) - 500))), n));
        Prop.ForAll(parts.SelectMany(p => Gen.Choose(0, p.Length).Select(cut => (Parts: p, Cut: cut))).ToArbitrary(), made =>
        {
            ColumnProfile[] profiles = [.. made.Parts.Select(v => Profile(v))];
            var whole = ColumnProfile.RollUp(profiles);
            Assert.Equal(Json(ColumnProfile.RollUp(ColumnProfile.Of(Column.Numbers("x", [.. made.Parts.SelectMany((v, i) => v.Where((_, r) => r % 7 != 3))]), QuantileBins.At([-1, 0, 2.5])))), Json(whole with { Rows = whole.Rows - whole.Missing, Missing = 0 }));
            ColumnProfile[] groups = [.. new[] { profiles[..made.Cut], profiles[made.Cut..] }.Where(g => g.Length > 0).Select(g => ColumnProfile.RollUp(g)).Reverse()];
            Assert.Equal(ProfileBytes.Of(whole), ProfileBytes.Of(ColumnProfile.RollUp(groups)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public void What_fits_no_short_form_is_kept_whole()
    {
        ColumnProfile[] odd =
        [
            ColumnProfile.Of(Column.Categories("x", ["a", null, "b", "a"])), ColumnProfile.Of(Column.Numbers("x", MadeUpFrame.Autoregression(1, 5000))),
            ColumnProfile.Of(Column.Dates("x", [new(2020, 2, 29)])), Profile([1, 2]) with { BinCounts = [0, 0, 2, 0] },
        ];
        Assert.All(odd, p => Assert.Equal(Json(p), Json(Again(p))));
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_as_a_profile_that_agrees_with_itself()
    {
        foreach (var profile in new[] { Profile([1, 2, 3, double.NaN]), Profile(MadeUpFrame.Autoregression(1, 5000)), ColumnProfile.Of(Column.Categories("x", ["a"])) })
        {
            var bytes = ProfileBytes.Of(profile);
            for (var at = 0; at < bytes.Length; at++)
            {
                foreach (var bad in new[] { bytes[..at], [.. bytes[..at], (byte)~bytes[at], .. bytes[(at + 1)..]] })
                    try
                    {
                        Assert.Equal("x", ProfileBytes.Read(bad, "x", profile.Type, profile.Edges).Name);
                    }
                    catch (InvalidDataException refused)
                    {
                        Assert.Contains("'x' cannot be read", refused.Message, StringComparison.Ordinal);
                    }
            }
            if (profile.Moments is not null) Assert.Contains("left over", Assert.Throws<InvalidDataException>(() => ProfileBytes.Read([.. bytes, 0], "x", profile.Type, profile.Edges)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_minute_of_values_takes_few_bytes()
    {
        Assert.InRange(ProfileBytes.Of(Profile([0.1])).Length, 5, 15);
        Assert.InRange(ProfileBytes.Of(Profile(MadeUpFrame.Autoregression(1, 70))).Length, 60, 9 * 60);
        Assert.InRange(ProfileBytes.Of(Profile(MadeUpFrame.Autoregression(1, 100_000))).Length, 50, 160);
    }
}
