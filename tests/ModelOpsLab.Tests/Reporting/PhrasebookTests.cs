using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public class PhrasebookTests
{
    static string French(string text) => ((Paragraph)new Document(new Paragraph(text)).In(Language.French).Blocks[0]).Text;

    [Fact]
    public void Phrases_are_found_whole_by_sentence_and_in_lists()
    {
        Assert.Equal("Qualité des données", French("Data quality"));
        Assert.Equal("Aucune limite franchie.", French("No limit crossed."));
        Assert.Equal("Aucune limite franchie. 3 avertissements.", French("No limit crossed. 3 warnings."));
        Assert.Equal("biais, dispersion et tendance", French("bias, spread and trend"));
        Assert.Equal("Nouveau par rapport à la référence\u202F: biais, erreur (volatilité élevée).", French("New against the reference: bias, error in high volatility."));
    }

    [Fact]
    public void Numbers_and_dates_inside_a_phrase_are_punctuated()
    {
        Assert.Equal("1\u202F234 lignes", French("1,234 rows"));
        Assert.Equal("drift_excess (return_1d) = 1,5, limite >\u00A01\u202F: plus loin que toutes les fenêtres passées et que la déviation absolue médiane", French("drift_excess of return_1d = 1.5, limit > 1 (further than every past window and than one median absolute deviation)"));
        Assert.Equal("31/03/2020", French("2020-03-31"));
        Assert.Equal("31/03/2020 14:05:00 UTC", French("2020-03-31T14:05:00Z"));
        Assert.Equal("[-0,5\u202F; 1\u202F250] <\u00A05,25\u00A0%", French("[-0.5, 1,250] < 5.25 %"));
    }

    [Theory]
    [InlineData("momentum_20d")]
    [InlineData("1.2.3")]
    [InlineData("3a0ae7c1")]
    [InlineData("mol-th1:4f2a")]
    public void Names_versions_and_hashes_stay(string name) => Assert.Equal(name, French(name));

    [Fact]
    public void What_has_no_phrase_stays_and_is_reported_and_the_rest_is_translated()
    {
        var document = new Document(new Paragraph("No limit crossed. Some sentence nobody foresaw."), new Table(["column", "missing"], [["open", "1.5 %"]]));
        Assert.Equal(["Some sentence nobody foresaw."], Phrasebook.Missing(document, Language.French));
        var french = document.In(Language.French);
        Assert.Equal("Aucune limite franchie. Some sentence nobody foresaw.", ((Paragraph)french.Blocks[0]).Text);
        Assert.Equal(["open", "1,5\u00A0%"], ((Table)french.Blocks[1]).Rows[0].Select(c => c.Text)); // a column may be called as a word that has a translation
    }

    [Fact]
    public void A_document_knows_its_language_and_keeps_it_in_json()
    {
        Document english = new(new Note("No limit crossed.")), french = english.In(Language.French);
        Assert.Same(french, french.In(Language.French));
        Assert.Same(english, english.In(Language.English));
        Assert.DoesNotContain("language", DocumentJson.Write(english), StringComparison.Ordinal);
        Assert.Contains("\"language\": \"fr\"", DocumentJson.Write(french), StringComparison.Ordinal);
        Assert.Same(Language.French, DocumentJson.Read(DocumentJson.Write(french)).Language);
        Assert.Equal("Note\u202F: Aucune limite franchie.\n", french.ToString());
        Assert.Contains("'xx' is no language", Assert.Throws<InvalidDataException>(() => DocumentJson.Read(DocumentJson.Write(french).Replace("\"fr\"", "\"xx\"", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\n  b\nc\n", "end with 'c', which has no translation")]
    [InlineData("a\nb\n  c\n", "Line 2 of the phrases: 'b' follows 'a', which has no translation")]
    [InlineData("  b\n", "Line 1 of the phrases: 'b' has no English line above it")]
    [InlineData("a\n  b\n# x\n\na\n  c\n", "Line 5 of the phrases: 'a' stands there twice")]
    public void A_file_of_phrases_that_is_wrong_names_the_line(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Phrasebook.Parse(text).Count()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{0} rows", "lignes", "other holes")]
    [InlineData("{0:x} rows", "{0} lignes", "a hole of the kind 'x'")]
    [InlineData("{0 rows", "{0} lignes", "a hole that is not")]
    public void A_phrase_with_wrong_holes_is_refused(string english, string french, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => new Phrase(english, french)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_long_text_that_fits_in_many_ways_ends_soon()
    {
        var phrase = new Phrase("{0} a {1} a {2} a {3}.", "{3} {2} {1} {0}");
        Assert.Null(phrase.Match(string.Join(" a ", Enumerable.Repeat("x", 5000)) + ".", _ => null));
    }

    [Fact]
    public void Charts_write_their_own_words_numbers_and_dates_in_French()
    {
        var days = Axis.Days(Enumerable.Range(0, 200).Select(i => new DateTime(2019, 8, 1).AddDays(i)));
        var svg = SvgChart.Write(new LineChart { Title = "t", Series = [new("x", days, [.. days.Select((_, i) => 0.001 * i)])], Y = new("", AxisFormat.Percent) }, language: Language.French);
        Assert.Contains(">août 2019<", svg, StringComparison.Ordinal);
        Assert.Contains("début 0,0\u00A0% le 01/08/2019, fin 19,9\u00A0% le 16/02/2020", svg, StringComparison.Ordinal);
        Assert.Contains(">févr<", SvgChart.Write(new MonthHeatMap { Title = "", Months = [new(2020, 2, -0.0815)] }, language: Language.French), StringComparison.Ordinal);
        Assert.Contains(">-8,2<", SvgChart.Write(new MonthHeatMap { Title = "", Months = [new(2020, 2, -0.0815)] }, language: Language.French), StringComparison.Ordinal);
        Assert.Contains("aucune valeur", SvgChart.Write(new LineChart { Title = "", Series = [] }, language: Language.French), StringComparison.Ordinal);
        var histogram = new PairedHistogram { Title = "", Edges = [double.NegativeInfinity, 1.5, double.PositiveInfinity], Reference = [0.5, 0.5], Current = [0.25, 0.75] };
        Assert.Contains("<title>&lt;\u00A01,5\u202F: référence 50,0\u00A0%, période 25,0\u00A0%</title>", SvgChart.Write(histogram, language: Language.French), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_written_form_says_severities_in_French()
    {
        var document = new Document(new Verdict(Severity.Critical, "", [new("", Severity.Warning, "evidence-of-it")]), new Table(["status"], [[Severity.Healthy]])) { Language = Language.French };
        foreach (var written in new[] { PlainTextWriter.Write(document), HtmlWriter.Write(document) })
        {
            Assert.Contains("critique", written, StringComparison.Ordinal);
            Assert.Contains("avertissement", written, StringComparison.Ordinal);
            Assert.Contains("normal", written, StringComparison.Ordinal);
        }
        Assert.Contains(">justificatif</a>", HtmlWriter.Write(document), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"fr\">", HtmlWriter.Page(document, ""), StringComparison.Ordinal);
    }
}
