using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.FillSamples;

namespace ModelOpsLab.Tests.Trading;

public class FillBookTests
{
    static readonly FillSchema Columns = new() { Side = "side", Strategy = "strategy", Fee = "fee", Currency = "currency", Id = "id", ExpectedPrice = "expected" };
    const string Header = "time,id,asset,strategy,side,quantity,price,fee,currency,expected\n";

    static FillBook Read(params string[] lines) => FillBook.ParseCsv(Header + string.Join('\n', lines) + "\n", Columns, "fills.csv");

    [Fact]
    public void A_file_of_fills_is_read_to_the_last_digit()
    {
        var book = Read("2020-01-02T10:00:00Z,1,AAA,s,buy,0.1,10.07,0.3,EUR,10.05", "2020-01-03T10:00:00+01:00,2,AAA,s,SELL,0.1,11.5,0.3,EUR,");
        Assert.Empty(book.Findings);
        var (bought, sold) = (book.Fills[0], book.Fills[1]);
        Assert.Equal((0.1m, 10.07m, 0.3m, "EUR", "s", "1", 2L), (bought.Quantity, bought.Price, bought.Fee, bought.Currency, bought.Strategy, bought.Id, bought.Line));
        Assert.Equal((0.002m, 1.007m), (bought.Slippage!.Value, bought.Turnover));
        Assert.Equal((-0.1m, At("2020-01-03T09:00:00Z"), null), (sold.Quantity, sold.Time, sold.Slippage));
    }

    [Fact]
    public void A_fill_that_stands_twice_is_counted_once_and_told()
    {
        var book = Read("2020-01-02T10:00:00Z,1,AAA,s,buy,1,10,0,EUR,", "2020-01-02T10:00:00Z,1,AAA,s,buy,1,10,0,EUR,");
        Assert.Single(book.Fills);
        var finding = Assert.Single(book.Findings);
        Assert.Equal((TradeFindingKind.DuplicateFill, 3L, "1"), (finding.Kind, finding.Line, finding.Id));
        Assert.Contains("line 2 already", finding.Text, StringComparison.Ordinal);
        Assert.False(finding.LosesNumbers);
    }

    [Fact]
    public void Fills_without_an_identifier_that_agree_in_everything_are_kept_and_told()
    {
        const string fill = "2020-01-02T10:00:00Z,,AAA,s,buy,1,10,0,EUR,";
        var book = Read(fill, fill.Replace("AAA", "BBB", StringComparison.Ordinal), fill, "2020-01-03T10:00:00Z,,AAA,s,buy,1,10,0,EUR,", fill.Replace(",1,10,", ",1,10.01,", StringComparison.Ordinal), fill);
        Assert.Equal(6, book.Fills.Count);
        Assert.Equal([TradeFindingKind.AlikeFills, TradeFindingKind.OutOfOrder], book.Findings.Kinds());
        var finding = book.Findings[0];
        Assert.Equal((2L, "AAA", "s", false), (finding.Line, finding.Asset, finding.Strategy, finding.LosesNumbers));
        Assert.Contains("3 fills without an identifier agree with another in everything: lines 2, 4 and 7, AAA of s. All are kept", finding.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(TradeFindingKind.AlikeFills, Read(fill.Replace(",,AAA", ",1,AAA", StringComparison.Ordinal), fill, fill.Replace(",s,", ",t,", StringComparison.Ordinal)).Findings.Kinds());
    }

    [Fact]
    public void Of_many_fills_that_look_alike_the_first_are_named()
    {
        var book = FillBook.Of(Enumerable.Range(0, 7).SelectMany(day => Enumerable.Repeat(new Fill(At("2020-01-02T10:00:00Z").AddDays(day), "AAA", 1, 10), day == 0 ? 9 : 2)));
        var finding = Assert.Single(book.Findings);
        Assert.Equal((TradeFindingKind.AlikeFills, 21), (finding.Kind, book.Fills.Count));
        Assert.StartsWith("21 fills without an identifier agree with another in everything: lines 1, 2, 3, 4, 5, … and 9, AAA; lines 10 and 11, AAA; ", finding.Text, StringComparison.Ordinal);
        Assert.Contains("; and 2 more such groups. All are kept", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fill_that_two_strategies_claim_goes_to_neither_and_what_follows_is_left_out()
    {
        var book = Read("2020-01-02T10:00:00Z,0,AAA,s,buy,5,10,0,EUR,", "2020-01-03T10:00:00Z,1,AAA,s,buy,1,10,0,EUR,", "2020-01-03T10:00:00Z,1,AAA,t,buy,1,10,0,EUR,", "2020-01-06T10:00:00Z,2,AAA,s,sell,1,12,0,EUR,");
        Assert.Equal(["0"], book.Fills.Select(f => f.Id));
        Assert.Equal([TradeFindingKind.LeftOut, TradeFindingKind.ClaimedTwice], book.Findings.Kinds());
        Assert.Contains("'s' and 't' both claim '1', lines 3 and 4", book.Findings[1].Text, StringComparison.Ordinal);
        Assert.Contains("2 fills from 2020-01-03T10:00:00Z on are left out", book.Findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void One_identifier_of_two_different_fills_is_a_conflict()
    {
        var book = Read("2020-01-02T10:00:00Z,1,AAA,s,buy,1,10,0,EUR,", "2020-01-02T10:00:00Z,1,AAA,s,buy,1,10.5,0,EUR,", "2020-01-02T11:00:00Z,2,BBB,s,buy,1,10.5,0,EUR,");
        Assert.Contains(TradeFindingKind.ConflictingFills, book.Findings.Kinds());
        Assert.Equal(["BBB"], book.Fills.Select(f => f.Asset));
    }

    [Fact]
    public void Fills_out_of_order_are_sorted_and_those_of_one_instant_stay_as_given()
    {
        var book = Read("2020-01-03T10:00:00Z,1,AAA,s,buy,1,10,0,EUR,", "2020-01-02T10:00:00Z,2,AAA,s,buy,1,10,0,EUR,", "2020-01-02T10:00:00Z,3,AAA,s,buy,1,10,0,EUR,");
        Assert.Equal(["2", "3", "1"], book.Fills.Select(f => f.Id));
        var finding = Assert.Single(book.Findings);
        Assert.Equal((TradeFindingKind.OutOfOrder, 3L), (finding.Kind, finding.Line));
        Assert.Contains("2 fills stand after later ones, the first on line 3", finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,0,10,0.5,EUR,", TradeFindingKind.FeeAlone, "its fee of 0.5 is in no number")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,0,10,0,EUR,", TradeFindingKind.ZeroQuantity, "left out")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,1e-9,1e13,0,EUR,", TradeFindingKind.NotANumber, "beyond")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,NaN,10,0,EUR,", TradeFindingKind.NotANumber, "quantity is missing or not a number")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,1,,0,EUR,", TradeFindingKind.NotANumber, "price is missing")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,1e14,1e3,0,EUR,", TradeFindingKind.NotANumber, "beyond")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,1,10,NaN,EUR,", TradeFindingKind.NotANumber, "fee")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,hold,1,10,0,EUR,", TradeFindingKind.UnknownSide, "'hold' is neither buy nor sell")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,sell,-1,10,0,EUR,", TradeFindingKind.UnknownSide, "has a sign beside")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,1,-10,0,EUR,", TradeFindingKind.NegativePrice, "not declared")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,1,10,0,,", TradeFindingKind.NoCurrency, "no currency")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,,buy,1,10,0,EUR,", TradeFindingKind.Unclaimed, "no strategy")]
    [InlineData("2020-01-02T10:00:00Z,1,AAA,s,buy,1,10,,EUR,", TradeFindingKind.NoFee, "count as free")]
    public void What_is_wrong_with_a_line_is_a_finding_that_names_it(string line, TradeFindingKind kind, string text)
    {
        var book = Read("2020-01-01T10:00:00Z,0,BBB,t,buy,1,10,0,EUR,", line);
        var finding = Assert.Single(book.Findings);
        Assert.Equal((kind, 3L, "AAA"), (finding.Kind, finding.Line, finding.Asset));
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
        Assert.Equal(2, book.Given);
        Assert.Equal(kind is TradeFindingKind.Unclaimed or TradeFindingKind.NoFee ? 2 : 1, book.Fills.Count);
    }

