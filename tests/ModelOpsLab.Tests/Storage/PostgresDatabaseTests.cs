using ModelOpsLab.Monitoring;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Storage;

public sealed class PostgresDatabaseTests(PostgresServer server)
{
    [Theory]
    [InlineData("postgres://ann@db.example/risk", "PostgreSQL database 'risk' on db.example:5432", "modelops")]
    [InlineData("POSTGRESQL://db.example:6000/risk?search_path=desk_2&sslmode=require", "PostgreSQL database 'risk' on db.example:6000, schema desk_2", "desk_2")]
    [InlineData("postgres://a%40b@[::1]/r%20k", "PostgreSQL database 'r k' on ::1:5432", "modelops")]
    [InlineData("postgres:///risk?host=/run/postgresql", "PostgreSQL database 'risk' on /run/postgresql:5432", "modelops")]
    [InlineData("Host=db.example;Database=risk;Username=ann", "PostgreSQL database 'risk' on db.example:5432", "modelops")]
    [InlineData("database=risk; host = db.example ;Port=1", "PostgreSQL database 'risk' on db.example:1", "modelops")]
    public void A_connection_string_names_a_database(string text, string name, string schema)
    {
        Assert.True(PostgresPlace.Is(text));
        var place = PostgresPlace.Parse(text);
        Assert.Equal((name, schema, name), (place.Name, place.Schema, place.ToString()));
    }

    [Theory]
    [InlineData("/var/lib/modelops/monitoring.db")]
    [InlineData("C:\\state\\monitoring.db")]
    [InlineData("my host=book.db/x")]
    [InlineData("postgres.db")]
    public void A_file_is_no_connection_string(string text) => Assert.False(PostgresPlace.Is(text));

    [Theory]
    [InlineData("postgres://ann:s3cret@db.example/risk", "holds a password")]
    [InlineData("postgres://ann@db.example/risk?password=s3cret", "holds a password")]
    [InlineData("postgres://ann@db.example/risk?passfile=/s3cret", "holds a password, or the file of one")]
    [InlineData("Host=db.example;Database=risk;Password=s3cret", "holds a password")]
    [InlineData("Host=db.example;Database=risk;Pwd=s3cret", "holds a password")]
    [InlineData("Host=db.example;Database=risk;Passwort=s3cret", "is not one that Npgsql reads")]
    [InlineData("Host=db.example;Port=s3cret;Database=risk", "is not one that Npgsql reads")]
    [InlineData("postgres://db.example/risk?nope=s3cret", "a setting 'nope' that Npgsql does not know")]
    [InlineData("postgres://db.example:s3cret/risk", "is no URL")]
    [InlineData("postgres://db.example", "names a host and a database")]
    [InlineData("Host=db.example;Username=s3cret", "names a host and a database")]
    [InlineData("Host=db.example;Database=risk;Search Path=a,b", "is no schema to keep tables in")]
    public void What_is_no_place_or_holds_a_password_is_refused_without_quoting_it(string text, string says)
    {
        var message = Assert.Throws<ArgumentException>(() => MeasurementHistory.Open(text)).ToString();
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_server_a_database_or_the_right_the_place_is_named()
    {
        var folder = server.Folder;
        Assert.Contains("PostgreSQL database 'x' on /nowhere/at/all:5432: there is no connection", Assert.Throws<IOException>(() => MeasurementHistory.Open("Host=/nowhere/at/all;Database=x;Username=modelops")).Message, StringComparison.Ordinal);
        Assert.Contains($"PostgreSQL database 'none' on {folder}:5432: there is no such database", Assert.Throws<IOException>(() => MeasurementHistory.Open($"Host={folder};Database=none;Username=modelops")).Message, StringComparison.Ordinal);
        Assert.Contains("is the user right", Assert.Throws<UnauthorizedAccessException>(() => MeasurementHistory.Open(server.NewPlace("nobody-here"))).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_password_is_taken_from_a_file_that_the_environment_names_and_never_shown()
    {
        using (var store = MeasurementStore.Open(server.NewPlace()))
            if (store.Database.Query("SELECT 1 FROM pg_roles WHERE rolname = 'secret'", r => 0) is []) store.Database.Execute("CREATE ROLE secret LOGIN SUPERUSER PASSWORD 's3cret'");
        var place = server.NewPlace("secret");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "*:*:*:secret:wrong-s3cret\n");
            Environment.SetEnvironmentVariable("PGPASSFILE", file);
            var wrong = Assert.Throws<UnauthorizedAccessException>(() => MeasurementHistory.Open(place)).ToString();
            Assert.Contains("PGPASSWORD", wrong, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", wrong, StringComparison.Ordinal);
            File.WriteAllText(file, "*:*:*:secret:s3cret\n");
            using var store = MeasurementStore.Open(place);
            Assert.Equal(1, store.Append(WriterProcess.Row("m", 1)));
            Assert.DoesNotContain("s3cret", store.Path, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PGPASSFILE", null);
            File.Delete(file);
        }
    }

    [Fact]
    public void Tables_of_another_version_or_none_are_refused_and_left_alone()
    {
        var place = server.NewPlace();
        Assert.Contains("holds no measurements yet, and this only reads", Assert.Throws<InvalidDataException>(() => MeasurementStore.Open(place, readOnly: true)).Message, StringComparison.Ordinal);
        using (var store = MeasurementStore.Open(place)) store.Database.Execute("UPDATE store SET version = 7");
        var message = Assert.Throws<InvalidDataException>(() => MeasurementHistory.Open(place)).Message;
        Assert.Contains("holds no measurements of version 3: it says version 7", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Delete the file", message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_only_reads_cannot_write()
    {
        var place = server.NewPlace();
        MeasurementStore.Open(place).Dispose();
        using var store = MeasurementStore.Open(place, readOnly: true);
        Assert.Empty(store.Latest());
        Assert.Throws<UnauthorizedAccessException>(() => store.Append(WriterProcess.Row("m", 1)));
    }

    [Fact]
    public void A_lock_held_too_long_is_named_with_the_database()
    {
        var place = server.NewPlace();
        using var holder = MeasurementStore.Open(place);
        using var store = MeasurementStore.Open(place, patience: TimeSpan.FromMilliseconds(50));
        holder.Database.Transaction(() =>
        {
            Assert.EndsWith("was locked by another process for 0.05 s; nothing was written.", Assert.Throws<TimeoutException>(() => store.Append(WriterProcess.Row("m", 1))).Message, StringComparison.Ordinal);
            Assert.Empty(store.Latest()); // readers do not wait
            return 0;
        });
        Assert.Equal(1, store.Append(WriterProcess.Row("m", 1)));
    }

    [Fact]
    public void A_transaction_that_throws_leaves_nothing_and_threads_may_share_one_instance()
    {
        using var store = MeasurementStore.Open(server.NewPlace());
        Assert.Throws<InvalidOperationException>(() => store.Database.Transaction<int>(() =>
        {
            store.Database.Execute("INSERT INTO cursors (channel, seq) VALUES (?1, ?2)", "x", 1);
            throw new InvalidOperationException();
        }));
        Assert.Equal(0, store.Monitors.Cursor("x"));
        Parallel.For(0, 4, t =>
        {
            for (var i = 0; i < 10; i++) { store.Append(WriterProcess.Row($"thread {t}", i)); Assert.NotEmpty(store.Latest($"thread {t}")); }
        });
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), store.History().Select(s => s.Sequence));
    }
}
