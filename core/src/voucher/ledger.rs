//! The ledger (账本): commands in, answers out, everything kept.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::answer::{
    Answer, AnswerRecord, BatchView, BudgetView, EventFilter, Recorded, Status, Verified, VoucherView,
};
use super::apply::apply;
use super::budget::Budget;
use super::card::Card;
use super::chain::{EventRecord, Head};
use super::command::Command;
use super::decide::decide;
use super::error::{VoucherCode, VoucherError};
use super::export;
use super::hash::HashKind;
use super::ident::{BatchId, CommandId, ProgrammeId, VoucherId};
use super::programme::Programme;
use super::proof::Follower;
use super::refusal::{Refusal, RefusalCode};
use super::secret::SecretKey;
use super::state::State;
use super::store::{Commit, MemoryStore, Records, Snapshot, Store, WriteFault};
use super::time::Timestamp;
use crate::model::RegionCode;

/// A voucher ledger over a store.
///
/// After a write has failed or panicked the handle answers nothing more (`ledger.poisoned`), since what it holds in memory
/// may not be what was written; open the ledger again.
#[derive(Debug)]
pub struct Ledger {
    store: Box<dyn Store>,
    state: State,
    head: Head,
    secret_key: Option<SecretKey>,
    poisoned: bool,
    /// Chain and tree as far as a checkpoint was last made, so that the next one reads only what came since.
    followed: Mutex<Follower>,
}

/// A ledger that had to replay so many events when it was opened keeps a snapshot, so that it need not again.
const SNAPSHOT_AFTER: u64 = 100_000;

/// What is decided, but not yet written.
#[derive(Default)]
struct Batch {
    /// Answers that were written before.
    first: BTreeMap<CommandId, AnswerRecord>,
    commits: Vec<Commit>,
    /// Place in `commits`, by command.
    places: BTreeMap<CommandId, usize>,
}

impl Batch {
    fn answer(
        &mut self,
        records: &dyn Records,
        state: &mut State,
        head: &mut Head,
        command: Cow<'_, Command>,
        now: Timestamp,
    ) -> Result<Answer, VoucherError> {
        let pending = self.places.get(&command.id).and_then(|place| self.commits.get(*place));
        if let Some(commit) = pending {
            return Ok(again(&command, &commit.answer, commit.event.clone()));
        }
        if let Some(first) = self.first.get(&command.id) {
            let event = match first.outcome {
                Recorded::Applied { seq } => records.event(seq)?,
                Recorded::Refused { .. } => None,
            };
            return Ok(again(&command, first, event));
        }
        let (outcome, event, answer) = match decide(state, &command, now) {
            Ok(event) => {
                apply(state, &event)?;
                let record = head.link(event);
                *head = head.next(record.event.seq, record.hash);
                let answer = Answer::Applied { event: Box::new(record.clone()) };
                (Recorded::Applied { seq: record.event.seq }, Some(record), answer)
            }
            Err(refusal) => {
                let answer = Answer::Refused { command: command.id.clone(), refusal: refusal.clone() };
                if !refusal.code().recorded() {
                    return Ok(answer);
                }
                (Recorded::Refused { refusal }, None, answer)
            }
        };
        self.places.insert(command.id.clone(), self.commits.len());
        self.commits.push(Commit { answer: AnswerRecord { command: command.into_owned(), outcome }, event });
        Ok(answer)
    }
}

impl Ledger {
    /// An empty ledger in memory.
    pub fn memory() -> Self {
        Self::memory_with(HashKind::default())
    }

    /// An empty ledger in memory, with a chain of the given hash.
    pub fn memory_with(hash_kind: HashKind) -> Self {
        let head = Head::genesis(hash_kind);
        Self::over(Box::new(MemoryStore::new(hash_kind)), State::default(), head)
    }

    fn over(store: Box<dyn Store>, state: State, head: Head) -> Self {
        let followed = Mutex::new(Follower::new(head.hash_kind));
        Self { store, state, head, secret_key: None, poisoned: false, followed }
    }

