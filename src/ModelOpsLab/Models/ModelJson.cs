using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>Models as JSON. A file names a kind that is declared here; no type is ever made from a name in the data. Numbers come back bit for bit.</summary>
public static class ModelJson
{
    const int MostCharacters = 16 << 20;

    /// <summary>The model as JSON.</summary>
    /// <exception cref="ArgumentException">The model is of no declared kind.</exception>
    public static string Write(IModel model) => JsonFormat.Write<ModelFile>(model switch
    {
        LinearModel m => new LinearFile(m.Features, m.Intercept, m.Coefficients, m.Scales),
        LogisticModel m => new LogisticFile(m.LogOdds.Features, m.LogOdds.Intercept, m.LogOdds.Coefficients, m.LogOdds.Scales, m.Below, m.Above),
        ConstantModel m => new ConstantFile(m.Value),
        _ => throw new ArgumentException($"A {model.GetType().Name} cannot be written: declared kinds are linear, logistic and constant. Store it in its own format.", nameof(model)),
    });

    /// <summary>Reads what <see cref="Write"/> wrote; <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">The text is not JSON, the kind is not declared, or a member is unknown, absent or of another type: the message names the place.</exception>
    public static IModel Read(string json, string source = "model")
    {
        if (json.Length > MostCharacters) throw new InvalidDataException($"{source}: {json.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)} characters are no linear, logistic or constant model. Register it in a format of its own.");
        try
        {
            return JsonFile.Parse<ModelFile>(json, source).Model();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{source}: {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(LinearFile), "linear")]
    [JsonDerivedType(typeof(LogisticFile), "logistic")]
    [JsonDerivedType(typeof(ConstantFile), "constant")]
    abstract record ModelFile
    {
        public abstract IModel Model();
    }

    sealed record LinearFile(IReadOnlyList<string> Features, double Intercept, IReadOnlyList<double> Coefficients, IReadOnlyList<double> Scales) : ModelFile
    {
        public override IModel Model() => new LinearModel(Features, Intercept, Coefficients, Scales);
    }

    sealed record LogisticFile(IReadOnlyList<string> Features, double Intercept, IReadOnlyList<double> Coefficients, IReadOnlyList<double> Scales, double Below, double Above) : ModelFile
    {
        public override IModel Model() => new LogisticModel(new(Features, Intercept, Coefficients, Scales), Below, Above);
    }

    sealed record ConstantFile(double Value) : ModelFile
    {
        public override IModel Model() => new ConstantModel(Value);
    }
}
