//! A store in a PostgreSQL database, for several services at once (feature `postgres`).
//!
//! What [`Store::write`] has answered `Ok` to survives a kill and the loss of power of the server: it is asked for
//! `fsync`, `full_page_writes` and `synchronous_commit` before anything is written, and only a primary is written to. With
//! synchronous standbys it survives the loss of the server too. These are asked when a connection is opened; whoever turns
//! them off afterwards is not noticed.
//!
//! A write takes two messages there and two back: `BEGIN`, the writers' lock, what others wrote, the answers to the
//! commands, all at once; then all rows, `COMMIT`, and a wait until it is durable at once. Writers queue at the lock, so that
//! nobody decides over a state that somebody else has changed; the unique columns and the triggers of the tables hold
//! against whoever does not queue.
//!
//! The lock goes with the `COMMIT`, and not only when the disk has it (`synchronous_commit` is off for it alone): the next
//! writer decides while the disk still works, and the server syncs for all who wait at once. What follows is a small
//! commit that is synchronous; the log is one sequence, so that it is durable only after all before it. Nothing is
//! answered to a write or shown to a reader before, also where it is somebody else's.
//!
//! A service needs the rights to look (`SELECT`) at all tables and to add (`INSERT`) to `events`, `refusals` and `paid`; to
//! keep snapshots also `INSERT` and `DELETE` there. Whoever makes the schema owns it, and could drop the triggers.
//!
//! **No TLS** in this build: a unix socket, a loopback address, or with `sslmode=disable` said in the url a network that is
//! safe by itself (a tunnel, a private network). Passwords go by SCRAM. A pooler in front must keep a session to a
//! connection. The connection is driven by whoever waits for it; there is no thread and no async caller is needed.

mod address;
mod fault;
mod link;
mod rows;
mod tables;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use futures_util::future::{join, join4};
use tokio_postgres::{Error, Row};

use self::address::Address;
use self::fault::{fault, is_conflict, is_lost, is_rolled_back};
use self::link::Link;
pub use self::link::PostgresServer;
use self::rows::{Columns, Found, read_foreseen, seq_of};
use self::tables::PAGE;
use super::{Commit, Records, Snapshot, Store, Work, WriteFault};
use crate::voucher::answer::{AnswerRecord, Recorded};
use crate::voucher::chain::{EventRecord, Head};
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::hash::HashKind;
use crate::voucher::ident::CommandId;

/// How often a write begins anew after a conflict or a lost connection, while nothing is decided yet.
const TRIES: u32 = 5;
/// How long it waits before that, times the number of tries.
const PAUSE: Duration = Duration::from_millis(10);
/// Most bytes that one write may add: a message of the protocol takes 2^30.
const WRITE_MAX: usize = 1 << 28;

/// Records in a schema of a PostgreSQL database.
pub struct PostgresStore {
    address: Address,
    /// `None` after it broke: the next one who needs it opens it anew.
    link: RefCell<Option<Link>>,
    server: PostgresServer,
    foreseen: Option<(Head, Vec<CommandId>)>,
    /// Events up to this number are known to be durable.
    durable: Cell<u64>,
}

