//! One connection: opened, checked, its statements prepared, and what is read over it.

use std::cell::Cell;
use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio_postgres::{Client, Error, NoTls, Statement};

use super::address::Address;
use super::fault::{fault, is_lost};
use super::rows::{answer_of, event_of, seq_of};
use super::tables;
use crate::voucher::answer::AnswerRecord;
use crate::voucher::chain::EventRecord;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::hash::HashKind;
use crate::voucher::ident::CommandId;
use crate::voucher::store::Snapshot;

/// The oldest server that is taken: older ones get no more repairs (postgresql.org, versioning policy).
const SERVER_MIN: i32 = 140_000;
/// How long one statement may take, and how long the server waits for a client that is inside a transaction and says
/// nothing: whoever hangs lets the others go on.
const STATEMENT_MS: u32 = 60_000;
/// Bytes of a snapshot in one row.
const PART: usize = 1 << 20;

/// A server as it was found when a ledger was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostgresServer {
    /// Its version as a number: 150013 is 15.13.
    pub version: i32,
    /// Whether it finds damage of its files by checksums (`initdb --data-checksums`).
    pub data_checksums: bool,
}

/// The statements, prepared.
pub(super) struct Statements {
    lock: Statement,
    settle: Statement,
    pub(super) foreseen: Statement,
    since: Statement,
    event: Statement,
    answers: Statement,
    all_answers: Statement,
    pub(super) add_events: Statement,
    pub(super) add_refusals: Statement,
    pub(super) add_paid: Statement,
    snapshot: Statement,
    drop_snapshots: Statement,
    add_snapshot: Statement,
}

pub(super) struct Link {
    pub(super) client: Client,
    pub(super) statements: Statements,
    pub(super) server: PostgresServer,
    /// The hash of the ledger's chain.
    pub(super) hash_kind: HashKind,
    /// Begins a write with the writers' lock.
    pub(super) begin: String,
    /// The key of that lock.
    lock: i64,
    /// Set when an answer said that the connection is over.
    lost: Cell<bool>,
    reactor: Reactor,
}

/// Drives a connection while somebody waits for it. There is no thread of its own.
struct Reactor(Option<Runtime>);

impl Reactor {
    fn new() -> Result<Self, VoucherError> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime
            .map_err(|_| VoucherError::new(VoucherCode::StoreIo).because("no more handles of the system"))?;
        Ok(Self(Some(runtime)))
    }

    /// Waits for a future. A thread that is driving an async runtime may not wait itself, so another one does.
    fn wait<T: Send>(&self, future: impl Future<Output = T> + Send) -> Result<T, VoucherError> {
        let gone = || VoucherError::new(VoucherCode::StoreIo).because("the connection was given up");
        let runtime = self.0.as_ref().ok_or_else(gone)?;
        if Handle::try_current().is_err() {
            return Ok(runtime.block_on(future));
        }
        std::thread::scope(|scope| {
            std::thread::Builder::new()
                .spawn_scoped(scope, || runtime.block_on(future))
                .map_err(|_| VoucherError::new(VoucherCode::StoreIo).because("no more threads"))?
                .join()
                .map_err(|_| gone())
        })
    }
}

