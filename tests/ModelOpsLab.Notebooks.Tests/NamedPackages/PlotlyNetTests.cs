using System.Reflection;
using System.Reflection.Emit;

namespace ModelOpsLab.Notebooks.Tests.NamedPackages
{
    /// <summary>Charts of the shape of Plotly.NET 5 (a union with static members) and of its earlier versions (a union in a module of its name).</summary>
    public sealed class PlotlyNetTests
    {
        const string Figure = """{"data":[{"type":"scatter","x":[1,2],"y":[3,4]}],"layout":{},"frames":[]}""";

        [Fact]
        public void A_chart_is_shown_as_its_figure()
        {
            var bundle = Formatters.Format(Plotly.NET.GenericChart.NewChart(Figure));
            Assert.Equal(Figure, bundle["application/vnd.plotly.v1+json"]!.ToJsonString());
            Assert.Equal(Figure, bundle["application/json"]!.ToJsonString());
            Assert.Contains("scatter", bundle.TextOf("text/plain"), StringComparison.Ordinal);
        }

        [Fact]
        public async Task The_lines_of_the_recipe_work_in_a_cell()
        {
            var outputs = new OutputList();
            using var kernel = new CSharpKernel();
            await kernel.ExecuteAsync($"#r \"{typeof(PlotlyNetTests).Assembly.Location}\"\nusing Plotly.NET;\nvar chart = GenericChart.NewChart(@\"{Figure.Replace("\"", "\"\"", StringComparison.Ordinal)}\");\nchart.Display();\nchart", 1, outputs.Add);
            Assert.All(outputs.Outputs, output => Assert.Contains("application/vnd.plotly.v1+json", output.Data.MimeTypes));
            Assert.Equal([OutputKind.Display, OutputKind.Result], outputs.Outputs.Select(output => output.Kind));
        }

        [Fact]
        public void A_chart_of_an_earlier_version_is_too()
        {
            var module = AssemblyBuilder.DefineDynamicAssembly(new("Plotly.NET"), AssemblyBuilderAccess.Run).DefineDynamicModule("Plotly.NET");
            var holder = module.DefineType("Plotly.NET.GenericChart", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
            var union = holder.DefineNestedType("GenericChart", TypeAttributes.NestedPublic, typeof(object));
            var make = union.DefineDefaultConstructor(MethodAttributes.Public);
            var one = holder.DefineNestedType("Chart", TypeAttributes.NestedPublic, union);
            var makeOne = one.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
            makeOne.Emit(OpCodes.Ldarg_0);
            makeOne.Emit(OpCodes.Call, make);
            makeOne.Emit(OpCodes.Ret);
            var body = holder.DefineMethod("toFigureJson", MethodAttributes.Public | MethodAttributes.Static, typeof(string), [union]).GetILGenerator();
            body.Emit(OpCodes.Ldstr, Figure);
            body.Emit(OpCodes.Ret);
            holder.CreateType();
            union.CreateType();
            var chart = Activator.CreateInstance(one.CreateType())!;
            Assert.Equal(Figure, Formatters.Format(chart)["application/vnd.plotly.v1+json"]!.ToJsonString());
        }

        [Fact]
        public void The_figure_of_our_chart_opens_there()
        {
            var figure = Formatters.Format(new Reporting.BarChart { Title = "Hit rate", Labels = ["a", "b"], Values = [1, 2] })["application/vnd.plotly.v1+json"]!;
            Assert.NotNull(figure["data"]!.AsArray()[0]!["type"]);
            Assert.NotNull(figure["layout"]!.AsObject());
        }
    }
}

#pragma warning disable IDE0130, CA1034 // The names of the package
namespace Plotly.NET
{
    public abstract class GenericChart
    {
        readonly string _figure;

        GenericChart(string figure) => _figure = figure;

        public static GenericChart NewChart(string figure) => new Chart(figure);

        public static string toFigureJson(GenericChart gChart)
        {
            ArgumentNullException.ThrowIfNull(gChart);
            return gChart._figure;
        }

        public static string toJson(GenericChart gChart) => throw new InvalidOperationException("the figure alone is asked for");

        public override string ToString() => "Chart (...)";

        public sealed class Chart : GenericChart
        {
            internal Chart(string figure) : base(figure)
            {
            }
        }
    }
}