/// Without the address: it may hold a password.
impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, server, .. } = self;
        f.debug_struct("PostgresStore")
            .field("schema", &address.schema)
            .field("read_only", &address.read_only)
            .field("server", server)
            .finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Opens the ledger in a schema, and makes schema and tables if there are none.
    ///
    /// `postgresql://user:password@host:port/database?…` with the parameters of libpq that `tokio-postgres` knows, and with
    /// `schema` (`doorstep` if not said), `mode=ro` (only to look, on a standby too), `hash=sm3` (a chain of SM3; without it
    /// a new ledger is of SHA-256) and `lock_timeout_ms` (how long a writer waits for others, at most 60,000; 10,000 if not
    /// said). Without a host it is the socket in `/var/run/postgresql`.
    ///
    /// # Errors
    /// `ledger.store_scheme` for a url that cannot be read; `ledger.store_unsafe` for a server that would not keep what it
    /// acknowledged, tables whose triggers are off, or a connection that strangers could read; `ledger.read_only` for a
    /// standby or a missing right; `ledger.store_version` for a server before 14 or tables of a later version;
    /// `ledger.not_a_ledger` for a schema with something else in it; `ledger.hash_kind` for a ledger of another hash; `ledger.busy`, `ledger.io`.
    pub fn open(url: &str) -> Result<Self, VoucherError> {
        let mut address = Address::read(url)?;
        let link = Link::open(&address)?;
        // A connection that is opened later finds the same ledger, or is refused.
        address.hash_kind = Some(link.hash_kind);
        let server = link.server.clone();
        Ok(Self { address, link: RefCell::new(Some(link)), server, foreseen: None, durable: Cell::new(0) })
    }

    /// The server as it was found.
    pub const fn server(&self) -> &PostgresServer {
        &self.server
    }

    /// The schema that holds the ledger.
    pub fn schema(&self) -> &str {
        &self.address.schema
    }

    /// Reads over the connection; where it turns out to be broken, over a new one.
    fn read<T>(&self, read: impl Fn(&Link) -> Result<T, VoucherError>) -> Result<T, VoucherError> {
        let within = |_| VoucherError::store("a read inside a read");
        let mut slot = self.link.try_borrow_mut().map_err(within)?;
        if let Some(link) = slot.as_ref() {
            let found = read(link);
            if found.is_ok() || !link.is_lost() {
                return found;
            }
        }
        // Dropped before another one is opened.
        *slot = None;
        read(slot.insert(Link::open(&self.address)?))
    }

    /// Reads what others may have committed a moment ago, and waits until it is durable; `last` tells the number of the last
    /// event that it rests on, if it rests on events alone.
    fn read_durable<T>(
        &self,
        read: impl Fn(&Link) -> Result<T, VoucherError>,
        last: impl Fn(&T) -> Option<u64>,
    ) -> Result<T, VoucherError> {
        self.read(|link| {
            let found = read(link)?;
            match last(&found) {
                Some(seq) if seq <= self.durable.get() => {}
                seq => {
                    link.settle()?;
                    self.durable.set(self.durable.get().max(seq.unwrap_or_default()));
                }
            }
            Ok(found)
        })
    }

    /// Begins a transaction, holds the other writers off, and fetches what was foreseen.
    fn begin(&mut self) -> Result<(Link, Fetched), VoucherError> {
        let foreseen = self.foreseen.take();
        let mut tries = 0;
        loop {
            tries += 1;
            let link = match self.link.get_mut().take() {
                Some(link) if !link.is_lost() => link,
                _ => Link::open(&self.address)?,
            };
            let error = match begin(&link, foreseen.as_ref())? {
                Ok(rows) => match Fetched::read(&rows, foreseen) {
                    Ok(fetched) => return Ok((link, fetched)),
                    Err(error) => {
                        self.give_up(link);
                        return Err(error);
                    }
                },
                Err(error) => error,
            };
            let lost = is_lost(&error);
            if lost {
                drop(link);
            } else {
                self.give_up(link);
            }
            if tries >= TRIES || !(lost || is_conflict(&error)) {
                return Err(fault(&error));
            }
            std::thread::sleep(PAUSE * tries);
        }
    }

    /// Ends a transaction without having changed anything, and keeps the connection if that worked.
    fn give_up(&mut self, link: Link) {
        if link.roll_back().is_ok() {
            self.link.replace(Some(link));
        }
    }
}

/// Sends the beginning of a transaction, the wait for the lock, and what was foreseen; gives the rows of the last.
fn begin(
    link: &Link,
    foreseen: Option<&(Head, Vec<CommandId>)>,
) -> Result<Result<Vec<Row>, Error>, VoucherError> {
    let Link { client, statements, begin, .. } = link;
    // Each request is sent when its future is first looked at, in this order, before any answer is waited for.
    let begun = client.batch_execute(begin);
    let rows = async {
        match foreseen {
            None => Ok(Vec::new()),
            Some((head, ids)) => {
                let names: Vec<&str> = ids.iter().map(CommandId::as_str).collect();
                client.query(&statements.foreseen, &[&seq_of(head.events), &names]).await
            }
        }
    };
    let (begun, rows) = link.wait(join(begun, rows))?;
    // The first error is the cause of the other.
    Ok(begun.and(rows))
}

/// What was fetched together with the lock.
#[derive(Default)]
struct Fetched {
    /// The events behind this number are below.
    after: Option<u64>,
    events: Vec<EventRecord>,
    /// Whether these are all.
    complete: bool,
    /// The answers to these commands are below.
    ids: Vec<CommandId>,
    found: Found,
}

