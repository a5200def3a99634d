using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public class LanguageTests
{
    [Fact]
    public void English_writes_as_Format_does_and_French_as_the_French_do()
    {
        Assert.Equal("1,234,567", Language.English.Count(1234567));
        Assert.Equal("1\u202F234\u202F567", Language.French.Count(1234567));
        Assert.Equal("-7,98\u00A0%", Language.French.Percent(-0.0798, 2));
        Assert.Equal("<\u00A00,001", Language.French.Probability(1e-9));
        Assert.Equal(("2020-03-31", "31/03/2020"), (Language.English.Date(new(2020, 3, 31)), Language.French.Date(new(2020, 3, 31))));
        Assert.Equal(("August 1998", "août 1998"), (Language.English.Month(1998, 8), Language.French.Month(1998, 8)));
        Assert.Equal("quatre", Language.French.Say("four", "quatre"));
    }

    [Fact]
    public void Another_language_is_refused_by_name()
    {
        Assert.Same(Language.French, Language.Parse("fr"));
        Assert.Contains("'de' is no language of a page", Assert.Throws<FormatException>(() => Language.Parse("de")).Message, StringComparison.Ordinal);
    }
}
