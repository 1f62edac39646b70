//! The tables of a ledger in PostgreSQL, and the statements on them. `{s}` stands for the schema, quoted.

use crate::voucher::hash::HashKind;

/// Marks advisory locks as a ledger's: "drst". The lower half of a key is the oid of the table `events`.
pub(super) const LOCK_CLASS: i64 = 0x6472_7374 << 32;

/// What makes version 1, 2, … of the tables out of the one before; a new ledger goes through all of them. A script that
/// was released never changes.
pub(super) const MIGRATIONS: [&str; 1] = [VERSION_1];

/// The triggers that must be there and on.
pub(super) const TRIGGERS: i64 = 5;

/// `command` sorts by bytes, as command ids do here. `meta` says what this is: the version of the tables and the kind of
/// hash of the chain.
///
/// Unique columns are what no two writers get past. That numbers have no gap and that a command has one answer in the two
/// tables together is seen by a trigger, which takes the writers' lock first: its statements then see what others wrote.
const VERSION_1: &str = r#"
CREATE TABLE {s}.meta (
    name text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);
INSERT INTO {s}.meta VALUES ('ledger', 'doorstep'), ('kind', 'sha-256');
CREATE TABLE {s}.events (
    seq bigint PRIMARY KEY CHECK (seq > 0),
    command text COLLATE "C" NOT NULL UNIQUE,
    asked bytea NOT NULL,
    bytes bytea NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE TABLE {s}.refusals (
    command text COLLATE "C" PRIMARY KEY,
    asked bytea NOT NULL,
    refusal bytea NOT NULL
);
CREATE TABLE {s}.paid (
    payment text COLLATE "C" PRIMARY KEY,
    seq bigint NOT NULL UNIQUE
);
CREATE TABLE {s}.snapshots (
    seq bigint NOT NULL,
    part integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (seq, part)
);
CREATE FUNCTION {s}.stay() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'append only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION {s}.events_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    low bigint; high bigint; many bigint;
BEGIN
    PERFORM pg_advisory_xact_lock((1685222260::bigint << 32) | '{s}.events'::regclass::oid::bigint);
    SELECT min(a.seq), max(a.seq), count(*) INTO low, high, many FROM added a;
    IF many > 0 AND (high - low + 1 <> many
        OR (low > 1 AND NOT EXISTS (SELECT 1 FROM {s}.events e WHERE e.seq = low - 1))) THEN
        RAISE EXCEPTION 'out of order' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM added a JOIN {s}.refusals r ON r.command = a.command) THEN
        RAISE EXCEPTION 'answered before' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION {s}.refusals_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock((1685222260::bigint << 32) | '{s}.events'::regclass::oid::bigint);
    IF EXISTS (SELECT 1 FROM added a JOIN {s}.events e ON e.command = a.command) THEN
        RAISE EXCEPTION 'answered before' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER follow AFTER INSERT ON {s}.events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {s}.events_follow();
CREATE TRIGGER follow AFTER INSERT ON {s}.refusals
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {s}.refusals_follow();
CREATE TRIGGER stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {s}.events
    FOR EACH STATEMENT EXECUTE FUNCTION {s}.stay();
CREATE TRIGGER stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {s}.refusals
    FOR EACH STATEMENT EXECUTE FUNCTION {s}.stay();
CREATE TRIGGER stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {s}.paid
    FOR EACH STATEMENT EXECUTE FUNCTION {s}.stay();
ALTER TABLE {s}.events ENABLE ALWAYS TRIGGER follow, ENABLE ALWAYS TRIGGER stay;
ALTER TABLE {s}.refusals ENABLE ALWAYS TRIGGER follow, ENABLE ALWAYS TRIGGER stay;
ALTER TABLE {s}.paid ENABLE ALWAYS TRIGGER stay;
"#;

/// The server, before anything is set: what it promises to keep, and what may be done here.
pub(super) const SERVER: &str = "
SELECT current_setting('server_version_num')::integer, current_setting('fsync'),
    current_setting('full_page_writes'), current_setting('synchronous_commit'),
    current_setting('data_checksums') = 'on', pg_is_in_recovery(),
    current_setting('transaction_read_only') = 'on'";

