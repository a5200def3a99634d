using ModelOpsLab.Data;

namespace ModelOpsLab.Monitoring;

/// <summary>The assets of a frame as numbers.</summary>
static class AssetCodes
{
    /// <summary>The number of each row's asset; the same one for all rows where the schema names no asset. New assets are added to <paramref name="codes"/>.</summary>
    public static int[] Of(Frame frame, Dictionary<string, int> codes)
    {
        var numbers = new int[frame.Count];
        if (!frame.Has(frame.Schema.Asset))
        {
            codes.TryAdd("", codes.Count);
            Array.Fill(numbers, codes[""]);
            return numbers;
        }
        var assets = frame[frame.Schema.Asset!].Strings;
        for (var row = 0; row < numbers.Length; row++)
            if (!codes.TryGetValue(assets[row] ?? "", out numbers[row])) codes.Add(assets[row] ?? "", numbers[row] = codes.Count);
        return numbers;
    }
}