    /// Opens a ledger by its url.
    ///
    /// | url | where |
    /// |---|---|
    /// | `memory:` | an empty one in memory |
    /// | `sqlite:///ledger.db` | a file beside the working folder (feature `sqlite`); it is made if there is none |
    /// | `sqlite:////srv/ledger.db` | a file by its full path |
    /// | `sqlite:///ledger.db?mode=ro` | only to look |
    /// | `sqlite:///ledger.db?hash=sm3` | a chain of SM3 ([`HashKind`]); without it a new file is of SHA-256 |
    /// | `postgresql://user:password@localhost/services` | the schema `doorstep` of a database (feature `postgres`); it is made if there is none. `?schema=`, `mode=ro`, `hash=sm3` and others: see `store::PostgresStore` |
    ///
    /// # Errors
    /// `ledger.hash_kind` for a file of another hash than the url names; `ledger.store_not_built` for a store that this build does not have, `ledger.store_scheme` for anything else; those
    /// of the store; `ledger.broken_chain` and `ledger.not_applicable` for a history that does not hold together.
    pub fn open(url: &str) -> Result<Self, VoucherError> {
        match url.split_once(':') {
            Some(("memory", rest)) => {
                let options = Options::read(rest.strip_prefix('?'))?;
                match (rest.is_empty() || rest.starts_with('?'), options.read_only) {
                    (true, false) => Ok(Self::memory_with(options.hash_kind.unwrap_or_default())),
                    _ => Err(unknown_scheme()),
                }
            }
            Some(("sqlite", rest)) => open_sqlite(rest),
            Some(("postgresql" | "postgres", _)) => open_postgres(url),
            _ => Err(unknown_scheme()),
        }
    }

    /// A ledger over a store, with the state that its events give. The chain is followed on the way.
    ///
    /// # Errors
    /// `ledger.broken_chain` and `ledger.not_applicable`, naming the first bad event; those of the store.
    pub fn with_store(mut store: Box<dyn Store>) -> Result<Self, VoucherError> {
        let hash_kind = store.hash_kind();
        let (mut state, mut head) = (State::default(), Head::genesis(hash_kind));
        if let Some(snapshot) = store.snapshot()? {
            (state, head) = State::from_bytes(&snapshot.bytes, hash_kind)?;
            let kept = store.event(head.events)?.map(|record| record.hash);
            if head.events != snapshot.seq || (head.events > 0 && kept != Some(head.hash)) {
                return Err(VoucherError::new(VoucherCode::BrokenChain).at_seq(snapshot.seq));
            }
        }
        let kept = head.events;
        catch_up(&*store, &mut state, &mut head)?;
        if head.events - kept >= SNAPSHOT_AFTER {
            store.keep_snapshot(&Snapshot { seq: head.events, bytes: state.to_bytes(head) })?;
        }
        Ok(Self::over(store, state, head))
    }

    /// The ledger with the key under which it keeps secret numbers. The key stays with this handle: it is neither
    /// stored nor exported.
    #[must_use]
    pub fn with_secret_key(mut self, key: SecretKey) -> Self {
        self.secret_key = Some(key);
        self
    }

    /// Does a command at the instant `now`, or says why not.
    ///
    /// The same command again gets its first answer; see [`Command`].
    ///
    /// # Errors
    /// `ledger.secret_key` for a secret number where the ledger has no key, other `ledger.*` if the store fails; a
    /// [`Refusal`] is an answer, not an error.
    pub fn submit(&mut self, command: &Command, now: Timestamp) -> Result<Answer, VoucherError> {
        let mut answers = self.submit_many(std::slice::from_ref(command), now)?;
        answers.pop().ok_or_else(|| VoucherError::new(VoucherCode::StoreFailed))
    }

    /// Does many commands in order, and writes them together: all answers are kept, or none is.
    ///
    /// # Errors
    /// Those of [`Ledger::submit`].
    pub fn submit_many(&mut self, commands: &[Command], now: Timestamp) -> Result<Vec<Answer>, VoucherError> {
        let timed: Vec<_> = commands.iter().map(|command| (command, now)).collect();
        self.submit_timed(&timed)
    }