impl Drop for Reactor {
    fn drop(&mut self) {
        // Dropped plainly it would wait, which a thread of an async runtime may not.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A statement's text with the schema in its place.
fn text(statement: &str, schema: &str) -> String {
    statement.replace("{s}", &format!("\"{schema}\""))
}

impl Link {
    /// Connects, checks the server, makes or brings up to date the tables, and prepares.
    pub(super) fn open(address: &Address) -> Result<Self, VoucherError> {
        let reactor = Reactor::new()?;
        let opened: Result<_, VoucherError> = reactor.wait(async {
            let (client, connection) = address.config.connect(NoTls).await.map_err(|error| fault(&error))?;
            // It ends when the client is dropped or the server hangs up; who waits for an answer is told then.
            tokio::spawn(connection);
            set_session(&client, address.lock_ms).await.map_err(|error| fault(&error))?;
            let server = check_server(&client, address.read_only).await?;
            pin_session(&client, address.read_only).await.map_err(|error| fault(&error))?;
            let tables = ready_tables(&client, address).await?;
            let statements = prepare(&client, &address.schema).await?;
            Ok((client, statements, server, tables))
        })?;
        let (client, statements, server, Tables { lock, hash_kind, .. }) = opened?;
        let begin = format!("{}({lock})", tables::BEGIN);
        Ok(Self { client, statements, server, hash_kind, begin, lock, lost: Cell::new(false), reactor })
    }

    /// Waits for a future of this connection.
    pub(super) fn wait<T: Send>(&self, future: impl Future<Output = T> + Send) -> Result<T, VoucherError> {
        self.reactor.wait(future)
    }

    /// Waits for what the server says, and remembers if the connection went.
    fn rows<T: Send>(
        &self,
        future: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, VoucherError> {
        self.wait(future)?.map_err(|error| {
            self.lost.set(self.lost.get() || is_lost(&error));
            fault(&error)
        })
    }

    pub(super) fn roll_back(&self) -> Result<(), VoucherError> {
        self.rows(self.client.batch_execute("ROLLBACK"))
    }

    /// Waits until all that was read so far is durable.
    pub(super) fn settle(&self) -> Result<(), VoucherError> {
        self.rows(self.client.query(&self.statements.settle, &[])).map(drop)
    }

    /// Whether nothing can be asked over it any more.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.get() || self.client.is_closed()
    }

    pub(super) fn snapshot(&self) -> Result<Option<Snapshot>, VoucherError> {
        let rows = self.rows(self.client.query(&self.statements.snapshot, &[]))?;
        let Some(first) = rows.first() else { return Ok(None) };
        let wrong = |error: Error| fault(&error);
        let seq: i64 = first.try_get(0).map_err(wrong)?;
        let mut bytes = Vec::new();
        for row in &rows {
            bytes.extend_from_slice(row.try_get(1).map_err(wrong)?);
        }
        Ok(Some(Snapshot { seq: u64::try_from(seq).unwrap_or_default(), bytes }))
    }

    /// Keeps a snapshot in the place of others; two who do so at once do it one after the other.
    pub(super) fn keep_snapshot(&self, snapshot: &Snapshot) -> Result<(), VoucherError> {
        let Self { client, statements, .. } = self;
        let lock = self.lock.wrapping_neg();
        let seq = seq_of(snapshot.seq);
        let kept = self.rows(async {
            client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").await?;
            // Not the writers' lock, who need not wait for this.
            client.query(&statements.lock, &[&lock]).await?;
            client.execute(&statements.drop_snapshots, &[]).await?;
            for (part, bytes) in (0_i32..).zip(snapshot.bytes.chunks(PART)) {
                client.execute(&statements.add_snapshot, &[&seq, &part, &bytes]).await?;
            }
            client.batch_execute("COMMIT").await
        });
        if kept.is_err() && !self.is_lost() {
            self.rows(client.batch_execute("ROLLBACK"))?;
        }
        kept
    }

    pub(super) fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        let rows = self.rows(self.client.query(&self.statements.event, &[&seq_of(seq)]))?;
        rows.first().map(event_of).transpose()
    }

    pub(super) fn answers(
        &self,
        ids: &[&CommandId],
    ) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        let names: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        let rows = self.rows(self.client.query(&self.statements.answers, &[&names]))?;
        rows.iter().map(|row| answer_of(row).map(|answer| (answer.command.id.clone(), answer))).collect()
    }

    /// The events from a number on, one page of them.
    pub(super) fn since(&self, first: u64) -> Result<Vec<EventRecord>, VoucherError> {
        let rows = self.rows(self.client.query(&self.statements.since, &[&seq_of(first)]))?;
        rows.iter().map(event_of).collect()
    }

    /// The answers to commands behind an id, one page of them.
    pub(super) fn answers_after(&self, id: &str) -> Result<Vec<AnswerRecord>, VoucherError> {
        let rows = self.rows(self.client.query(&self.statements.all_answers, &[&id]))?;
        rows.iter().map(answer_of).collect()
    }
}

