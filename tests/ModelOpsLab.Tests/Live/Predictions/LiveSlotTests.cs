using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Live;

/// <summary>The registry decides, a predicting process follows. The workspace has no data file: none is read.</summary>
public sealed class LiveSlotTests : IDisposable
{
    readonly People _people = new("anna", "bert");
    readonly RegistryWorkspace _at;

    public LiveSlotTests() => _at = new(RegistryWorkspace.Declared.Replace("""{ "kind": "flat" }""", """{ "kind": "manual", "file": "order.json" }""", StringComparison.Ordinal), _people.Declared);

    public void Dispose()
    {
        _at.Dispose();
        _people.Dispose();
    }

    static void Until(Func<bool> seen) => Assert.True(SpinWait.SpinUntil(seen, 20_000));

    [Fact]
    public void Promotion_stop_arming_and_rollback_reach_a_process_that_predicts()
    {
        _at.Version(2);
        _at.Version(3);
        _at.Promote(1);
        using var predictor = LivePredictor.Open(_at.Registry.Workspace, RegistryWorkspace.Model);
        Assert.Equal((20, 1, SlotState.Active), predictor.Predict([10]) is var a ? (a.Value, a.Version, a.State) : default);
        _at.Promote(2);
        Until(() => predictor.Predict([10]) is { Value: 30, Version: 2 });
        _at.Registry.Disable(RegistryWorkspace.Model, "anna", "a test");
        Until(() => predictor.Predict([10]) is { Value: 0, Source: PredictionSource.Flat, Because: PredictionReason.Halted });
        _at.Registry.Enable(RegistryWorkspace.Model, "anna", "a test");
        Until(() => predictor.Predict([10]) is { Value: 30, State: SlotState.Active });
        _at.Registry.ReduceOnly(RegistryWorkspace.Model, "anna", "a test");
        Until(() => predictor.Predict([10]) is { Value: 30, State: SlotState.ReduceOnly });
        _at.Registry.Rollback(RegistryWorkspace.Model, "anna", "a test");
        Until(() => predictor.Predict([10]) is { Value: 20, Version: 1 });
        var last = predictor.Predict([7]);
        Assert.Equal((14, 1), new PredictionArchive(_at.Registry.Ledger, _at.Registry.Blobs, _at.Registry.Workspace.StateFolder).WhoPredicted(last.Id) is var who ? (who.Record.Value, who.MadeBy) : default);
    }

    [Fact]
    public void A_signed_order_is_served_by_a_stopped_slot_and_a_forged_one_is_not()
    {
        _at.Version(2);
        _at.Promote(1);
        var order = new ManualOrder { Slot = RegistryWorkspace.Model, Position = -0.5, By = "anna", At = DateTimeOffset.UnixEpoch, Until = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero), Because = "close half of it" };
        var file = Path.Combine(_at.Folder, "order.json");
        File.WriteAllBytes(file, _people.Sign("anna", order).ToJson());
        _at.Registry.Disable(RegistryWorkspace.Model, "anna", "a test");
        using var predictor = LivePredictor.Open(_at.Registry.Workspace, RegistryWorkspace.Model);
        Assert.Equal((-0.5, PredictionSource.Manual), predictor.Predict([10]) is var p ? (p.Value, p.Source) : default);
        File.WriteAllBytes(file, _people.Sign("bert", order).ToJson());
        Until(() => predictor.Predict([10]).Source == PredictionSource.Flat);
        Assert.Contains("not signed by their key", predictor.Problem, StringComparison.Ordinal);
    }
}