    /// Does commands that came at different instants, and writes them together.
    pub(super) fn submit_timed(
        &mut self,
        commands: &[(&Command, Timestamp)],
    ) -> Result<Vec<Answer>, VoucherError> {
        self.check_usable()?;
        if self.secret_key.is_none() && commands.iter().any(|(command, _)| command.is_open()) {
            return Err(VoucherError::new(VoucherCode::SecretKey).because("a command has a secret"));
        }
        let mut answers = Vec::with_capacity(commands.len());
        let Self { store, state, head, secret_key, poisoned, .. } = self;
        let ids: Vec<&CommandId> = commands.iter().map(|(command, _)| &command.id).collect();
        store.foresee(*head, &ids);
        let done = store.write(&mut |records| {
            // From here to the end of the write, memory is ahead of the store: an error and a panic leave it so.
            *poisoned = true;
            answers.clear();
            catch_up(records, state, head)?;
            let mut batch = Batch { first: records.answers(&ids)?, ..Batch::default() };
            for (command, now) in commands {
                let mut command = Cow::Borrowed(*command);
                if let (true, Some(key)) = (command.is_open(), &*secret_key) {
                    command.to_mut().seal(key);
                }
                answers.push(batch.answer(records, state, head, command, *now)?);
            }
            Ok(batch.commits)
        });
        match done {
            Ok(()) => {
                self.poisoned = false;
                Ok(answers)
            }
            Err(WriteFault::NotWritten(error)) => Err(error),
            Err(WriteFault::Unclear) => {
                let unknown = |(command, _): &(&Command, _)| Answer::Unknown { command: command.id.clone() };
                Ok(commands.iter().map(unknown).collect())
            }
        }
    }

    /// Takes in what others have written since this handle last wrote or looked.
    ///
    /// # Errors
    /// `ledger.broken_chain` and `ledger.not_applicable`, naming the first bad event; those of the store.
    pub fn refresh(&mut self) -> Result<(), VoucherError> {
        self.check_usable()?;
        let Self { store, state, head, .. } = self;
        self.poisoned = true;
        catch_up(&**store, state, head)?;
        self.poisoned = false;
        Ok(())
    }

