using System.Globalization;
using System.Text;
using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>A model only its own program can read: a prediction starts that program.</summary>
sealed class ExternalModel(ExternalTrainer trainer, IReadOnlyList<string> features, byte[] bytes) : IModel
{
    public IReadOnlyList<string> Features => features;

    public byte[] Bytes => bytes;

    public double Predict(ReadOnlySpan<double> row)
    {
        this.Require(row);
        return Predict([.. row.ToArray().Select(v => new[] { v })], 1)[0];
    }

    /// <summary>One prediction a row of columns, by one start of the program; rows with a NaN are not asked for.</summary>
    public double[] Predict(double[][] columns, int rows)
    {
        var predictions = new double[rows];
        Array.Fill(predictions, double.NaN);
        int[] asked = [.. Enumerable.Range(0, rows).Where(i => !columns.Any(c => double.IsNaN(c[i])))];
        if (asked.Length == 0) return predictions;
        var written = trainer.Run(trainer.PredictCommand!, ("model", path => File.WriteAllBytes(path, bytes)), ("in", path => File.WriteAllText(path, Csv(columns, asked))));
        var lines = Encoding.UTF8.GetString(written).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines.Length != asked.Length) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{trainer.Name} wrote {lines.Length} predictions for {asked.Length} rows. It must write one number a line, one a row, and no header."));
        for (var k = 0; k < lines.Length; k++)
            predictions[asked[k]] = double.TryParse(lines[k], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
                : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{trainer.Name}, line {k + 1} of its predictions: '{ExternalProgram.Shown(lines[k])}' is no finite number."));
        return predictions;
    }

    string Csv(double[][] columns, int[] rows)
    {
        var text = new StringBuilder().AppendJoin(',', features.Select(Quoted)).Append('\n');
        foreach (var i in rows) text.AppendJoin(',', columns.Select(c => c[i].ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        return text.ToString();
    }

    static string Quoted(string name) => name.AsSpan().IndexOfAny(",\"\r\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
