namespace ModelOpsLab.Notebooks;

/// <summary>
/// What a cell does: its references, all resolved first, then its steps in order. A cell without directives is one step;
/// a directive that acts at its place parts the code around it, and an import brings the steps of its file there.
/// </summary>
sealed class CellPlan
{
    readonly List<CellStep> _steps = [];
    readonly List<ReferenceLine> _references = [];

    CellPlan() { }

    public IReadOnlyList<CellStep> Steps => _steps;

    public IReadOnlyList<ReferenceLine> References => _references;

    /// <summary>Whether the cell asks how long it takes.</summary>
    public bool IsTimed { get; private set; }

    /// <summary>The plan of a notebook's cell; files are named relative to <paramref name="folder"/>.</summary>
    /// <exception cref="CellErrorException">A directive this kernel refuses, or a file to import that is not there or imports itself.</exception>
    public static CellPlan Of(string code, int number, string folder)
    {
        var plan = new CellPlan();
        var place = CellCompiler.FileName(number);
        if (code.Contains('#', StringComparison.Ordinal)) plan.Add(code, place, place, folder, []);
        else plan._steps.Add(new CodeStep(place, code));
        return plan;
    }

    /// <summary>The packages and sources that cells ask for, imports included; a cell whose directives are wrong is left to say so itself.</summary>
    public static IReadOnlyList<ReferenceLine> PackageLines(IEnumerable<string> cells, string folder)
    {
        var (lines, number) = (new List<ReferenceLine>(), 0);
        foreach (var code in cells)
        {
            number++;
            if (!code.Contains("nuget:", StringComparison.OrdinalIgnoreCase) && !code.Contains("#!import", StringComparison.Ordinal)) continue;
            try
            {
                lines.AddRange(Of(code, number, folder).References.Where(line => line.Line.Kind is DirectiveKind.Package or DirectiveKind.Source));
            }
            catch (CellErrorException)
            {
                // Said by the cell itself, when it runs
            }
        }
        return lines.Any(line => line.Line.Kind == DirectiveKind.Package) ? lines : [];
    }

    void Add(string code, string place, string cell, string folder, IReadOnlyList<string> within)
    {
        try
        {
            var (blanked, lines) = Directives.Read(code);
            var start = 0;
            foreach (var line in lines)
            {
                if (line.Refers) _references.Add(new(place, line, folder));
                IsTimed |= line.Kind == DirectiveKind.Time;
                if (!line.Parts) continue;
                AddCode(blanked, start, line.Start, place);
                start = line.Start;
                if (line.Kind == DirectiveKind.Import) Import(line, cell, folder, within);
                else _steps.Add(Step(line, place));
            }
            AddCode(blanked, start, blanked.Length, place);
        }
        catch (CellErrorException e) when (e.Place.Length == 0)
        {
            throw new CellErrorException(e.Line, e.Column, e.Message) { Place = place, Code = e.Code, Text = code };
        }
    }

    static CellStep Step(Directive line, string place) => line.Kind switch
    {
        DirectiveKind.Set => new SetStep(place, line),
        DirectiveKind.Who => new VariablesStep(place, WithValues: false),
        DirectiveKind.Whos => new VariablesStep(place, WithValues: true),
        DirectiveKind.About => new TextStep(place, $"ModelOpsLab {Directives.LibraryVersion}, C# notebooks. #!lsmagic lists the directives."),
        _ => new TextStep(place, Directives.Known),
    };

    /// <summary>The code between two places of a text, with line ends in place of what comes before it.</summary>
    void AddCode(string code, int start, int end, string place)
    {
        var part = code[start..end];
        if (string.IsNullOrWhiteSpace(part)) return;
        _steps.Add(new CodeStep(place, new string('\n', code.AsSpan(0, start).Count('\n')) + part));
    }

    void Import(Directive line, string cell, string folder, IReadOnlyList<string> within)
    {
        var path = Path.GetFullPath(line.Name, folder);
        if (!File.Exists(path)) throw Refuse($"there is no file '{line.Name}' to import. Name it relative to {(within.Count == 0 ? "the notebook" : "the file that imports it")}.");
        if (within.Contains(path, StringComparer.Ordinal))
            throw Refuse($"'{line.Name}' imports itself: {string.Join(" imports ", [.. within.SkipWhile(file => file != path).Select(file => Path.GetFileName(file)), Path.GetFileName(path)])}. Take one of the imports out.");
        IReadOnlyList<string> inside = [.. within, path];
        var its = Path.GetDirectoryName(path)!;
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".cs" or ".csx":
                Add(File.ReadAllText(path), $"{cell}, {line.Name}", cell, its, inside);
                break;
            case ".ipynb" or ".dib":
                var notebook = Read(path);
                var number = 0;
                foreach (var code in notebook.Cells.Where(NotebookRunner.Runs))
                {
                    number++;
                    if (CellLanguage.Of(notebook, code) is var language && !CellLanguage.IsCSharp(language))
                        throw Refuse($"{line.Name}, cell {number}: {NotebookRunner.LanguageRefusal(language)}", FindingCodes.OtherLanguage);
                    Add(code.Source, $"{cell}, {line.Name} cell {number}", cell, its, inside);
                }
                break;
            default:
                throw Refuse($"'{line.Name}' cannot be imported: what can be is .ipynb, .dib, .cs and .csx.");
        }

        Notebook Read(string file)
        {
            try
            {
                return Notebook.Read(file);
            }
            catch (InvalidDataException e)
            {
                throw Refuse(e.Message);
            }
        }

        CellErrorException Refuse(string message, string code = FindingCodes.Import) => Directives.Refuse(line, message, code);
    }
}
