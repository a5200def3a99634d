using System.Globalization;

namespace ModelOpsLab.Reporting;

/// <summary>The language of a page: its words, and how it writes numbers and dates. Figures and bytes of data are the same in each.</summary>
/// <remarks>English writes numbers and dates as <see cref="Format"/> does. French writes a decimal comma, thousands apart by a narrow space that does not break, and the day first. Both are fixed: no culture of the machine is asked.</remarks>
public sealed class Language
{
    static readonly string[] FrenchMonths = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

    static readonly string[] FrenchShort = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

    Language(string code) => Code = code;

    /// <summary>English.</summary>
    public static Language English { get; } = new("en");
    /// <summary>French.</summary>
    public static Language French { get; } = new("fr");

    /// <summary>As HTML's <c>lang</c> has it: <c>en</c> or <c>fr</c>.</summary>
    public string Code { get; }

    /// <summary>The language of a code.</summary>
    /// <exception cref="FormatException">Neither <c>en</c> nor <c>fr</c>.</exception>
    public static Language Parse(string code) => code switch
    {
        "en" => English,
        "fr" => French,
        _ => throw new FormatException($"'{code}' is no language of a page. Write en or fr."),
    };

    /// <summary>A text that is written in both.</summary>
    public string Say(string english, string french) => this == French ? french : english;

    /// <summary><see cref="Format.Value"/>.</summary>
    public string Value(double value, string unit = "") => Written(Format.Value(value, unit));
    /// <summary><see cref="Format.Number"/>.</summary>
    public string Number(double value) => Written(Format.Number(value));
    /// <summary><see cref="Format.Fixed"/>.</summary>
    public string Fixed(double value, int decimals) => Written(Format.Fixed(value, decimals));
    /// <summary><see cref="Format.Percent"/>.</summary>
    public string Percent(double fraction, int decimals = 1) => Written(Format.Percent(fraction, decimals));
    /// <summary><see cref="Format.Probability"/>.</summary>
    public string Probability(double p) => Written(Format.Probability(p));
    /// <summary><see cref="Format.Count"/>.</summary>
    public string Count(long count) => Written(Format.Count(count));

    /// <summary>A date: <c>2020-03-31</c>, <c>31/03/2020</c>.</summary>
    public string Date(DateOnly date) => this == French ? date.ToString("dd'/'MM'/'yyyy", CultureInfo.InvariantCulture) : Format.Date(date);

    /// <summary>A month: <c>March 2020</c>, <c>mars 2020</c>.</summary>
    public string Month(int year, int month) => this == French
        ? string.Create(CultureInfo.InvariantCulture, $"{FrenchMonths[month - 1]} {year}")
        : new DateOnly(year, month, 1).ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => Code;

    /// <summary><see cref="Format.Time"/>.</summary>
    internal string Time(DateTime time) => this != French ? Format.Time(time)
        : Date(DateOnly.FromDateTime(time)) + (time.TimeOfDay == TimeSpan.Zero ? "" : time.ToString("' 'HH:mm:ss.FFFFFFF' UTC'", CultureInfo.InvariantCulture));

    /// <summary>The month as few letters: <c>Feb</c>, <c>févr.</c>.</summary>
    internal string ShortMonth(int month) => this == French ? FrenchShort[month - 1] : CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(month);

    /// <summary>A name with what is said of it.</summary>
    internal string Named(string name, string text) => Say($"{name}: {text}", $"{name}\u202F: {text}");

    /// <summary>From one to the other.</summary>
    internal string Range(string from, string to) => Say($"{from} to {to}", $"{from} à {to}");

    /// <summary>A value and where it is.</summary>
    internal string At(string value, string place, AxisFormat axis) => Say($"{value} at {place}", axis == AxisFormat.Date ? $"{value} le {place}" : $"{value} en {place}");

    /// <summary>What a picture without values says.</summary>
    internal string NoValues => Say("no values", "aucune valeur");

    /// <summary>The word of a severity, never its colour alone.</summary>
    internal string Word(Severity severity) => severity switch
    {
        Severity.Healthy => Say("healthy", "normal"),
        Severity.Warning => Say("warning", "avertissement"),
        Severity.Critical => Say("critical", "critique"),
        _ => Say("unknown", "indéterminé"),
    };

    /// <summary>A number as the language punctuates it.</summary>
    internal string Written(string number) => this == French ? number.Replace(',', '\u202F').Replace('.', ',').Replace(' ', '\u00A0') : number;
}
