using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Monitoring;

public sealed class MeasurementHistoryTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-history-").FullName;

    string Database => Path.Combine(_folder, "monitoring.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static Report Loss(double a, double b) => new()
    {
        Title = "T",
        Measurements = [new("loss", a) { Of = "a", Count = 1 }, new("loss", b) { Of = "b", Count = 1 }],
        Thresholds = [],
        Provenance = new(),
    };

    [Fact]
    public void A_whole_month_takes_the_place_of_its_beginning_and_what_ended_earlier_is_still_known()
    {
        using var history = MeasurementHistory.Open(Database);
        history.Append("m", new(2020, 2, 1), new(2020, 2, 29), Loss(1, 2));
        history.Append("m", new(2020, 3, 1), new(2020, 3, 31), Loss(5, 6));
        history.Append("m", new(2020, 3, 1), new(2020, 3, 17), Loss(3, 4));
        Assert.Equal(
            [(new DateOnly(2020, 2, 29), "a", 1.0), (new(2020, 2, 29), "b", 2), (new(2020, 3, 31), "a", 5), (new(2020, 3, 31), "b", 6)],
            history.Query("m", "T", "loss").Select(p => (p.To, p.Measurement.Of, p.Measurement.Value)));
        Assert.Equal([1.0, 2, 3, 4], history.Query("m", "T", "loss", new DateOnly(2020, 3, 20)).Select(p => p.Measurement.Value));
        Assert.True(history.Knows("m"));
        Assert.False(history.Knows("another"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_file_is_refused_with_what_to_delete(bool cutOff)
    {
        using (var history = MeasurementHistory.Open(Database)) history.Append("m", new(2020, 2, 1), new(2020, 2, 29), Loss(1, 2));
        if (cutOff)
        {
            using var file = File.OpenWrite(Database);
            file.SetLength(file.Length / 2);
        }
        else
        {
            File.WriteAllText(Database, string.Concat(Enumerable.Repeat("no database ", 1000)));
        }
        var message = Assert.Throws<InvalidDataException>(() =>
        {
            using var history = MeasurementHistory.Open(Database);
            history.Knows("m");
        }).Message;
        Assert.StartsWith(Database, message, StringComparison.Ordinal);
        Assert.EndsWith(" Delete the file: the next command makes it again from the data.", message, StringComparison.Ordinal);
    }
}