impl Fetched {
    /// # Errors
    /// `ledger.broken_chain` if the last event that the ledger knows is no longer there, as on a server that was put back
    /// or that took over without having all; those of reading.
    fn read(rows: &[Row], foreseen: Option<(Head, Vec<CommandId>)>) -> Result<Self, VoucherError> {
        let Some((head, mut ids)) = foreseen else { return Ok(Self::default()) };
        let (mut events, found) = read_foreseen(rows)?;
        let complete = events.len() < PAGE;
        if head.events > 0 {
            let first = if events.is_empty() { None } else { Some(events.remove(0)) };
            if first.is_none_or(|last| last.event.seq != head.events || last.hash != head.hash) {
                return Err(VoucherError::new(VoucherCode::BrokenChain).at_seq(head.events));
            }
        }
        ids.sort_unstable();
        Ok(Self { after: Some(head.events), events, complete, ids, found })
    }

    /// Whether a writer may have seen what another one committed a moment ago.
    fn rests_on_others(&self) -> bool {
        self.after.is_none() || !self.events.is_empty() || !self.found.answers.is_empty()
    }
}

/// The records as a writer sees them.
struct Look<'a> {
    link: &'a Link,
    fetched: Fetched,
}

impl Look<'_> {
    /// Ends the transaction, in which nothing was written, and waits until what was seen in it is durable.
    fn settle_and_end(&self) -> Result<(), VoucherError> {
        self.link.roll_back()?;
        if self.fetched.rests_on_others() { self.link.settle() } else { Ok(()) }
    }
}

impl Records for Look<'_> {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        match self.fetched.found.events.get(&seq) {
            Some(event) => Ok(Some(event.clone())),
            None => self.link.event(seq),
        }
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        let Fetched { ids: known, found, .. } = &self.fetched;
        if ids.iter().all(|id| known.binary_search(id).is_ok()) {
            let answers = ids.iter().filter_map(|id| found.answers.get_key_value(*id));
            return Ok(answers.map(|(id, answer)| (id.clone(), answer.clone())).collect());
        }
        self.link.answers(ids)
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        let Fetched { after, events, complete, .. } = &self.fetched;
        let mut last = after_seq;
        if *after == Some(after_seq) {
            for event in events {
                if !visit(event)? {
                    return Ok(());
                }
                last = event.event.seq;
            }
            if *complete {
                return Ok(());
            }
        }
        scan_events(last, visit, |first| self.link.since(first))
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        scan_answers(visit, |id| self.link.answers_after(id))
    }
}

/// Shows events page by page: what one of a visitor's own reads needs of the connection is free then.
fn scan_events(
    after_seq: u64,
    visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    page: impl Fn(u64) -> Result<Vec<EventRecord>, VoucherError>,
) -> Result<(), VoucherError> {
    let mut last = after_seq;
    loop {
        let events = page(last.saturating_add(1))?;
        for event in &events {
            if !visit(event)? {
                return Ok(());
            }
            last = event.event.seq;
        }
        if events.len() < PAGE {
            return Ok(());
        }
    }
}

fn scan_answers(
    visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    page: impl Fn(&str) -> Result<Vec<AnswerRecord>, VoucherError>,
) -> Result<(), VoucherError> {
    let mut last = String::new();
    loop {
        let answers = page(&last)?;
        answers.iter().try_for_each(&mut *visit)?;
        match answers.last() {
            Some(answer) if answers.len() >= PAGE => answer.command.id.as_str().clone_into(&mut last),
            _ => return Ok(()),
        }
    }
}