    /// Keeps the state in the store, so that the ledger opens without replaying what is in it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn keep_snapshot(&mut self) -> Result<(), VoucherError> {
        self.check_usable()?;
        let snapshot = Snapshot { seq: self.state.seq(), bytes: self.state.to_bytes(self.head) };
        self.store.keep_snapshot(&snapshot)
    }

    fn check_usable(&self) -> Result<(), VoucherError> {
        if self.poisoned { Err(VoucherError::new(VoucherCode::Poisoned)) } else { Ok(()) }
    }

    /// A voucher.
    ///
    /// # Errors
    /// `ledger.poisoned`.
    pub fn voucher(&self, id: &VoucherId) -> Result<Option<VoucherView>, VoucherError> {
        Ok(self.state()?.voucher(id).map(|voucher| VoucherView::of(&voucher)))
    }

    /// A voucher with the terms of its programme, to be shown to its holder.
    ///
    /// # Errors
    /// `ledger.poisoned`.
    pub fn card(&self, id: &VoucherId) -> Result<Option<Card>, VoucherError> {
        let Some(voucher) = self.voucher(id)? else { return Ok(None) };
        let programme = self.programme(&voucher.programme)?;
        Ok(programme.map(|programme| Card { programme, voucher }))
    }

    /// The money of a programme.
    ///
    /// # Errors
    /// `ledger.poisoned`.
    pub fn budget(&self, programme: &ProgrammeId) -> Result<Option<BudgetView>, VoucherError> {
        Ok(self.state()?.programme(programme).map(|account| BudgetView::of(programme, account)))
    }

    /// The money of every programme, in the order of their ids.
    ///
    /// # Errors
    /// `ledger.poisoned`.
    pub fn budgets(&self) -> Result<Vec<BudgetView>, VoucherError> {
        Ok(self.state()?.programmes().map(|(id, account)| BudgetView::of(id, account)).collect())
    }

    /// The money of all programmes together, or of those of a division and the divisions inside it.
    ///
    /// # Errors
    /// `ledger.poisoned`; `ledger.budget_broken` if a sum is above 2^53 - 1 fen.
    pub fn total(&self, region: Option<&RegionCode>) -> Result<Budget, VoucherError> {
        self.state()?.total(region)
    }

    /// A payment batch.
    ///
    /// # Errors
    /// `ledger.poisoned`.
    pub fn batch(&self, id: &BatchId) -> Result<Option<BatchView>, VoucherError> {
        let state = self.state()?;
        let batch = state.batch(id).and_then(|batch| {
            let programme = batch.programme.get().and_then(|place| state.programmes.get_index(place));
            programme.map(|(programme, _)| BatchView::of(id, programme, batch))
        });
        Ok(batch)
    }

    /// A programme with its terms.
    ///
    /// # Errors
    /// `ledger.poisoned`.
    pub fn programme(&self, id: &ProgrammeId) -> Result<Option<Programme>, VoucherError> {
        let account = self.state()?.programme(id);
        Ok(account.map(|account| Programme { id: id.clone(), terms: account.terms().clone() }))
    }

    /// The events that a filter keeps, in order.
    ///
    /// # Errors
    /// Those of the store.
    pub fn events(&self, filter: &EventFilter) -> Result<Vec<EventRecord>, VoucherError> {
        self.check_usable()?;
        let limit = filter.limit.unwrap_or(usize::MAX);
        let mut found = Vec::new();
        self.store.scan_events(filter.after_seq.unwrap_or(0), &mut |record| {
            if found.len() >= limit {
                return Ok(false);
            }
            if filter.keeps(record) {
                found.push(record.clone());
            }
            Ok(true)
        })?;
        Ok(found)
    }

    /// What became of a command; this settles an [`Answer::Unknown`].
    ///
    /// # Errors
    /// Those of the store.
    pub fn status(&self, command: &CommandId) -> Result<Status, VoucherError> {
        self.check_usable()?;
        let answer = self.store.answers(&[command])?.remove(command);
        Ok(match answer.map(|answer| answer.outcome) {
            None => Status::NotSeen,
            Some(Recorded::Refused { refusal }) => Status::Refused { refusal },
            Some(Recorded::Applied { seq }) => {
                let event = self.store.event(seq)?;
                let event = event.ok_or_else(|| VoucherError::new(VoucherCode::BrokenChain).at_seq(seq))?;
                Status::Applied { event: Box::new(event) }
            }
        })
    }

    /// Follows the chain, replays every event, sums every voucher, compares with the state in memory, and holds every
    /// recorded answer against its event.
    ///
    /// # Errors
    /// `ledger.broken_chain`, `ledger.not_applicable`, `ledger.budget_broken`, `ledger.state_differs`,
    /// `ledger.answers_differ`; the first bad event is named.
    pub fn verify(&self) -> Result<Verified, VoucherError> {
        self.check_usable()?;
        let (mut state, mut head) = (State::default(), Head::genesis(self.head.hash_kind));
        // Others may have written more than this handle has seen: compared is what it has seen, checked is all.
        if self.head.events > 0 {
            self.store.scan_events(0, &mut |record| {
                head = head.follow(record)?;
                apply(&mut state, &record.event)?;
                Ok(head.events < self.head.events)
            })?;
        }
        if head != self.head || state != self.state {
            return Err(VoucherError::new(VoucherCode::StateDiffers).at_seq(head.events));
        }
        catch_up(&*self.store, &mut state, &mut head)?;
        state.check_money()?;
        check_answers(&*self.store, head)?;
        Ok(Verified { head, state_digest: state.digest() })
    }

    /// The whole ledger as bytes: events, hashes and recorded answers; [`Ledger::import`] reads them.
    ///
    /// # Errors
    /// Those of the store.
    pub fn export(&self) -> Result<Vec<u8>, VoucherError> {
        self.check_usable()?;
        export::write(&*self.store, self.head.hash_kind)
    }

    /// A ledger in memory from exported bytes. What was answered once is answered the same.
    ///
    /// # Errors
    /// `ledger.encoding`, `ledger.broken_chain`, `ledger.not_applicable`.
    pub fn import(bytes: &[u8]) -> Result<Self, VoucherError> {
        Self::with_store(Box::new(export::read(bytes)?))
    }

    /// Copies everything into an empty store, in parts of a thousand, and opens the copy. Stopped half-way, the store holds
    /// the beginning of the history.
    ///
    /// # Errors
    /// `ledger.hash_kind` for a store of another hash, `ledger.store_failed` for one that is not empty;
    /// `ledger.answers_differ`; those of both stores.
    pub fn copy_to(&self, mut store: Box<dyn Store>) -> Result<Self, VoucherError> {
        const PART: usize = 1_000;
        if store.hash_kind() != self.head.hash_kind {
            return Err(VoucherError::new(VoucherCode::HashKind).because(store.hash_kind().name()));
        }
        store.scan_answers(&mut |_| Err(VoucherError::store("not empty")))?;
        let records = self.records()?;
        let mut commits = Vec::new();
        scan_with_answers(records, self.head.events, &mut |record, answer| {
            commits.push(Commit { answer, event: Some(record) });
            if commits.len() >= PART { write_all(&mut *store, &mut commits) } else { Ok(()) }
        })?;
        records.scan_answers(&mut |answer| {
            if matches!(answer.outcome, Recorded::Refused { .. }) {
                commits.push(Commit { answer: answer.clone(), event: None });
            }
            if commits.len() >= PART { write_all(&mut *store, &mut commits) } else { Ok(()) }
        })?;
        write_all(&mut *store, &mut commits)?;
        Self::with_store(store)
    }

    /// The state that the events give.
    ///
    /// # Errors
    /// `ledger.poisoned`.
    pub fn state(&self) -> Result<&State, VoucherError> {
        self.check_usable()?;
        Ok(&self.state)
    }

    /// Where the chain ends.
    pub const fn head(&self) -> Head {
        self.head
    }

    /// The records themselves.
    pub(super) fn records(&self) -> Result<&dyn Records, VoucherError> {
        self.check_usable()?;
        Ok(&*self.store)
    }

    /// Chain and tree up to the head of this handle. A checkpoint reads only the events since the last one.
    pub(super) fn followed(&self) -> Result<Follower, VoucherError> {
        let records = self.records()?;
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        if followed.head().events < self.head.events {
            // What was followed counts only if all of it holds.
            let mut ahead = followed.clone();
            records.scan_events(ahead.head().events, &mut |record| {
                ahead.follow(record)?;
                Ok(ahead.head().events < self.head.events)
            })?;
            *followed = ahead;
        }
        if followed.head() != self.head {
            return Err(VoucherError::new(VoucherCode::StateDiffers).at_seq(followed.head().events));
        }
        Ok(followed.clone())
    }
}

