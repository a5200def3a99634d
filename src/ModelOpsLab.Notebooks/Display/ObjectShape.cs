using System.Reflection;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>The public properties and fields of a record, tuple, anonymous or plain type, in order of declaration: what a person would list.</summary>
sealed class ObjectShape
{
    readonly Type _type;
    readonly IReadOnlyList<MemberInfo> _members;

    ObjectShape(Type type, IReadOnlyList<MemberInfo> members) => (_type, _members) = (type, members);

    public IReadOnlyList<string> Names => [.. _members.Select(member => member.Name)];

    /// <summary>The shape of a type that has no text of its own; null for one that has, or that shows nothing.</summary>
    public static ObjectShape? Of(Type type)
    {
        var own = type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType;
        var isRecord = type.GetMethod("<Clone>$") is not null
            || type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
        var hasNoText = own is null || own == typeof(object) || own == typeof(ValueType);
        if (!isRecord && !hasNoText && !IsTuple(type) && !type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal)) return null;
        IEnumerable<MemberInfo> members =
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.CanRead && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsByRefLike && !p.PropertyType.IsPointer),
            .. type.GetFields(BindingFlags.Instance | BindingFlags.Public).Where(f => !f.FieldType.IsPointer),
        ];
        MemberInfo[] distinct = [.. members.DistinctBy(member => member.Name)];
        return distinct.Length == 0 ? null : new(type, distinct);
    }

    public object? Value(object of, int member)
    {
        try
        {
            return _members[member] is PropertyInfo property ? property.GetValue(of) : ((FieldInfo)_members[member]).GetValue(of);
        }
        catch (TargetInvocationException e)
        {
            return ValueReader.Thrown(e.InnerException ?? e);
        }
    }

    /// <summary>As C# writes records: <c>Trade { Asset = EURUSD, Size = 5 }</c>; tuples in brackets.</summary>
    public string Title(string members) =>
        IsTuple(_type) ? $"({members})" : _type.Name.StartsWith('<') ? $"{{ {members} }}" : $"{_type.Name.Split('`')[0]} {{ {members} }}";

    public ValueView View(object value, ValueReader reader, int depth) => View([.. _members.Select((_, i) => reader.Read(Value(value, i), depth + 1))]);

    public MimeBundle Format(object value)
    {
        var reader = new ValueReader();
        ValueView[] views = [.. _members.Select((_, i) => reader.Read(Value(value, i), 1))];
        var whole = View(views);
        return new()
        {
            [MimeBundle.PlainText] = whole.Text,
            [MimeBundle.Html] = RowTable.Html(["property", "value"], [.. views.Select((view, i) => (ValueView[])[reader.Read(_members[i].Name), view])], ""),
            [MimeBundle.Json] = whole.Json,
        };
    }

    ValueView View(ValueView[] views)
    {
        var json = new JsonObject();
        for (var i = 0; i < views.Length; i++) json[_members[i].Name] = views[i].Json;
        var isTuple = IsTuple(_type);
        return new(Title(string.Join(", ", views.Select((view, i) => isTuple ? view.Text : $"{_members[i].Name} = {view.Text}"))), json, false, false);
    }

    static bool IsTuple(Type type) => type.FullName is { } name && (name.StartsWith("System.ValueTuple`", StringComparison.Ordinal) || name.StartsWith("System.Tuple`", StringComparison.Ordinal));
}