async fn check_server(client: &Client, read_only: bool) -> Result<PostgresServer, VoucherError> {
    let row = client.query_one(tables::SERVER, &[]).await.map_err(|error| fault(&error))?;
    let wrong = |error: Error| fault(&error);
    let word = |place: usize| row.try_get::<_, &str>(place).map_err(wrong);
    let server = PostgresServer {
        version: row.try_get(0).map_err(wrong)?,
        data_checksums: row.try_get(4).map_err(wrong)?,
    };
    if server.version < SERVER_MIN {
        return Err(VoucherError::new(VoucherCode::StoreVersion).because("PostgreSQL 14 or later is needed"));
    }
    if read_only {
        return Ok(server);
    }
    let unsafe_because = |why: &'static str| Err(VoucherError::new(VoucherCode::StoreUnsafe).because(why));
    let read_only_because =
        |why: &'static str| Err(VoucherError::new(VoucherCode::StoreReadOnly).because(why));
    match () {
        () if row.try_get(5).map_err(wrong)? => read_only_because("a standby server"),
        () if row.try_get(6).map_err(wrong)? => read_only_because("transaction_read_only is on"),
        () if word(1)? != "on" => unsafe_because("fsync is off"),
        () if word(2)? != "on" => unsafe_because("full_page_writes is off"),
        () if !matches!(word(3)?, "on" | "remote_apply") => {
            unsafe_because("synchronous_commit is neither on nor remote_apply")
        }
        () => Ok(server),
    }
}

/// What every statement of this session goes by, whatever is set for the server, the database or the user.
///
/// All statements look rows up by an index, and do so whatever the planner thinks of tables without statistics.
async fn set_session(client: &Client, lock_ms: u32) -> Result<(), Error> {
    let settings = format!(
        "SET statement_timeout = {STATEMENT_MS};
         SET idle_in_transaction_session_timeout = {STATEMENT_MS};
         SET lock_timeout = {lock_ms};
         SET search_path = pg_catalog, pg_temp;
         SET default_transaction_isolation = 'read committed';
         SET row_security = off;
         SET plan_cache_mode = force_generic_plan;
         SET jit = off;
         SET max_parallel_workers_per_gather = 0;
         SET enable_seqscan = off;
         SET enable_hashjoin = off;
         SET enable_mergejoin = off"
    );
    client.batch_execute(&settings).await
}

/// Holds what was checked against later changes of the server's settings.
async fn pin_session(client: &Client, read_only: bool) -> Result<(), Error> {
    let settings = format!(
        "SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false);
         SET default_transaction_read_only = {}",
        if read_only { "on" } else { "off" }
    );
    client.batch_execute(&settings).await
}

/// What of a ledger is in the schema.
struct Tables {
    /// The version, 0 if there is nothing.
    version: usize,
    /// The hash of the chain.
    hash_kind: HashKind,
    /// Whether tables and triggers are as they were made.
    whole: bool,
    /// The key of the writers' lock.
    lock: i64,
}

async fn find_tables(client: &Client, schema: &str) -> Result<Tables, VoucherError> {
    let row = client.query_one(tables::FOUND, &[&schema]).await.map_err(|error| fault(&error))?;
    let number = |name: &str| row.try_get::<_, i64>(name).map_err(|error| fault(&error));
    let (version, hash_kind) = match (number("meta")?, number("relations")?) {
        (0, 0) => (0, HashKind::default()),
        (0, _) => {
            let why = "the schema holds something else";
            return Err(VoucherError::new(VoucherCode::NotALedger).because(why));
        }
        _ => version(client, schema).await?,
    };
    let whole = number("kept")? == 3 && number("triggers")? == tables::TRIGGERS;
    Ok(Tables { version, hash_kind, whole, lock: tables::LOCK_CLASS | number("events")? })
}

/// The version of the tables and the hash of the chain.
async fn version(client: &Client, schema: &str) -> Result<(usize, HashKind), VoucherError> {
    let not_ours = || VoucherError::new(VoucherCode::NotALedger);
    let row = client.query_one(&text(tables::VERSION, schema), &[]).await.map_err(|error| fault(&error))?;
    let word = |place: usize| row.try_get::<_, Option<&str>>(place).map_err(|_| not_ours());
    if word(0)? != Some("doorstep") {
        return Err(not_ours());
    }
    let version = word(1)?.and_then(|version| version.parse().ok()).ok_or_else(not_ours)?;
    let named = word(2)?;
    let hash_kind = HashKind::ALL.into_iter().find(|kind| named == Some(tables::kind(*kind)));
    let unknown = || VoucherError::new(VoucherCode::StoreVersion).because("a hash that is not known");
    Ok((version, hash_kind.ok_or_else(unknown)?))
}