/// Writes commits as they are.
fn write_all(store: &mut dyn Store, commits: &mut Vec<Commit>) -> Result<(), VoucherError> {
    store.write(&mut |_| Ok(std::mem::take(commits))).map_err(|fault| match fault {
        WriteFault::NotWritten(error) => error,
        WriteFault::Unclear => VoucherError::new(VoucherCode::StoreFailed),
    })
}

/// What stands behind the question mark of a url.
#[derive(Default)]
struct Options {
    read_only: bool,
    hash_kind: Option<HashKind>,
}

impl Options {
    fn read(query: Option<&str>) -> Result<Self, VoucherError> {
        let mut options = Self::default();
        for option in query.into_iter().flat_map(|query| query.split('&')) {
            match option.split_once('=') {
                Some(("mode", "ro")) => options.read_only = true,
                Some(("hash", name)) => options.hash_kind = Some(name.parse()?),
                _ => return Err(unknown_scheme()),
            }
        }
        Ok(options)
    }
}

/// The url is not repeated: it may hold a password.
fn unknown_scheme() -> VoucherError {
    VoucherError::new(VoucherCode::StoreScheme)
        .because("known are `memory:`, `sqlite:///…` and `postgresql://…`")
}

#[cfg(feature = "sqlite")]
fn open_sqlite(rest: &str) -> Result<Ledger, VoucherError> {
    use super::store::SqliteStore;

    let path = rest.strip_prefix("///").ok_or_else(unknown_scheme)?;
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let (path, options) = (std::path::Path::new(path), Options::read(query)?);
    let store = match (options.read_only, options.hash_kind) {
        (true, _) => SqliteStore::open_read_only(path),
        (false, Some(hash_kind)) => SqliteStore::open_with(path, hash_kind),
        (false, None) => SqliteStore::open(path),
    }?;
    if options.hash_kind.is_some_and(|hash_kind| hash_kind != store.hash_kind()) {
        return Err(VoucherError::new(VoucherCode::HashKind).because(store.hash_kind().name()));
    }
    Ledger::with_store(Box::new(store))
}