/// Adds the rows, commits, and waits until that is durable, in one message.
fn append(link: &Link, commits: &[Commit]) -> Result<(), WriteFault> {
    let Link { client, statements, .. } = link;
    let Columns { events, refusals, paid } = Columns::of(commits).map_err(WriteFault::NotWritten)?;
    if events.size() + refusals.size() > WRITE_MAX {
        return Err(WriteFault::NotWritten(VoucherError::store("more than 256 MiB in one write")));
    }
    let add_events = async {
        let rows::Events { seq, command, asked, bytes, hash } = &events;
        match seq.is_empty() {
            true => Ok(0),
            false => client.execute(&statements.add_events, &[seq, command, asked, bytes, hash]).await,
        }
    };
    let add_refusals = async {
        let rows::Refusals { command, asked, refusal } = &refusals;
        match command.is_empty() {
            true => Ok(0),
            false => client.execute(&statements.add_refusals, &[command, asked, refusal]).await,
        }
    };
    let add_paid = async {
        let rows::Paid { payment, seq } = &paid;
        match seq.is_empty() {
            true => Ok(0),
            false => client.execute(&statements.add_paid, &[payment, seq]).await,
        }
    };
    let commit = client.batch_execute(tables::COMMIT);
    let done = link.wait(join4(add_events, add_refusals, add_paid, commit));
    let (events, refusals, paid, commit) = done.map_err(|_| WriteFault::Unclear)?;
    for added in [events, refusals, paid] {
        match added {
            Ok(_) => {}
            // After an answer that a row was refused, COMMIT rolls back; without an answer it may have been done.
            Err(error) if error.as_db_error().is_some() => return Err(WriteFault::NotWritten(fault(&error))),
            Err(_) => return Err(WriteFault::Unclear),
        }
    }
    match commit {
        Ok(()) => Ok(()),
        Err(error) if is_rolled_back(&error) => Err(WriteFault::NotWritten(fault(&error))),
        Err(_) => Err(WriteFault::Unclear),
    }
}

impl Store for PostgresStore {
    fn hash_kind(&self) -> HashKind {
        // Set when the ledger was opened.
        self.address.hash_kind.unwrap_or_default()
    }

    fn foresee(&mut self, head: Head, ids: &[&CommandId]) {
        self.foreseen = Some((head, ids.iter().map(|id| (*id).clone()).collect()));
    }

    fn write(&mut self, work: &mut Work<'_>) -> Result<(), WriteFault> {
        if self.address.read_only {
            return Err(WriteFault::NotWritten(VoucherError::new(VoucherCode::StoreReadOnly)));
        }
        // While the connection is not in its place, a panic drops it, and the server rolls back.
        let (link, fetched) = self.begin().map_err(WriteFault::NotWritten)?;
        let look = Look { link: &link, fetched };
        let commits = match work(&look) {
            Ok(commits) if !commits.is_empty() => commits,
            done => {
                // What is answered from what others wrote must be as durable as what is written, and this connection
                // must live to tell: what another one finds may be another history.
                let settled = if done.is_ok() { look.settle_and_end() } else { Ok(()) };
                drop(look);
                if done.is_ok() && settled.is_ok() {
                    self.link.replace(Some(link));
                } else {
                    self.give_up(link);
                }
                return done.map(drop).and(settled).map_err(WriteFault::NotWritten);
            }
        };
        let done = append(&link, &commits);
        if done.is_ok() {
            let events = commits.iter().filter_map(|commit| commit.event.as_ref());
            self.durable.set(events.map(|event| event.event.seq).fold(self.durable.get(), u64::max));
            self.link.replace(Some(link));
        } else {
            // The size was refused before anything was sent, or the answer does not tell: the end of the connection does.
            drop(link);
        }
        done
    }

    fn snapshot(&self) -> Result<Option<Snapshot>, VoucherError> {
        self.read(Link::snapshot)
    }

    fn keep_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), VoucherError> {
        if self.address.read_only {
            return Ok(());
        }
        match self.read(|link| link.keep_snapshot(snapshot)) {
            // A service that may only look and add does without.
            Err(error) if error.code() == VoucherCode::StoreReadOnly => Ok(()),
            kept => kept,
        }
    }
}

impl Records for PostgresStore {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        self.read_durable(|link| link.event(seq), |_| Some(seq))
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        self.read_durable(|link| link.answers(ids), |answers| last_of(answers.values()))
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        let last = |events: &Vec<EventRecord>| Some(events.last().map_or(0, |last| last.event.seq));
        scan_events(after_seq, visit, |first| self.read_durable(|link| link.since(first), last))
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        let last = |answers: &Vec<AnswerRecord>| last_of(answers.iter());
        scan_answers(visit, |id| self.read_durable(|link| link.answers_after(id), last))
    }
}

/// The number of the last event among answers, or `None` if a refusal is among them, which has no number.
fn last_of<'a>(mut answers: impl Iterator<Item = &'a AnswerRecord>) -> Option<u64> {
    answers.try_fold(0, |last, answer| match answer.outcome {
        Recorded::Applied { seq } => Some(last.max(seq)),
        Recorded::Refused { .. } => None,
    })
}