/// Sees that the tables are there, in the version of this build and of the hash that the url names.
async fn ready_tables(client: &Client, address: &Address) -> Result<Tables, VoucherError> {
    let refuse = |code: VoucherCode, why: &'static str| Err(VoucherError::new(code).because(why));
    let newest = tables::MIGRATIONS.len();
    let mut found = find_tables(client, &address.schema).await?;
    if found.version < newest && !address.read_only {
        match migrate(client, &address.schema, address.hash_kind.unwrap_or_default()).await {
            Ok(()) => found = find_tables(client, &address.schema).await?,
            Err(error) => {
                // Whatever this gives, the first error is the one to tell.
                let _ = client.batch_execute("ROLLBACK").await;
                return Err(error);
            }
        }
    }
    match found.version {
        0 => refuse(VoucherCode::StoreIo, "no ledger in this schema"),
        version if version != newest => refuse(VoucherCode::StoreVersion, "tables of another version"),
        _ if !found.whole => refuse(VoucherCode::StoreUnsafe, "tables or triggers were changed"),
        _ if address.hash_kind.is_some_and(|hash_kind| hash_kind != found.hash_kind) => {
            refuse(VoucherCode::HashKind, found.hash_kind.name())
        }
        _ => Ok(found),
    }
}

/// Brings the tables to the newest version, all or nothing; new ones are for a chain of this hash. Whoever comes second finds
/// the first one's work.
async fn migrate(client: &Client, schema: &str, new: HashKind) -> Result<(), VoucherError> {
    let wrong = |error: Error| fault(&error);
    client.batch_execute("BEGIN").await.map_err(wrong)?;
    // There may be no table yet to lock by: the schema's name stands for it.
    client.query(tables::LOCK_SCHEMA, &[&schema]).await.map_err(wrong)?;
    if client.query(tables::SCHEMA_FOUND, &[&schema]).await.map_err(wrong)?.is_empty() {
        client.batch_execute(&text("CREATE SCHEMA {s}", schema)).await.map_err(wrong)?;
    }
    let from = find_tables(client, schema).await?.version;
    for script in tables::MIGRATIONS.iter().skip(from) {
        client.batch_execute(&text(script, schema)).await.map_err(wrong)?;
    }
    if from == 0 {
        client.execute(&text(tables::SET_KIND, schema), &[&tables::kind(new)]).await.map_err(wrong)?;
    }
    let newest = tables::MIGRATIONS.len().max(from).to_string();
    client.query(&text(tables::SET_VERSION, schema), &[&newest]).await.map_err(wrong)?;
    client.batch_execute("COMMIT").await.map_err(wrong)
}

async fn prepare(client: &Client, schema: &str) -> Result<Statements, VoucherError> {
    let texts = [
        tables::LOCK,
        tables::SETTLE,
        tables::FORESEEN,
        tables::SINCE,
        tables::EVENT,
        tables::ANSWERS,
        tables::ALL_ANSWERS,
        tables::ADD_EVENTS,
        tables::ADD_REFUSALS,
        tables::ADD_PAID,
        tables::SNAPSHOT,
        tables::DROP_SNAPSHOTS,
        tables::ADD_SNAPSHOT,
    ]
    .map(|statement| text(statement, schema));
    let prepared = try_join_all(texts.iter().map(|text| client.prepare(text))).await;
    let prepared: Result<[Statement; 13], _> = prepared.map_err(|error| fault(&error))?.try_into();
    let [
        lock,
        settle,
        foreseen,
        since,
        event,
        answers,
        all_answers,
        add_events,
        add_refusals,
        add_paid,
        snapshot,
        drop_snapshots,
        add_snapshot,
    ] = prepared.map_err(|_| VoucherError::new(VoucherCode::StoreFailed))?;
    Ok(Statements {
        lock,
        settle,
        foreseen,
        since,
        event,
        answers,
        all_answers,
        add_events,
        add_refusals,
        add_paid,
        snapshot,
        drop_snapshots,
        add_snapshot,
    })
}
