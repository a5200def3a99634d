using System.Runtime.InteropServices;
using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Tests.Models;

/// <summary>XGBoost through its C interface, as a trainer: what a user writes for an engine that the library does not know.</summary>
static class XGBoost
{
    public static FunctionTrainer<Booster> Trainer(int rounds, params (string Name, string Value)[] settings) => new(
        $"xgboost({rounds} rounds{string.Concat(settings.Select(s => $", {s.Name} {s.Value}"))})",
        rows => Train(Matrix(rows), rows.Schema.Features.Count, rows[rows.Schema.Target!].Span.ToArray(), rows.Schema.Weight is { } w ? rows[w].Span.ToArray() : null, rounds, settings),
        (booster, row) => Predict(booster, [.. row.ToArray().Select(v => (float)v)], row.Length)[0])
    {
        UsesWeights = true,
        ToBytes = Bytes,
        FromBytes = FromBytes,
    };

    public static float[] Matrix(Frame rows)
    {
        var columns = rows.Schema.Features.Select(f => rows[f].Span.ToArray()).ToArray();
        return [.. Enumerable.Range(0, rows.Count).SelectMany(i => columns.Select(c => (float)c[i]))];
    }

    public static Booster Train(float[] matrix, int width, double[] target, double[]? weights, int rounds, (string Name, string Value)[] settings)
    {
        using var data = Data(matrix, width);
        Check(XGDMatrixSetFloatInfo(data, "label", [.. target.Select(v => (float)v)], (ulong)target.Length));
        if (weights is not null) Check(XGDMatrixSetFloatInfo(data, "weight", [.. weights.Select(v => (float)v)], (ulong)weights.Length));
        Check(XGBoosterCreate([data.DangerousGetHandle()], 1, out var booster));
        foreach (var (name, value) in settings) Check(XGBoosterSetParam(booster, name, value));
        for (var i = 0; i < rounds; i++) Check(XGBoosterUpdateOneIter(booster, i, data));
        return booster;
    }

    public static float[] Predict(Booster booster, float[] matrix, int width)
    {
        using var data = Data(matrix, width);
        Check(XGBoosterPredict(booster, data, 0, 0, 0, out var count, out var at));
        var predictions = new float[count];
        Marshal.Copy(at, predictions, 0, predictions.Length);
        return predictions;
    }

    public static byte[] Bytes(Booster booster)
    {
        Check(XGBoosterSaveModelToBuffer(booster, """{"format": "json"}""", out var count, out var at));
        var bytes = new byte[count];
        Marshal.Copy(at, bytes, 0, bytes.Length);
        return bytes;
    }

    public static Booster FromBytes(byte[] bytes)
    {
        Check(XGBoosterCreate([], 0, out var booster));
        Check(XGBoosterLoadModelFromBuffer(booster, bytes, (ulong)bytes.Length));
        return booster;
    }

    static DataMatrix Data(float[] matrix, int width)
    {
        Check(XGDMatrixCreateFromMat(matrix, (ulong)(matrix.Length / width), (ulong)width, float.NaN, out var data));
        return data;
    }

    static void Check(int code)
    {
        if (code != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8(XGBGetLastError()));
    }

    /// <summary>Whether Debian's package libxgboost0 is installed.</summary>
    public static bool IsThere => NativeLibrary.TryLoad(Library, out _);

    const string Library = "libxgboost.so.0";
    [DllImport(Library)] static extern nint XGBGetLastError();
    [DllImport(Library)] static extern int XGDMatrixCreateFromMat(float[] data, ulong rows, ulong columns, float missing, out DataMatrix matrix);
    [DllImport(Library)] static extern int XGDMatrixSetFloatInfo(DataMatrix matrix, [MarshalAs(UnmanagedType.LPUTF8Str)] string field, float[] values, ulong count);
    [DllImport(Library)] static extern int XGBoosterCreate(nint[] matrices, ulong count, out Booster booster);
    [DllImport(Library)] static extern int XGBoosterSetParam(Booster booster, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value);
    [DllImport(Library)] static extern int XGBoosterUpdateOneIter(Booster booster, int round, DataMatrix matrix);
    [DllImport(Library)] static extern int XGBoosterPredict(Booster booster, DataMatrix matrix, int options, uint trees, int training, out ulong count, out nint predictions);
    [DllImport(Library)] static extern int XGBoosterSaveModelToBuffer(Booster booster, [MarshalAs(UnmanagedType.LPUTF8Str)] string options, out ulong count, out nint bytes);
    [DllImport(Library)] static extern int XGBoosterLoadModelFromBuffer(Booster booster, byte[] bytes, ulong count);
    [DllImport(Library)] static extern int XGBoosterFree(nint booster);
    [DllImport(Library)] static extern int XGDMatrixFree(nint matrix);

    internal sealed class Booster() : SafeHandle(0, true)
    {
        public override bool IsInvalid => handle == 0;
        protected override bool ReleaseHandle() => XGBoosterFree(handle) == 0;
    }

    internal sealed class DataMatrix() : SafeHandle(0, true)
    {
        public override bool IsInvalid => handle == 0;
        protected override bool ReleaseHandle() => XGDMatrixFree(handle) == 0;
    }
}
