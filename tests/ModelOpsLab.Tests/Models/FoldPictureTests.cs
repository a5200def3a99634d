using System.Xml.Linq;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Models;

public sealed class FoldPictureTests
{
    [Fact]
    public void Picture_shows_what_each_fold_trains_on_purges_tests_and_embargoes()
    {
        var frame = Labels.Of(Labels.Count(20), [.. Labels.Count(20).Select(i => i + 1)]);
        var picture = FoldPicture.Of(frame, new PurgedKFold { Folds = 2, EmbargoPoints = 3 }.Split(frame));
        Assert.Equal(["train", "gap or purged", "test", "embargo"], picture.Kinds.Select(k => k.Name));
        Assert.Equal([(0, 13, 20, 0), (0, 10, 11, 1), (0, 0, 10, 2), (0, 11, 13, 3), (1, 0, 9, 0), (1, 9, 10, 1), (1, 10, 20, 2)], picture.Spans.Select(s => (s.Row, (int)s.From, (int)s.To, s.Kind)));
        Assert.Contains("fold 2: train 1970-01-01 to 1970-01-10; gap or purged 1970-01-10 to 1970-01-11; test 1970-01-11 to 1970-01-21", picture.ToString(), StringComparison.Ordinal);
        Assert.Equal(8, XDocument.Parse(SvgChart.Write(picture)).Descendants().Count(e => e.Name.LocalName == "title"));
        Assert.Equal(SvgChart.Write(picture), SvgChart.Write(FoldPicture.Of(frame, new PurgedKFold { Folds = 2, EmbargoPoints = 3 }.Split(frame))));
    }

    [Fact]
    public void Many_folds_are_thinned_and_the_picture_says_so()
    {
        var frame = Labels.Of(Labels.Count(300), Labels.Count(300));
        var folds = new WalkForwardSplit { TrainSize = 50 }.Split(frame);
        var picture = FoldPicture.Of(frame, folds);
        Assert.Equal((60, "fold 1", "fold 250"), (picture.Rows.Count, picture.Rows[0], picture.Rows[^1]));
        Assert.EndsWith("60 of the 250 folds are shown.", picture.Caption, StringComparison.Ordinal);
        Assert.Equal(["train", "test"], picture.Kinds.Select(k => k.Name));
    }

    [Fact]
    public void Folds_of_other_rows_are_refused()
    {
        var frame = Labels.Of(Labels.Count(30), Labels.Count(30));
        Assert.StartsWith("A fold has a row beyond the 20 of the frame", Assert.Throws<ArgumentException>(() => FoldPicture.Of(frame.Rows(..20), new TimeSeriesSplit().Split(frame))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FoldPicture.Of(frame, []));
    }
}