    [Fact]
    public void A_cell_that_cannot_be_read_is_an_error_with_file_line_and_column() =>
        Assert.Contains("fills.csv, line 2, column 'price': 'ten'", Assert.Throws<InvalidDataException>(() => Read("2020-01-02T10:00:00Z,1,AAA,s,buy,1,ten,0,EUR,")).Message, StringComparison.Ordinal);

    [Fact]
    public void Days_are_read_where_the_schema_says_so_and_a_contract_whose_worth_changes_is_refused()
    {
        var book = FillBook.ParseCsv("time,asset,quantity,price\n2020-01-02,A,1,10\n2020-01-03,A,-1,11\n", new() { Days = true });
        Assert.Equal([At("2020-01-02"), At("2020-01-03")], book.Fills.Select(f => f.Time));
        Assert.Empty(book.Findings);
        Assert.Contains("worth 10, and 1 before", Assert.Single(FillBook.Of([book.Fills[0], book.Fills[1] with { Multiplier = 10 }]).Findings).Text, StringComparison.Ordinal);
        Assert.Contains("must be more than 0", Assert.Single(FillBook.Of([book.Fills[0] with { Multiplier = 0 }]).Findings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_the_schema_names_and_the_file_does_not_have_is_an_error() =>
        Assert.Contains("column 'fee'", Assert.Throws<InvalidDataException>(() => FillBook.ParseCsv("time,asset,quantity,price\n", new() { Fee = "fee" }, "fills.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_schema_of_fills_is_read_strictly_and_written_back()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "fills.json");
        File.WriteAllText(file, (Columns with { NegativePrices = ["CL"], Multipliers = new Dictionary<string, decimal> { ["CL"] = 1000 } }).ToJson());
        Assert.Equal(1000, FillSchema.Load(file).Multipliers["CL"]);
        File.WriteAllText(file, """{ "prise": "p" }""");
        Assert.Contains("Did you mean 'price'?", Assert.Throws<InvalidDataException>(() => FillSchema.Load(file)).Message, StringComparison.Ordinal);
        Assert.Contains("two roles", Assert.Throws<ArgumentException>(() => FillBook.ParseCsv("x\n1\n", new() { Fee = "price" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_page_lists_the_findings() =>
        Assert.Contains("counted once", Read("2020-01-02T10:00:00Z,1,AAA,s,buy,1,10,0,EUR,", "2020-01-02T10:00:00Z,1,AAA,s,buy,1,10,0,EUR,").ToString(), StringComparison.Ordinal);
}
