using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>Models as JSON. A file names a kind that is declared here; no type is ever made from a name in the data. Numbers come back bit for bit.</summary>
public static class ModelJson
{
    const int MostCharacters = 64 << 20;

    /// <summary>The model as JSON.</summary>
    /// <exception cref="ArgumentException">The model is of no declared kind, or larger than what is read back: 64 Mi characters, which is some ten thousand trees of 31 leaves.</exception>
    public static string Write(IModel model)
    {
        var json = JsonFormat.Write<ModelFile>(model switch
        {
            LinearModel m => new LinearFile(m.Features, m.Intercept, m.Coefficients, m.Scales),
            LogisticModel m => new LogisticFile(m.LogOdds.Features, m.LogOdds.Intercept, m.LogOdds.Coefficients, m.LogOdds.Scales, m.Below, m.Above),
            ConstantModel m => new ConstantFile(m.Value),
            BoostedTrees m => new BoostedTreesFile(m.Features, m.Loss, m.Baseline, [.. m.Ensemble.Select(TreeFile.Of)]),
            _ => throw new ArgumentException($"A {model.GetType().Name} cannot be written: declared kinds are linear, logistic, constant and boosted trees. Store it in its own format.", nameof(model)),
        });
        return json.Length <= MostCharacters ? json : throw new ArgumentException($"The model has {Text(json.Length)} characters; at most {Text(MostCharacters)} are read back. Train fewer trees or leaves, or store it in its own format.", nameof(model));
    }

    /// <summary>Reads what <see cref="Write"/> wrote; <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">The text is not JSON, the kind is not declared, or a member is unknown, absent or of another type: the message names the place.</exception>
    public static IModel Read(string json, string source = "model")
    {
        if (json.Length > MostCharacters) throw new InvalidDataException($"{source}: {Text(json.Length)} characters are more than a model of a declared kind has, {Text(MostCharacters)}. Register it in a format of its own.");
        try
        {
            return JsonFile.Parse<ModelFile>(json, source).Model();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{source}: {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(LinearFile), "linear")]
    [JsonDerivedType(typeof(LogisticFile), "logistic")]
    [JsonDerivedType(typeof(ConstantFile), "constant")]
    [JsonDerivedType(typeof(BoostedTreesFile), "boosted-trees")]
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

    sealed record BoostedTreesFile(IReadOnlyList<string> Features, BoostingLoss Loss, double Baseline, IReadOnlyList<TreeFile> Trees) : ModelFile
    {
        public override IModel Model() => new BoostedTrees(Features, Loss, Baseline, [.. Trees.Select((t, i) => t.Nodes(i))]);
    }

    /// <summary>The nodes of a tree, one list a column, each list on one line.</summary>
    sealed record TreeFile(IReadOnlyList<double> Feature, IReadOnlyList<double> Number, IReadOnlyList<double> Left, IReadOnlyList<double> Gain, IReadOnlyList<double> Rows)
    {
        public static TreeFile Of(BoostedTree tree)
        {
            var nodes = tree.Nodes.ToArray();
            return new([.. nodes.Select(n => (double)n.Feature)], [.. nodes.Select(n => n.Number)], [.. nodes.Select(n => (double)n.Left)], [.. nodes.Select(n => n.Gain)], [.. nodes.Select(n => (double)n.Rows)]);
        }

        public TreeNode[] Nodes(int tree)
        {
            if (Number.Count != Feature.Count || Left.Count != Feature.Count || Gain.Count != Feature.Count || Rows.Count != Feature.Count)
                throw new ArgumentException($"Tree {Text(tree)} has {Text(Feature.Count)} features, {Text(Number.Count)} numbers, {Text(Left.Count)} left children, {Text(Gain.Count)} gains and {Text(Rows.Count)} rows: there must be one of each a node.");
            return [.. Enumerable.Range(0, Feature.Count).Select(i => new TreeNode(Whole(Feature[i], "feature"), Whole(Left[i], "left"), Whole(Rows[i], "rows"), Number[i], Gain[i]))];

            int Whole(double number, string what) => number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue ? (int)number
                : throw new ArgumentException(FormattableString.Invariant($"Tree {tree}: {what} {number} is no whole number of 32 bits."));
        }
    }
}
