using System.Globalization;
using System.Text;
using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>Any engine outside of .NET, as a program: it reads the rows from a CSV file, writes the model to another and exits with 0.</summary>
/// <remarks>
/// <c>{in}</c> in an argument is the path of the rows: the timestamp, the asset where there is one, the features, the target and the weight where there is one, a header first, rows in time order.
/// <c>{out}</c> is the path to write to: JSON as <see cref="ModelJson"/> reads it, or where <see cref="PredictCommand"/> is given, any bytes.
/// The program is started without a shell, gets the environment of this process, no input, and a folder of its own for its files, which is removed. Past the time limit it and what it started are killed.
/// A program that fails is an exception with its exit code and the last lines it wrote to standard error; arguments and environment are in no message.
/// The same rows must give the same bytes: fix the program's seed and its threads.
/// </remarks>
public sealed class ExternalTrainer : ITrainer
{
    readonly string[] _command;

    /// <param name="name">Engine and settings, for reports: <c>lightgbm(31 leaves)</c>. No secrets.</param>
    /// <param name="command">The program and its arguments, with <c>{in}</c> and <c>{out}</c>: <c>["python3", "train.py", "{in}", "{out}"]</c>.</param>
    /// <exception cref="ArgumentException">The name or the program is empty, or no argument has <c>{in}</c> or <c>{out}</c>.</exception>
    public ExternalTrainer(string name, IReadOnlyList<string> command)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, _command) = (name, Sound(command, nameof(command), "{in}", "{out}"));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Whether the program reads the weight column. Default no.</summary>
    public bool UsesWeights { get; init; }

    /// <summary>
    /// The program that predicts, with <c>{model}</c>, <c>{in}</c> and <c>{out}</c>: it gets the bytes the training wrote and a CSV of the features alone, and writes one number a row, one a line. Null, the default, where the training writes JSON that <see cref="ModelJson"/> reads.
    /// It is started once for a whole frame, and once for a single row.
    /// </summary>
    public IReadOnlyList<string>? PredictCommand { get; init => field = value is null ? null : Sound(value, nameof(PredictCommand), "{model}", "{in}", "{out}"); }

    /// <summary>How long one training, or the prediction of one frame, may take. Positive; 10 minutes if not given.</summary>
    public TimeSpan TimeLimit { get; init => field = value > TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue ? value : throw new ArgumentOutOfRangeException(nameof(TimeLimit), value, "A time limit is positive and at most 24 days."); } = TimeSpan.FromMinutes(10);

    /// <summary>The folder the program starts in; that of this process if not given.</summary>
    public string? WorkingFolder { get; init; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The program could not be started, exited with another code than 0, or was killed at the time limit.</exception>
    /// <exception cref="InvalidDataException">It wrote nothing, more than 256 MB, or what is no model; a model of other columns than the features.</exception>
    public IModel Train(Frame training)
    {
        var rows = TrainingRows.Of(training, atLeast: 1);
        var schema = training.Schema;
        string[] columns = [.. new[] { schema.Timestamp, schema.Asset }.Concat(schema.Features).Append(schema.Target).Append(schema.Weight).OfType<string>().Distinct(StringComparer.Ordinal)];
        var bytes = Run(_command, ("in", path => Frame.Of(schema, [.. columns.Select(c => training[c])]).WriteCsv(path)));
        if (PredictCommand is not null) return new ExternalModel(this, rows.Names, bytes);
        var model = ModelJson.Read(Encoding.UTF8.GetString(bytes), $"{Name}, the file it wrote");
        return model.Features.Except(rows.Names, StringComparer.Ordinal).FirstOrDefault() is { } foreign
            ? throw new InvalidDataException($"{Name} wrote a model that reads '{foreign}', which is no feature of the rows: {string.Join(", ", rows.Names)}.") : model;
    }

    /// <summary>A model of this trainer as bytes that <see cref="Load"/> reads, for <c>registry.Register</c> in a format of its own. One written as JSON is stored by <see cref="ModelJson"/> instead.</summary>
    /// <exception cref="ArgumentException">The model does not predict by a program.</exception>
    public byte[] Save(IModel model) => model is ExternalModel own ? EngineFile.Write(own.Features, own.Bytes)
        : throw new ArgumentException($"A {model.GetType().Name} does not predict by a program of {Name}. Models of declared kinds are stored with ModelJson.Write.", nameof(model));

    /// <summary>Reads what <see cref="Save"/> wrote; <see cref="PredictCommand"/> predicts with it.</summary>
    /// <exception cref="InvalidDataException">The bytes are not what Save writes.</exception>
    /// <exception cref="InvalidOperationException">There is no <see cref="PredictCommand"/>.</exception>
    public IModel Load(byte[] bytes)
    {
        if (PredictCommand is null) throw new InvalidOperationException($"{Name} has no PredictCommand: say which program predicts.");
        var (features, payload) = EngineFile.Read(bytes, Name);
        return new ExternalModel(this, features, payload);
    }

    /// <summary>The bytes a program writes from files that are made for it.</summary>
    internal byte[] Run(IReadOnlyList<string> command, params (string Name, Action<string> Write)[] files)
    {
        var folder = Directory.CreateTempSubdirectory("modelops-engine-");
        try
        {
            string Path(string file) => System.IO.Path.Combine(folder.FullName, file + (file == "in" ? ".csv" : ""));
            foreach (var (file, write) in files) write(Path(file));
            string Placed(string argument) => files.Select(f => f.Name).Append("out").Aggregate(argument, (text, file) => text.Replace($"{{{file}}}", Path(file), StringComparison.Ordinal));
            ExternalProgram.Run(Name, [command[0], .. command.Skip(1).Select(Placed)], WorkingFolder, TimeLimit);
            return ExternalProgram.Written(Name, Path("out"));
        }
        finally
        {
            ExternalProgram.Discard(folder);
        }
    }

    static string[] Sound(IReadOnlyList<string> command, string name, params string[] placeholders)
    {
        if (command.Count == 0 || string.IsNullOrWhiteSpace(command[0])) throw new ArgumentException("The command is empty: give the program and its arguments, each by itself.", name);
        return placeholders.FirstOrDefault(p => !command.Skip(1).Any(a => a.Contains(p, StringComparison.Ordinal))) is { } absent
            ? throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"None of the {command.Count - 1} arguments has {absent}, so that the program would not know that file."), name) : [.. command];
    }
}
