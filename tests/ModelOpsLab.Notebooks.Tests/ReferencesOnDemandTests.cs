using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>A cell that gets its assemblies on demand must mean what it means with all of .NET referenced; the truth is the compiler with all of them.</summary>
public sealed class ReferencesOnDemandTests
{
    static readonly PortableExecutableReference[] All =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.StartsWith(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), StringComparison.Ordinal) && !path.Contains("Microsoft.VisualBasic", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(ModelOpsLab.Reporting.IRenderable).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(CSharpKernel).Assembly.Location),
    ];

    public static TheoryData<string> Cells => [.. File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "cells-on-demand.txt")).ReplaceLineEndings("\n").Split("\n====\n").Select(cell => cell.Trim())];

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_cell_means_what_it_means_with_all_of_dotnet_referenced(string cell)
    {
        using var loader = new InteractiveAssemblyLoader();
        var compiler = new CellCompiler(new(null, new()), loader);
        var options = ScriptOptions.Default.WithLanguageVersion(LanguageVersion.Latest).WithEmitDebugInformation(true).WithFileEncoding(Encoding.UTF8)
            .WithOptimizationLevel(OptimizationLevel.Debug).WithImports(CSharpKernel.DefaultImports).WithReferences(All);
        (Script? own, Script? full) = (null, null);
        foreach (var code in cell.Split("\n----\n"))
        {
            full = full is null ? CSharpScript.Create<object>(code, options, typeof(KernelGlobals)) : full.ContinueWith<object>(code, options);
            var expected = Meaning(full.GetCompilation());
            try
            {
                own = compiler.Compile(own, new CodeStep("cell 1", code), TestContext.Current.CancellationToken);
                Assert.Equal(expected, Meaning(own.GetCompilation()));
            }
            catch (CompilationErrorException e)
            {
                Assert.Equal(expected, string.Join('\n', e.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id).Distinct().Order(StringComparer.Ordinal)));
            }
        }
    }

    /// <summary>The errors, or what every expression is bound to.</summary>
    static string Meaning(Compilation compilation)
    {
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (errors.Length > 0) return string.Join('\n', errors);
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        return string.Join('\n', tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
            .Select(node => $"{node} -> {model.GetSymbolInfo(node).Symbol?.ToDisplayString()} ({model.GetTypeInfo(node).ConvertedType?.ToDisplayString()})"));
    }
}