/// What of a ledger is in the schema.
pub(super) const FOUND: &str = "
SELECT
    count(*) AS relations,
    count(*) FILTER (WHERE c.relname = 'meta' AND c.relkind = 'r') AS meta,
    count(*) FILTER (WHERE c.relname IN ('events', 'refusals', 'paid') AND c.relkind = 'r'
        AND c.relpersistence = 'p') AS kept,
    (SELECT count(*) FROM pg_trigger t JOIN pg_class o ON o.oid = t.tgrelid
        JOIN pg_namespace m ON m.oid = o.relnamespace
        WHERE m.nspname = $1 AND o.relname IN ('events', 'refusals', 'paid')
        AND t.tgname IN ('follow', 'stay') AND t.tgenabled IN ('A', 'O')) AS triggers,
    coalesce(max(c.oid::bigint) FILTER (WHERE c.relname = 'events'), 0) AS events
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1";

pub(super) const LOCK_SCHEMA: &str = "SELECT pg_advisory_xact_lock(1685222260, hashtext($1))";
pub(super) const SCHEMA_FOUND: &str = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
pub(super) const SET_VERSION: &str = "
INSERT INTO {s}.meta VALUES ('version', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
pub(super) const VERSION: &str = "
SELECT max(value) FILTER (WHERE name = 'ledger'), max(value) FILTER (WHERE name = 'version'),
    max(value) FILTER (WHERE name = 'kind')
FROM {s}.meta";
pub(super) const SET_KIND: &str = "UPDATE {s}.meta SET value = $1 WHERE name = 'kind'";

/// How `meta` names the hash of the chain.
pub(super) const fn kind(hash_kind: HashKind) -> &'static str {
    match hash_kind {
        HashKind::Sha256 => "sha-256",
        HashKind::Sm3 => "sm3",
    }
}

/// Rows that one statement fetches of a table that may be long.
pub(super) const PAGE: usize = 1_000;

/// Texts of the statements that are prepared on every connection.
pub(super) const LOCK: &str = "SELECT pg_advisory_xact_lock($1)";
/// Begins a write: the lock is waited for here, so that what is read after it is what the writer before has left.
pub(super) const BEGIN: &str = "
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit = off; SELECT pg_advisory_xact_lock";
/// Ends it, lock and all, and then waits as `SETTLE` does.
pub(super) const COMMIT: &str = "
COMMIT; SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_logical_emit_message(true, 'doorstep', '')::text END";
/// Makes all that was committed before durable, and waits for it: a commit of its own, which the server does together with
/// those of others. A standby has only what is durable on its primary.
pub(super) const SETTLE: &str = "
SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_logical_emit_message(true, 'doorstep', '')::text END";
pub(super) const SINCE: &str =
    "SELECT seq, bytes, hash FROM {s}.events WHERE seq >= $1 ORDER BY seq LIMIT 1000";
/// Events from a number on, and the answers to commands with their events. Only answers have `asked`.
pub(super) const FORESEEN: &str = "
(SELECT seq, bytes, hash, NULL::bytea AS asked, NULL::bytea AS refusal
    FROM {s}.events WHERE seq >= $1 ORDER BY seq LIMIT 1000)
UNION ALL SELECT seq, bytes, hash, asked, NULL FROM {s}.events WHERE command = ANY($2)
UNION ALL SELECT NULL, NULL, NULL, asked, refusal FROM {s}.refusals WHERE command = ANY($2)";
pub(super) const EVENT: &str = "SELECT seq, bytes, hash FROM {s}.events WHERE seq = $1";
pub(super) const ANSWERS: &str = "
SELECT asked, seq, NULL::bytea AS refusal FROM {s}.events WHERE command = ANY($1)
UNION ALL SELECT asked, NULL, refusal FROM {s}.refusals WHERE command = ANY($1)";
pub(super) const ALL_ANSWERS: &str = "
SELECT asked, seq, refusal, command FROM (
    SELECT asked, seq, NULL::bytea AS refusal, command FROM {s}.events WHERE command > $1
    UNION ALL SELECT asked, NULL, refusal, command FROM {s}.refusals WHERE command > $1
) answers ORDER BY command LIMIT 1000";
pub(super) const ADD_EVENTS: &str = "
INSERT INTO {s}.events (seq, command, asked, bytes, hash)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[])";
pub(super) const ADD_REFUSALS: &str = "
INSERT INTO {s}.refusals (command, asked, refusal)
SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[])";
pub(super) const ADD_PAID: &str = "
INSERT INTO {s}.paid (payment, seq) SELECT * FROM unnest($1::text[], $2::bigint[])";

pub(super) const SNAPSHOT: &str = "
SELECT seq, bytes FROM {s}.snapshots WHERE seq = (SELECT max(seq) FROM {s}.snapshots) ORDER BY part";
pub(super) const DROP_SNAPSHOTS: &str = "DELETE FROM {s}.snapshots";
pub(super) const ADD_SNAPSHOT: &str = "INSERT INTO {s}.snapshots (seq, part, bytes) VALUES ($1, $2, $3)";
