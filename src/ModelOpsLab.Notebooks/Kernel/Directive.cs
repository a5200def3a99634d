namespace ModelOpsLab.Notebooks;

/// <summary>What a line for the host asks for.</summary>
enum DirectiveKind
{
    /// <summary>Nothing to do: <c>#!csharp</c>, or a package that is the host itself.</summary>
    None,
    /// <summary><c>#r "nuget: Name, Version"</c>.</summary>
    Package,
    /// <summary><c>#i "nuget: SOURCE"</c>.</summary>
    Source,
    /// <summary><c>#r "path.dll"</c>.</summary>
    Assembly,
    /// <summary><c>#r "project: path.csproj"</c>.</summary>
    Project,
    /// <summary><c>#!import file</c>.</summary>
    Import,
    /// <summary><c>#!set --name x --value 5</c>.</summary>
    Set,
    /// <summary><c>#!who</c>.</summary>
    Who,
    /// <summary><c>#!whos</c>.</summary>
    Whos,
    /// <summary><c>#!time</c>.</summary>
    Time,
    /// <summary><c>#!about</c>.</summary>
    About,
    /// <summary><c>#!lsmagic</c>.</summary>
    ListDirectives,
}

/// <summary>A line of a cell that is for the host. <paramref name="Start"/> is where its line begins in the text; line and column count from 1.</summary>
sealed record Directive(DirectiveKind Kind, int Start, int Line, int Column)
{
    /// <summary>The package, source, path or variable.</summary>
    public string Name { get; init; } = "";

    /// <summary>The package's version, or the C# literal of a value; empty where none is given.</summary>
    public string Value { get; init; } = "";

    /// <summary>Whether it does something at its place between the lines of code, so that the code before it has to run first.</summary>
    public bool Parts => Kind is DirectiveKind.Import or DirectiveKind.Set or DirectiveKind.Who or DirectiveKind.Whos or DirectiveKind.About or DirectiveKind.ListDirectives;

    /// <summary>Whether it adds to what the code can name.</summary>
    public bool Refers => Kind is DirectiveKind.Package or DirectiveKind.Source or DirectiveKind.Assembly or DirectiveKind.Project;
}
