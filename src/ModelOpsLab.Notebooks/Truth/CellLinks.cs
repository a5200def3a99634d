namespace ModelOpsLab.Notebooks;

/// <summary>What a cell reads, sets and may change, and which cells that makes its upstream.</summary>
sealed record CellLink(IReadOnlySet<CellName> Reads, IReadOnlySet<CellName> Writes, IReadOnlySet<CellName> Changes, SortedSet<int> Upstream)
{
    public static CellLink None { get; } = new(new HashSet<CellName>(), new HashSet<CellName>(), new HashSet<CellName>(), []);
}

/// <summary>
/// Joins the cells of a notebook in order. Names that may lead to one value form a group: a change of one is a change of all.
/// A group whose values can hold functions carries what those functions read and change to whoever mentions it.
/// </summary>
sealed class CellLinks
{
    static readonly CellName Process = new("(process)", 0);

    readonly Dictionary<int, CellLink> _links = [];
    readonly Dictionary<CellName, CellName> _parent = [];
    readonly Dictionary<CellName, List<CellName>> _members = [];
    readonly Dictionary<CellName, HashSet<(CellName Name, bool Changes)>> _effects = [];
    readonly Dictionary<CellName, SortedSet<int>> _writers = [];
    readonly Dictionary<CellName, NameDeclaration> _declared = [];

    public CellLink Of(int cell) => _links.GetValueOrDefault(cell, CellLink.None);

    /// <summary>Adds the next cell.</summary>
    public void Add(int cell, CellNames names)
    {
        foreach (var declaration in names.Declarations)
        {
            _declared[declaration.Name] = declaration;
            Writers(declaration.Name).Add(cell);
        }
        foreach (var use in names.Uses.Where(use => use.Owner.Length > 0)) Effects(new(use.Owner, cell)).UnionWith(EffectsOf(use));
        var own = names.Uses.Where(use => use.Owner.Length == 0).ToArray();
        var writes = own.Where(use => use.Action.HasFlag(NameAction.Write)).Select(use => use.Name).ToHashSet();
        var changes = own.Where(use => use.Action.HasFlag(NameAction.Change)).Select(use => use.Name).ToHashSet();
        Join(names, writes, changes);
        var mentioned = names.Uses.Select(use => use.Name).ToHashSet();
        var done = own.Select(use => use.Name).ToHashSet();
        var reads = names.Uses.Where(use => use.Action != NameAction.Write).Select(use => use.Name).ToHashSet();
        Close(done, reads, changes);
        Carry(cell, names, writes, changes);
        if (names.ChangesProcess) changes.Add(Process);
        var upstream = new SortedSet<int>();
        foreach (var name in mentioned.Concat(reads).Concat(changes).Append(Process))
        {
            if (name.Cell > 0) upstream.Add(name.Cell);
            if (reads.Contains(name) || changes.Contains(name) || name == Process)
                foreach (var member in Group(name)) upstream.UnionWith(Writers(member));
        }
        upstream.RemoveWhere(number => number >= cell);
        foreach (var name in writes) Writers(name).Add(cell);
        foreach (var member in changes.SelectMany(Group).ToArray()) Writers(member).Add(cell);
        _links[cell] = new(reads, writes, changes, upstream);
    }

    static IEnumerable<(CellName, bool)> EffectsOf(NameUse use) => [(use.Name, (use.Action & (NameAction.Write | NameAction.Change)) != 0)];

    /// <summary>Whatever the cell shares may from now on be reached by every name it declares, sets or changes.</summary>
    void Join(CellNames names, HashSet<CellName> writes, HashSet<CellName> changes)
    {
        var shared = names.Uses.Where(use => use.Action.HasFlag(NameAction.Share)).Select(use => use.Name).Where(Shares).ToHashSet();
        if (shared.Count == 0) return;
        CellName[] all = [.. shared.Union(names.Declarations.Where(declaration => declaration.Shares).Select(declaration => declaration.Name)).Union(writes.Where(Shares)).Union(changes.Where(Shares))];
        foreach (var name in all.Skip(1)) Unite(all[0], name);
    }

    /// <summary>Mentioning a function, or a value that can hold one, is doing what it does.</summary>
    void Close(HashSet<CellName> mentioned, HashSet<CellName> reads, HashSet<CellName> changes)
    {
        var open = new Stack<CellName>(mentioned);
        while (open.TryPop(out var name))
            foreach (var (other, isChange) in Effects(Root(name)).Concat(Effects(name)).ToArray())
            {
                var news = reads.Add(other) | (isChange && changes.Add(other));
                if (mentioned.Add(other) || news) open.Push(other);
            }
    }

    /// <summary>What lambdas of the cell do, and functions it mentions, goes with the values that can hold them.</summary>
    void Carry(int cell, CellNames names, HashSet<CellName> writes, HashSet<CellName> changes)
    {
        var carried = names.Uses.Where(use => use.Later && use.Owner.Length == 0).SelectMany(EffectsOf).ToHashSet();
        foreach (var use in names.Uses.Where(use => use.Owner.Length == 0)) carried.UnionWith(Effects(Root(use.Name)).Concat(Effects(use.Name)));
        if (carried.Count == 0) return;
        var holders = names.Declarations.Select(declaration => declaration.Name).Union(writes).Union(changes)
            .Union(names.Uses.Where(use => use.Action.HasFlag(NameAction.Share)).Select(use => use.Name));
        foreach (var holder in holders.Where(name => !_declared.TryGetValue(name, out var declaration) || declaration.IsVariable && declaration.HoldsCode)) Effects(Root(holder)).UnionWith(carried);
    }

    bool Shares(CellName name) => !_declared.TryGetValue(name, out var declaration) || declaration.Shares;

    SortedSet<int> Writers(CellName name) => _writers.TryGetValue(name, out var cells) ? cells : _writers[name] = [];

    HashSet<(CellName Name, bool Changes)> Effects(CellName name) => _effects.TryGetValue(name, out var effects) ? effects : _effects[name] = [];

    CellName Root(CellName name)
    {
        while (_parent.TryGetValue(name, out var parent)) name = parent;
        return name;
    }

    List<CellName> Group(CellName name) => Root(name) is var root && _members.TryGetValue(root, out var members) ? members : _members[root] = [root];

    void Unite(CellName one, CellName other)
    {
        var (a, b) = (Root(one), Root(other));
        if (a == b) return;
        var (members, moved) = (Group(a), Group(b));
        _parent[b] = a;
        members.AddRange(moved);
        _members.Remove(b);
        Effects(a).UnionWith(Effects(b));
    }
}
