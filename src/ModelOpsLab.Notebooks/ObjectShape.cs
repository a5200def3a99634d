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
        MemberInfo[] members =
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.CanRead && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsByRefLike),
            .. type.GetFields(BindingFlags.Instance | BindingFlags.Public),
        ];
        return members.Length == 0 ? null : new(type, members);
    }

    public object? Value(object of, int member)
    {
        try
        {
            return _members[member] is PropertyInfo property ? property.GetValue(of) : ((FieldInfo)_members[member]).GetValue(of);
        }
        catch (TargetInvocationException e)
        {
            return $"({e.InnerException?.GetType().Name}: {e.InnerException?.Message})";
        }
    }

    /// <summary>As C# writes records: <c>Trade { Asset = EURUSD, Size = 5 }</c>.</summary>
    public string Line(object value, int depth = 0)
    {
        var members = string.Join(", ", _members.Select((member, i) => IsTuple(_type)
            ? ScalarText.Inline(Value(value, i), depth)
            : $"{member.Name} = {ScalarText.Inline(Value(value, i), depth)}"));
        if (IsTuple(_type)) return $"({members})";
        var name = _type.Name.StartsWith('<') ? "" : _type.Name.Split('`')[0] + " ";
        return $"{name}{{ {members} }}";
    }

    public MimeBundle Format(object value)
    {
        var json = new JsonObject();
        var rows = new List<object?[]>();
        for (var i = 0; i < _members.Count; i++)
        {
            var member = Value(value, i);
            json[_members[i].Name] = ScalarText.Json(member);
            rows.Add([_members[i].Name, member]);
        }
        return new()
        {
            [MimeBundle.PlainText] = Line(value),
            [MimeBundle.Html] = RowTable.Html(["property", "value"], rows, ""),
            [MimeBundle.Json] = json,
        };
    }

    static bool IsTuple(Type type) => type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true;
}
