using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public sealed class ManualOrderTests : IDisposable
{
    static readonly DateTimeOffset Noon = new(2020, 3, 16, 12, 0, 0, TimeSpan.Zero);

    readonly People _people = new("anna", "bert"), _strangers = new("anna", "carl");

    public void Dispose()
    {
        _people.Dispose();
        _strangers.Dispose();
    }

    static ManualOrder Order => new() { Slot = "champion", Position = -0.25, By = "anna", At = Noon, Until = Noon.AddHours(2), Because = "close half of it by hand" };

    string Refused(byte[] json, DateTimeOffset? now = null, string slot = "champion") =>
        Assert.Throws<InvalidDataException>(() => ManualOrder.Read(json, slot, _people.Policy, now ?? Noon.AddHours(1))).Message;

    [Fact]
    public void A_signed_order_in_force_is_read_as_it_was_given() =>
        Assert.Equal(Order, ManualOrder.Read(_people.Sign("anna", Order).ToJson(), "champion", _people.Policy, Noon.AddHours(1)));

    [Fact]
    public void An_order_that_is_not_in_force_says_why()
    {
        var good = _people.Sign("anna", Order).ToJson();
        Assert.Contains("it ended at 2020-03-16T14:00:00Z", Refused(good, Noon.AddHours(2)), StringComparison.Ordinal);
        Assert.Contains("still to come", Refused(good, Noon.AddHours(-1)), StringComparison.Ordinal);
        Assert.Contains("is for the slot champion, not other", Refused(good, slot: "other"), StringComparison.Ordinal);
        Assert.Contains("not signed by their key", Refused(_strangers.Sign("anna", Order).ToJson()), StringComparison.Ordinal);
        Assert.Contains("not signed by their key", Refused(_people.Sign("bert", Order).ToJson()), StringComparison.Ordinal);
        Assert.Contains("knows nobody", Refused(_strangers.Sign("carl", Order with { By = "carl" }).ToJson()), StringComparison.Ordinal);
        Assert.Contains("no signed envelope", Refused("{}"u8.ToArray()), StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => ManualOrder.Read((_people.Sign("anna", Order) with { PayloadType = "text/plain" }).ToJson(), "champion", _people.Policy, Noon));
    }

    [Fact]
    public void What_is_no_order_is_not_signed()
    {
        foreach (var wrong in new[] { Order with { Position = double.NaN }, Order with { Slot = "../x" }, Order with { Because = " " }, Order with { Until = Noon }, Order with { By = "an\u202ena" } })
            Assert.Throws<InvalidDataException>(() => _people.Sign("anna", wrong));
    }

    [Fact]
    public void Any_flipped_bit_of_the_payload_is_refused()
    {
        var envelope = _people.Sign("anna", Order);
        var payload = envelope.Payload.ToArray();
        for (var bit = 0; bit < payload.Length * 8; bit += 7)
        {
            payload[bit / 8] ^= (byte)(1 << bit % 8);
            Refused((envelope with { Payload = payload }).ToJson());
            payload[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }
}