#[cfg(not(feature = "sqlite"))]
fn open_sqlite(_: &str) -> Result<Ledger, VoucherError> {
    Err(VoucherError::new(VoucherCode::StoreNotBuilt).because("feature `sqlite`"))
}

#[cfg(feature = "postgres")]
fn open_postgres(url: &str) -> Result<Ledger, VoucherError> {
    Ledger::with_store(Box::new(super::store::PostgresStore::open(url)?))
}

#[cfg(not(feature = "postgres"))]
fn open_postgres(_: &str) -> Result<Ledger, VoucherError> {
    Err(VoucherError::new(VoucherCode::StoreNotBuilt).because("feature `postgres`"))
}

/// The answer to a command whose id has an answer.
fn again(command: &Command, first: &AnswerRecord, event: Option<EventRecord>) -> Answer {
    let id = command.id.clone();
    if let Some(field) = first.command.first_difference(command) {
        return Answer::Refused { command: id, refusal: Refusal::in_field(RefusalCode::KeyReuse, field) };
    }
    let first = match (&first.outcome, event) {
        (Recorded::Refused { refusal }, _) => Answer::Refused { command: id, refusal: refusal.clone() },
        (Recorded::Applied { .. }, Some(event)) => Answer::Applied { event: Box::new(event) },
        // The store holds an answer without its event: it cannot tell.
        (Recorded::Applied { .. }, None) => return Answer::Unknown { command: id },
    };
    Answer::Replayed { first: Box::new(first) }
}

/// Shows the events up to a number, in order, each with the answer to its command. A store is asked for a part at a time,
/// and never while it shows: its connection may do one thing at once only.
///
/// # Errors
/// `ledger.answers_differ`, naming the first event that has no answer, or that of another command.
pub(super) fn scan_with_answers(
    records: &dyn Records,
    events: u64,
    visit: &mut dyn FnMut(EventRecord, AnswerRecord) -> Result<(), VoucherError>,
) -> Result<(), VoucherError> {
    const PART: u64 = 500;
    let mut shown = 0;
    while shown < events {
        let mut part = Vec::new();
        let wanted = PART.min(events - shown);
        records.scan_events(shown, &mut |record| {
            part.push(record.clone());
            Ok((part.len() as u64) < wanted)
        })?;
        if part.is_empty() {
            return Err(VoucherError::new(VoucherCode::BrokenChain).at_seq(shown + 1));
        }
        shown += part.len() as u64;
        let ids: Vec<_> = part.iter().map(|record| &record.event.command).collect();
        let mut answers = records.answers(&ids)?;
        for record in part {
            let seq = record.event.seq;
            let answer = answers
                .remove(&record.event.command)
                .filter(|answer| answer.outcome == Recorded::Applied { seq } && answer.is_of(&record.event))
                .ok_or_else(|| VoucherError::new(VoucherCode::AnswersDiffer).at_seq(seq))?;
            visit(record, answer)?;
        }
    }
    Ok(())
}

/// Holds the events up to the head against the recorded answers: one for each, of its command, and no other.
fn check_answers(records: &dyn Records, head: Head) -> Result<(), VoucherError> {
    scan_with_answers(records, head.events, &mut |_, _| Ok(()))?;
    let mut applied = 0_u64;
    records.scan_answers(&mut |answer| {
        // What was written since the events were followed waits for the next time.
        if matches!(answer.outcome, Recorded::Applied { seq } if seq <= head.events) {
            applied += 1;
        }
        Ok(())
    })?;
    if applied == head.events { Ok(()) } else { Err(VoucherError::new(VoucherCode::AnswersDiffer)) }
}

/// Follows the chain and applies the events behind the head.
fn catch_up(records: &dyn Records, state: &mut State, head: &mut Head) -> Result<(), VoucherError> {
    records.scan_events(head.events, &mut |record| {
        let next = head.follow(record)?;
        apply(state, &record.event)?;
        *head = next;
        Ok(true)
    })
}
