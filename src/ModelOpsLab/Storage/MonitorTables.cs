namespace ModelOpsLab.Storage;

/// <summary>Tables of what monitors keep: where each stands, its series and what was let go of them, events of alerts, and how far each channel has read them.</summary>
/// <remarks>
/// Times are whole minutes since the year 1. Resolutions are 0 minute, 1 hour, 2 day. A row of a series goes only where a longer one that
/// contains it stays, and a day only where <c>let_go</c> says so; that and events are only appended. Only where a monitor stands and a cursor may change.
/// Bodies of points and states end with a CRC-32C.
/// </remarks>
static class MonitorTables
{
    /// <summary>For SQLite.</summary>
    public const string Sqlite = $"{SqliteMonitors};{SqliteLetGo}";

    /// <summary>For a SQLite file that was made before days could go.</summary>
    public const string SqliteUpgrade = $"DROP TRIGGER points_go_when_rolled_up;{SqliteLetGo}";

    /// <summary>For PostgreSQL; texts are ordered by their bytes, as in SQLite.</summary>
    public const string Postgres = $"{PostgresMonitors}\n{PostgresLetGo}";

    /// <summary>For a PostgreSQL schema that was made before days could go.</summary>
    public const string PostgresUpgrade = $"{PostgresGoing}\n{PostgresLetGo}";

    const string SqliteLetGo = """
        CREATE TABLE let_go (
            seq INTEGER PRIMARY KEY, model TEXT NOT NULL, resolution INTEGER NOT NULL CHECK (resolution IN (0, 1, 2)), number INTEGER NOT NULL,
            first INTEGER NOT NULL, until INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
        CREATE INDEX let_go_of_model ON let_go (model, resolution, until);
        CREATE TRIGGER let_go_is_not_changed BEFORE UPDATE ON let_go BEGIN SELECT RAISE(ABORT, 'what was let go is only appended'); END;
        CREATE TRIGGER let_go_is_not_deleted BEFORE DELETE ON let_go BEGIN SELECT RAISE(ABORT, 'what was let go is only appended'); END;
        CREATE TRIGGER points_go_when_rolled_up BEFORE DELETE ON points WHEN NOT EXISTS (
            SELECT 1 FROM points AS longer WHERE longer.series = OLD.series AND longer.resolution > OLD.resolution
                AND longer.start = OLD.start - OLD.start % CASE longer.resolution WHEN 1 THEN 60 ELSE 1440 END)
            AND NOT (OLD.resolution = 2 AND EXISTS (SELECT 1 FROM series JOIN let_go ON let_go.model = series.model WHERE series.id = OLD.series AND let_go.resolution = 2 AND let_go.until > OLD.start))
            BEGIN SELECT RAISE(ABORT, 'a row of a series goes only when it is part of a longer one, or a day that let_go names'); END
        """;

    const string SqliteMonitors = """
        CREATE TABLE monitors (
            model TEXT PRIMARY KEY, version INTEGER NOT NULL, latest INTEGER NOT NULL, hours_to INTEGER NOT NULL, days_to INTEGER NOT NULL,
            minutes_from INTEGER NOT NULL, hours_from INTEGER NOT NULL, state BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE series (
            id INTEGER PRIMARY KEY, model TEXT NOT NULL, metric TEXT NOT NULL, of_what TEXT NOT NULL, type TEXT NOT NULL,
            UNIQUE (model, metric, of_what, type)) STRICT;
        CREATE TABLE edges (id INTEGER PRIMARY KEY, body BLOB NOT NULL UNIQUE) STRICT;
        CREATE TABLE points (
            series INTEGER NOT NULL REFERENCES series, resolution INTEGER NOT NULL CHECK (resolution IN (0, 1, 2)), start INTEGER NOT NULL,
            edges INTEGER REFERENCES edges, body BLOB NOT NULL, PRIMARY KEY (series, resolution, start)) STRICT, WITHOUT ROWID;
        CREATE TABLE alert_events (
            seq INTEGER PRIMARY KEY, model TEXT NOT NULL, number INTEGER, kind TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
            UNIQUE (model, number)) STRICT;
        CREATE TABLE cursors (channel TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TRIGGER series_are_not_changed BEFORE UPDATE ON series BEGIN SELECT RAISE(ABORT, 'series are only appended'); END;
        CREATE TRIGGER series_are_not_deleted BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'series are only appended'); END;
        CREATE TRIGGER points_are_not_changed BEFORE UPDATE ON points BEGIN SELECT RAISE(ABORT, 'rows of series are only appended'); END;
        CREATE TRIGGER alert_events_are_not_changed BEFORE UPDATE ON alert_events BEGIN SELECT RAISE(ABORT, 'events of alerts are only appended'); END;
        CREATE TRIGGER alert_events_are_not_deleted BEFORE DELETE ON alert_events BEGIN SELECT RAISE(ABORT, 'events of alerts are only appended'); END
        """;

