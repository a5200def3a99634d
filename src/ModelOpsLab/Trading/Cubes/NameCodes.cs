namespace ModelOpsLab.Trading;

/// <summary>Names as numbers, in the order in which they first appear.</summary>
sealed class NameCodes
{
    readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    readonly List<string> _names = [];

    public IReadOnlyList<string> Names => _names;
    public int Count => _names.Count;

    public int Of(string name)
    {
        if (_codes.TryGetValue(name, out var code)) return code;
        _codes.Add(name, _names.Count);
        _names.Add(name);
        return _names.Count - 1;
    }
}
