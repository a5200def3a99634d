using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>A chart of the package Plotly.NET, known by the names of its types: its own <c>GenericChart.toFigureJson</c>, else <c>toJson</c>, gives the figure.</summary>
static class PlotlyChart
{
    /// <summary>The chart's figure; null for anything else.</summary>
    public static JsonNode? FigureOf(object value)
    {
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            // A union case derives from the union, which is either in the namespace or in the module of its name.
            if (type.FullName is not ("Plotly.NET.GenericChart" or "Plotly.NET.GenericChart+GenericChart")) continue;
            Type?[] holders = [type, type.DeclaringType, type.Assembly.GetType("Plotly.NET.GenericChart"), type.Assembly.GetType("Plotly.NET.GenericChartModule")];
            foreach (var name in (string[])["toFigureJson", "toJson"])
                foreach (var holder in holders)
                    if (holder?.GetMethod(name, BindingFlags.Public | BindingFlags.Static, [type]) is { IsGenericMethod: false } method && method.ReturnType == typeof(string))
                        return Parse(method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [value], null) as string);
        }
        return null;
    }

    static JsonNode? Parse(string? json)
    {
        try
        {
            return json is null ? null : JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
