using System.Text.RegularExpressions;
using Npgsql;

namespace ModelOpsLab.Storage;

/// <summary>
/// Which PostgreSQL database a text names: <c>postgres://user@host:5432/database</c>, with Npgsql's settings after a <c>?</c>, or <c>Host=...;Database=...</c>.
/// A password does not stand there: Npgsql takes it from <c>PGPASSWORD</c> or from the file of <c>PGPASSFILE</c>.
/// </summary>
sealed partial record PostgresPlace(string Name, string Schema, string Connection)
{
    const string DefaultSchema = "modelops";

    /// <summary>Whether a text names a database and no file.</summary>
    public static bool Is(string text) => Url().IsMatch(text) || Settings().IsMatch(text);

    /// <summary>Reads the text.</summary>
    /// <exception cref="ArgumentException">It holds a password, names no host or database, or a setting that is not known. The message never quotes the text.</exception>
    public static PostgresPlace Parse(string text)
    {
        var builder = Url().IsMatch(text) ? OfUrl(text) : OfSettings(text);
        if (!string.IsNullOrEmpty(builder.Password) || !string.IsNullOrEmpty(builder.Passfile))
            throw new ArgumentException("A connection string holds a password, or the file of one. Leave it out: set PGPASSWORD or PGPASSFILE in the environment.");
        if (string.IsNullOrEmpty(builder.Host) || string.IsNullOrEmpty(builder.Database))
            throw new ArgumentException("A connection string names a host and a database: postgres://user@host/database, or Host=...;Database=...;Username=...");
        var schema = string.IsNullOrEmpty(builder.SearchPath) ? DefaultSchema : builder.SearchPath;
        if (!Identifier().IsMatch(schema)) throw new ArgumentException($"'{schema}' is no schema to keep tables in: a-z, 0-9 and '_', a letter first. Give one as Search Path.");
        builder.SearchPath = schema;
        builder.Pooling = false;
        builder.MaxAutoPrepare = 64;
        builder.AutoPrepareMinUsages = 2;
        builder.ApplicationName ??= "modelops";
        builder.IncludeErrorDetail = false;
        return new(FormattableString.Invariant($"PostgreSQL database '{builder.Database}' on {builder.Host}:{builder.Port}{(schema == DefaultSchema ? "" : $", schema {schema}")}"), schema, builder.ConnectionString);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    static NpgsqlConnectionStringBuilder OfSettings(string text)
    {
        try
        {
            return new(text);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException("The connection string is not one that Npgsql reads: Host=...;Database=...;Username=..., each setting by its name there.");
        }
    }

    static NpgsqlConnectionStringBuilder OfUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)) throw new ArgumentException("The connection string is no URL: postgres://user@host:5432/database.");
        var user = url.UserInfo.Split(':', 2);
        if (user.Length > 1) throw new ArgumentException("A connection string holds a password. Leave it out: set PGPASSWORD or PGPASSFILE in the environment.");
        var builder = new NpgsqlConnectionStringBuilder { Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')) };
        if (url.Host.Length > 0) builder.Host = url.Host.Trim('[', ']');
        if (url.Port > 0) builder.Port = url.Port;
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        foreach (var setting in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = setting.Split('=', 2);
            var name = Uri.UnescapeDataString(parts[0]).Replace('_', ' ');
            try
            {
                builder[name.Equals("sslmode", StringComparison.OrdinalIgnoreCase) ? "SSL Mode" : name] = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
            }
            catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
            {
                throw new ArgumentException($"The connection string has a setting '{name}' that Npgsql does not know, or with a value that it does not take.");
            }
        }
        return builder;
    }

    [GeneratedRegex("^postgres(ql)?://", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex(@"(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Settings();

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}\z")]
    private static partial Regex Identifier();
}