    const string PostgresGoing = """
        CREATE OR REPLACE FUNCTION refuse_what_is_not_rolled_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM points AS longer WHERE longer.series = OLD.series AND longer.resolution > OLD.resolution
                AND longer.start = OLD.start - OLD.start % CASE longer.resolution WHEN 1 THEN 60 ELSE 1440 END)
                AND NOT (OLD.resolution = 2 AND EXISTS (SELECT 1 FROM series JOIN let_go ON let_go.model = series.model WHERE series.id = OLD.series AND let_go.resolution = 2 AND let_go.until > OLD.start))
            THEN RAISE EXCEPTION 'a row of a series goes only when it is part of a longer one, or a day that let_go names'; END IF;
            RETURN OLD; END $$;
        """;

    const string PostgresLetGo = """
        CREATE TABLE let_go (
            seq bigint PRIMARY KEY, model text COLLATE "C" NOT NULL, resolution smallint NOT NULL CHECK (resolution IN (0, 1, 2)), number bigint NOT NULL,
            first bigint NOT NULL, until bigint NOT NULL, at bigint NOT NULL);
        CREATE INDEX let_go_of_model ON let_go (model, resolution, until);
        CREATE TRIGGER let_go_is_only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON let_go FOR EACH STATEMENT EXECUTE FUNCTION refuse();
        """;

    const string PostgresMonitors = $"""
        CREATE TABLE measurements (
            seq bigint PRIMARY KEY, model text COLLATE "C" NOT NULL, metric text COLLATE "C" NOT NULL, of_what text COLLATE "C" NOT NULL,
            period_start text COLLATE "C" NOT NULL, period_end text COLLATE "C" NOT NULL, source text COLLATE "C" NOT NULL,
            value double precision, because text, count bigint NOT NULL, effective_count double precision,
            unit text NOT NULL, severity text NOT NULL, as_of text COLLATE "C" NOT NULL,
            CHECK (value IS NOT NULL OR because IS NOT NULL));
        CREATE INDEX measurement_key ON measurements (model, metric, of_what, period_start, period_end, source, seq);
        CREATE TABLE monitors (
            model text COLLATE "C" PRIMARY KEY, version bigint NOT NULL, latest bigint NOT NULL, hours_to bigint NOT NULL, days_to bigint NOT NULL,
            minutes_from bigint NOT NULL, hours_from bigint NOT NULL, state bytea NOT NULL);
        CREATE TABLE series (
            id bigint PRIMARY KEY, model text COLLATE "C" NOT NULL, metric text COLLATE "C" NOT NULL, of_what text COLLATE "C" NOT NULL, type text NOT NULL,
            UNIQUE (model, metric, of_what, type));
        CREATE TABLE edges (id bigint PRIMARY KEY, body bytea NOT NULL UNIQUE);
        CREATE TABLE points (
            series bigint NOT NULL REFERENCES series, resolution smallint NOT NULL CHECK (resolution IN (0, 1, 2)), start bigint NOT NULL,
            edges bigint REFERENCES edges, body bytea NOT NULL, PRIMARY KEY (series, resolution, start));
        CREATE TABLE alert_events (
            seq bigint PRIMARY KEY, model text COLLATE "C" NOT NULL, number bigint, kind text NOT NULL, at bigint NOT NULL, body text NOT NULL,
            UNIQUE (model, number));
        CREATE TABLE cursors (channel text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL);
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% are only appended', TG_TABLE_NAME; END $$;
        {PostgresGoing}
        CREATE TRIGGER measurements_are_only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON measurements FOR EACH STATEMENT EXECUTE FUNCTION refuse();
        CREATE TRIGGER series_are_only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON series FOR EACH STATEMENT EXECUTE FUNCTION refuse();
        CREATE TRIGGER alert_events_are_only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON alert_events FOR EACH STATEMENT EXECUTE FUNCTION refuse();
        CREATE TRIGGER points_are_not_changed BEFORE UPDATE OR TRUNCATE ON points FOR EACH STATEMENT EXECUTE FUNCTION refuse();
        CREATE TRIGGER points_go_when_rolled_up BEFORE DELETE ON points FOR EACH ROW EXECUTE FUNCTION refuse_what_is_not_rolled_up();
        """;
}
