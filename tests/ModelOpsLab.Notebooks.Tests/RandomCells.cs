using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Small notebooks made at random: numbers, lists, other names for them, functions, lambdas, queries, shadowing, shared state.</summary>
static partial class RandomCells
{
    public static List<string> Make(Random random, int count)
    {
        var (cells, ints, lists, functions) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
        cells.Add("int a = 3; var xs = new List<int> { 1, 2 }; static class Box { public static int Value = 4; public static List<int> Kept = new() { 1 }; }\nclass Item { public int Size; public Item? Next; }\nvar item = new Item { Size = 2 };");
        ints.Add("a");
        lists.Add("xs");
        while (cells.Count < count)
        {
            var n = cells.Count;
            var k = random.Next(1, 9).ToString(CultureInfo.InvariantCulture);
            var look = random.Next(2) == 0 ? "" : $"Console.WriteLine({Any(ints)} + {Any(lists)}.Count);\n";
            var code = random.Next(23) switch
            {
                0 => Declare(ints, $"v{n}", $"int v{n} = {Any(ints)} + {k};"),
                1 => Declare(lists, $"l{n}", $"var l{n} = new List<int> {{ {Any(ints)}, {k} }};"),
                2 => Declare(lists, $"l{n}", $"var l{n} = {Any(lists)};"),
                3 => $"{Any(ints)} = {k};",
                4 => $"{Any(ints)} += {k};\n{Any(ints)}",
                5 => $"{Any(lists)}.Add({k});",
                6 => $"{Any(lists)}[0] = {Any(ints)} * {k};",
                7 => Declare(functions, $"F{n}()", $"int F{n}() {{ {Any(ints)}++; return {Any(ints)} + {k}; }}"),
                8 => Declare(functions, $"F{n}()", $"int F{n}() {{ {Any(lists)}.Add({k}); return {Any(lists)}.Count; }}"),
                9 => Declare(functions, $"g{n}()", $"Func<int> g{n} = () => {Any(ints)} + {Any(lists)}.Sum() + {k};"),
                10 => Declare(functions, $"g{n}()", $"int hidden{n} = {k}; Func<int> g{n} = () => ++hidden{n};"),
                11 => Declare(functions, $"q{n}.Sum()", $"var q{n} = {Any(lists)}.Select(x => x + {Any(ints)} * {k});"),
                12 => $"Box.Value += {k}; Box.Value",
                13 => $"Box.Kept.Add({k}); Box.Kept.Count",
                14 => $"var a = {k}; a + Box.Value",
                15 => $"item.Size += {k};",
                16 => Declare(functions, $"i{n}.Size", $"var i{n} = new Item {{ Size = {k}, Next = item }};"),
                17 => $"(item.Next ?? item).Size * {k}",
                18 => $"foreach (var x in {Any(lists)}) {Any(ints)} += x * {k};",
                19 => Declare(functions, $"Make{n}()()", $"Func<int> Make{n}() {{ int inner = {k}; return () => ++inner + {Any(ints)}; }}\nvar m{n} = Make{n}();\nm{n}()"),
                20 => $"{Any(lists)}.ForEach(x => {Any(ints)} -= x); {Any(lists)}.Sum() + {k}",
                21 => Declare(lists, $"l{n}", $"List<int> Get{n}() => {Any(lists)};\nvar l{n} = Get{n}(); l{n}.Add({k});"),
                _ when functions.Count > 0 => $"{Any(functions)} + {k}",
                _ => $"{Any(lists)}.Sum() * {Any(ints)} + {k}",
            };
            cells.Add(look + code);
        }
        cells.Add($"Console.WriteLine(string.Join(\",\", {Any(lists)}) + \" \" + {Any(ints)} + \" \" + item.Size{(functions.Count > 0 ? $" + {Any(functions)}" : "")});");
        return cells;

        string Any(List<string> names) => names[random.Next(names.Count)];

        static string Declare(List<string> names, string name, string code)
        {
            names.Add(name);
            return code;
        }
    }

    /// <summary>The cell with one of its numbers changed, or with nothing to do.</summary>
    public static string Edit(string cell, Random random)
    {
        var numbers = Number().Matches(cell).ToArray();
        if (numbers.Length == 0) return cell;
        var number = numbers[random.Next(numbers.Length)];
        return cell[..number.Index] + (int.Parse(number.Value, CultureInfo.InvariantCulture) + 11).ToString(CultureInfo.InvariantCulture) + cell[(number.Index + number.Length)..];
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9_\[])\d+\b")]
    private static partial Regex Number();
}
