//! Ledgers that lose their power, are cut off again while they recover, and meet a disk that fails.
//!
//! Goal: nothing that was acknowledged is lost, nothing is there by half, everything verifies, and a command that is sent
//! again gets its first answer. Method: random commands ([`super::super::generate`]) in batches on a disk in memory
//! ([`doorstep_powerloss`]) that writes down every operation of creating, writing, checkpointing and closing; at each of
//! them, images that a loss of power could leave are opened and compared with a ledger in memory that was given the same
//! batches. Weaker settings must fail the same comparison: that shows that it sees.
//!
//! `DOORSTEP_POWER_IMAGES` and `DOORSTEP_POWER_DOUBLE` ask for so many images instead of the default.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use doorstep::voucher::store::{Files, SqliteStore};
use doorstep::voucher::{Answer, Command, Digest, Head, Ledger, Status, Timestamp, VoucherError};
use doorstep_powerloss::{Disk, Fault, FaultKind, Image, Numbers, Platter, Trace};

use super::super::generate::Sender;
use super::super::model::Model;
use super::super::{at, ledger, secret_key};
use super::asked;

const FILE: &str = "ledger.db";
/// Two at a time, as many as the smallest machine has processors.
pub(super) const WORKERS: usize = 2;

/// A setting that is too weak, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weak {
    No,
    /// `synchronous = NORMAL`: a commit is not synced.
    Normal,
    /// The folder is not synced after the ledger was made.
    Folder,
}

/// The disk as the store reaches it.
#[derive(Debug, Clone)]
pub(super) struct OnDisk {
    pub(super) disk: Disk,
    weak: Weak,
}

impl OnDisk {
    pub(super) fn new(name: &str) -> Self {
        Self { disk: Disk::new(name).unwrap(), weak: Weak::No }
    }

    /// Opens the ledger, with a checkpoint every so many pages.
    pub(super) fn open(&self, pages: u32) -> Result<Ledger, VoucherError> {
        let store = SqliteStore::open_on(Path::new(FILE), self)?;
        store.connection().pragma_update(None, "wal_autocheckpoint", pages).unwrap();
        if self.weak == Weak::Normal {
            store.connection().pragma_update(None, "synchronous", "NORMAL").unwrap();
        }
        Ok(Ledger::with_store(Box::new(store))?.with_secret_key(secret_key()))
    }
}

fn name(path: &Path) -> &str {
    path.to_str().unwrap()
}

impl Files for OnDisk {
    fn vfs(&self) -> Option<&str> {
        Some(self.disk.vfs())
    }

    fn exists(&self, path: &Path) -> bool {
        self.disk.exists(name(path))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.disk.link(name(from), name(to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.disk.remove(name(path))
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.disk.sync_file(name(path))
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        if self.weak == Weak::Folder { Ok(()) } else { self.disk.sync_folder() }
    }
}

/// Commands that are sent together, and what must come of them.
struct Batch {
    commands: Vec<Command>,
    now: Timestamp,
    answers: Vec<Answer>,
    recorded: Vec<Status>,
}

/// A history: batches, and the ledger before the first and after each.
struct History {
    batches: Vec<Batch>,
    ledgers: Vec<(Head, Digest)>,
}

impl History {
    fn draw(seed: u64, commands: usize) -> Self {
        let mut sender = Sender::new(seed);
        let mut model = Model::default();
        let mut ledger = ledger();
        let place = |ledger: &Ledger| (ledger.head(), ledger.state().unwrap().digest());
        let (mut batches, mut ledgers) = (Vec::new(), vec![place(&ledger)]);
        let mut left = commands;
        while left > 0 {
            let size = if sender.dice.percent(60) { 1 } else { 2 + sender.dice.below(7) as usize };
            let (mut commands, mut now) = (Vec::new(), sender.now);
            for _ in 0..size.min(left) {
                let (order, sent) = sender.next(&model);
                model.submit(&order, sent);
                commands.push(Command::read(order).unwrap());
                now = sent;
            }
            left -= commands.len();
            let answers = ledger.submit_many(&commands, at(now)).unwrap();
            let recorded = commands.iter().map(|command| ledger.status(&command.id).unwrap()).collect();
            batches.push(Batch { commands, now: at(now), answers, recorded });
            ledgers.push(place(&ledger));
        }
        Self { batches, ledgers }
    }

    /// Plays the history on an empty disk and writes down what happens there. A mark stands behind the creation and
    /// behind each batch that was acknowledged.
    fn record(&self, on: &OnDisk, numbers: &mut Numbers) -> Trace {
        on.disk.load(&Image::default(), true);
        let pages = [3, 10, 40, 1_000][numbers.below(4)];
        let mut ledger = on.open(pages).unwrap();
        on.disk.mark();
        for batch in &self.batches {
            match numbers.below(24) {
                0 => {
                    drop(ledger);
                    ledger = on.open(pages).unwrap();
                }
                1 => ledger.keep_snapshot().unwrap(),
                _ => {}
            }
            assert_eq!(ledger.submit_many(&batch.commands, batch.now).unwrap(), batch.answers);
            on.disk.mark();
        }
        drop(ledger);
        on.disk.trace()
    }

    /// Opens what lies on a disk, and says what is wrong with it if `marks` had been acknowledged. At the end the batch in
    /// flight is sent again, and the last one before it.
    fn check(&self, on: &OnDisk, marks: usize) -> Result<(), String> {
        let said = |what: &'static str| move |error: VoucherError| format!("{what}: {error}");
        if marks > 0 && !on.disk.exists(FILE) {
            return Err("lost: the ledger itself".to_owned());
        }
        let store = SqliteStore::open_on(Path::new(FILE), on).map_err(said("open"))?;
        let text = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
        let whole = store.connection().query_row("PRAGMA integrity_check", [], text);
        if whole.as_deref() != Ok("ok") {
            return Err(format!("integrity: {whole:?}"));
        }
        let mut ledger =
            Ledger::with_store(Box::new(store)).map_err(said("replay"))?.with_secret_key(secret_key());
        let acknowledged = marks.saturating_sub(1);
        let verified = ledger.verify().map_err(said("verify"))?;
        let place = (verified.head, verified.state_digest);
        let in_flight = self.batches.get(acknowledged);
        // A batch of refusals leaves the head where it is: then its first command tells.
        let status = |ledger: &Ledger, command: &Command| ledger.status(&command.id).map_err(said("status"));
        let mut there = acknowledged;
        if let Some(batch) = in_flight {
            for (command, recorded) in batch.commands.iter().zip(&batch.recorded) {
                if *recorded != Status::NotSeen && status(&ledger, command)? != Status::NotSeen {
                    there = acknowledged + 1;
                }
            }
        }
        if self.ledgers.get(there) != Some(&place) {
            let events = self.ledgers[acknowledged].0.events;
            return Err(match verified.head.events < events {
                true => format!("lost: {} events of {events}", verified.head.events),
                false => format!("half: {} events where {events} were acknowledged", verified.head.events),
            });
        }
        for (turn, batch) in self.batches.iter().enumerate() {
            for (command, recorded) in batch.commands.iter().zip(&batch.recorded) {
                let recorded = if turn < there { recorded } else { &Status::NotSeen };
                if status(&ledger, command)? != *recorded {
                    return Err(format!("lost: the answer to a command of batch {turn} of {there}"));
                }
            }
        }
        for (turn, batch) in
            self.batches.iter().enumerate().take(acknowledged + 1).skip(acknowledged.max(1) - 1)
        {
            let again = ledger.submit_many(&batch.commands, batch.now).map_err(said("submit"))?;
            for ((answer, first), recorded) in again.iter().zip(&batch.answers).zip(&batch.recorded) {
                let replayed = turn < there && *recorded != Status::NotSeen;
                let right = match answer {
                    Answer::Replayed { first: again } => replayed && **again == *first,
                    answer => !replayed && answer == first,
                };
                if !right {
                    return Err(format!("answer: another one in batch {turn} of {there}"));
                }
            }
        }
        let (head, digest) = self.ledgers[(acknowledged + 1).min(self.batches.len())];
        match ledger.head() == head && ledger.state().map_err(said("state"))?.digest() == digest {
            true => Ok(()),
            false => Err("go on: another ledger".to_owned()),
        }
    }
}

/// Images that were opened, and what was wrong.
#[derive(Debug, Default)]
struct Tally {
    images: u64,
    faults: Vec<String>,
}

impl Tally {
    fn add(&mut self, place: impl Fn() -> String, found: Result<(), String>) {
        self.images += 1;
        if let Err(fault) = found {
            self.faults.push(format!("{fault} ({})", place()));
        }
    }

    fn join(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::default(), |mut whole, part| {
            whole.images += part.images;
            whole.faults.extend(part.faults);
            whole
        })
    }

    #[track_caller]
    fn expect_sound(&self) {
        assert!(
            self.faults.is_empty(),
            "{} of {}: {:#?}",
            self.faults.len(),
            self.images,
            &self.faults[..self.faults.len().min(10)]
        );
    }

    fn count(&self, kind: &str) -> usize {
        self.faults.iter().filter(|fault| fault.starts_with(kind)).count()
    }
}

/// Runs `work` on as many threads as there are workers, each with its number.
pub(super) fn workers<R: Send>(work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    std::thread::scope(|scope| {
        let work = &work;
        let started: Vec<_> = (0..WORKERS).map(|worker| scope.spawn(move || work(worker))).collect();
        started.into_iter().map(|worker| worker.join().unwrap()).collect()
    })
}

/// Opens up to so many different images at every operation of a history.
fn cut(name: &str, weak: Weak, seed: u64, commands: usize, images: usize) -> Tally {
    let history = History::draw(seed, commands);
    let writer = OnDisk { weak, ..OnDisk::new(&format!("{name}-{seed}-writer")) };
    let trace = history.record(&writer, &mut Numbers::new(seed));
    Tally::join(workers(|worker| {
        let on = OnDisk::new(&format!("{name}-{seed}-{worker}"));
        let (mut tally, mut seen) = (Tally::default(), HashSet::new());
        let mut platter = Platter::new(&trace.start);
        for (turn, op) in trace.ops.iter().enumerate() {
            platter.pass(op);
            if turn % WORKERS != worker {
                continue;
            }
            let mut numbers = Numbers::new(seed << 32 | turn as u64);
            for way in 0..if platter.is_open() { images } else { 1 } {
                let image = platter.image(way, &mut numbers);
                if !seen.insert((image.digest(), platter.marks())) {
                    continue;
                }
                on.disk.load(&image, false);
                let place = || format!("seed {seed}, operation {turn}, image {way}");
                tally.add(place, history.check(&on, platter.marks()));
            }
        }
        tally
    }))
}

#[test]
fn a_loss_of_power_loses_nothing_that_was_acknowledged() {
    let asked = asked("DOORSTEP_POWER_IMAGES", 50_000);
    let (mut whole, mut seed) = (Tally::default(), 0);
    while whole.images < asked {
        whole = Tally::join([whole, cut("cut", Weak::No, seed, 60, 48)]);
        whole.expect_sound();
        seed += 1;
    }
    println!("{} images of {seed} histories: nothing lost", whole.images);
}

#[test]
fn weaker_settings_are_found_out() {
    // The folder is synced by SQLite, too, when the first commit makes a WAL: until then the ledger itself may be lost.
    for (weak, least) in [(Weak::Normal, 100), (Weak::Folder, 3)] {
        let tally = cut(&format!("{weak:?}"), weak, 3, 60, 8);
        println!(
            "{weak:?}: {} lost of {}, {} bad in all",
            tally.count("lost"),
            tally.images,
            tally.faults.len()
        );
        assert!(tally.count("lost") >= least, "{tally:?}");
    }
}

/// What a disk holds after a loss of power is opened, the batch in flight is sent again, and the power goes again at each
/// operation of that.
fn cut_twice(seed: u64, first: usize, second: usize) -> Tally {
    let history = History::draw(seed, 30);
    let trace = history.record(&OnDisk::new(&format!("twice-{seed}-writer")), &mut Numbers::new(seed));
    Tally::join(workers(|worker| {
        let again = OnDisk::new(&format!("twice-{seed}-{worker}-again"));
        let on = OnDisk::new(&format!("twice-{seed}-{worker}"));
        let (mut tally, mut seen) = (Tally::default(), HashSet::new());
        let mut platter = Platter::new(&trace.start);
        for (turn, op) in trace.ops.iter().enumerate() {
            platter.pass(op);
            if turn % WORKERS != worker || !platter.is_open() {
                continue;
            }
            let mut numbers = Numbers::new(seed << 32 | turn as u64);
            for _ in 0..first {
                let image = platter.image(3, &mut numbers);
                if !seen.insert((image.digest(), platter.marks())) {
                    continue;
                }
                again.disk.load(&image, true);
                let (recovery, _) = history.go_on(&again, platter.marks());
                let mut after = Platter::new(&recovery.start);
                for (step, op) in recovery.ops.iter().enumerate() {
                    after.pass(op);
                    for way in 0..if after.is_open() { second } else { 1 } {
                        // What is safe, what comes first, and what is drawn.
                        let image = after.image([0, 2, 3, 3][way % 4], &mut numbers);
                        let marks = platter.marks() + after.marks();
                        if !seen.insert((image.digest(), marks)) {
                            continue;
                        }
                        on.disk.load(&image, false);
                        let place = || format!("seed {seed}, operation {turn}, then {step}, image {way}");
                        tally.add(place, history.check(&on, marks));
                    }
                }
            }
        }
        tally
    }))
}

impl History {
    /// Opens the ledger after `marks` were acknowledged, sends the batch in flight again, and closes it; also gives how
    /// many operations there were when it was open.
    fn go_on(&self, on: &OnDisk, marks: usize) -> (Trace, usize) {
        let mut ledger = on.open(10).unwrap();
        let open = on.disk.trace().ops.len();
        if marks == 0 {
            on.disk.mark();
        }
        if let Some(batch) = self.batches.get(marks.saturating_sub(1)) {
            ledger.submit_many(&batch.commands, batch.now).unwrap();
            on.disk.mark();
        }
        drop(ledger);
        (on.disk.trace(), open)
    }
}

#[test]
fn a_second_loss_of_power_while_recovering_loses_nothing() {
    let asked = asked("DOORSTEP_POWER_DOUBLE", 5_000);
    let (mut whole, mut seed) = (Tally::default(), 100);
    while whole.images < asked {
        whole = Tally::join([whole, cut_twice(seed, 1, 3)]);
        whole.expect_sound();
        seed += 1;
    }
    println!("{} images after a second loss of power: nothing lost", whole.images);
}

/// Plays a history on a disk that fails, until the ledger says so: how much was acknowledged, and whether the ledger said
/// that nothing was written.
fn play_on_failing(history: &History, on: &OnDisk, fault: Fault) -> (usize, bool) {
    on.disk.load(&Image::default(), true);
    on.disk.fail(Some(fault));
    let Ok(mut ledger) = on.open(10) else { return (0, false) };
    on.disk.mark();
    let mut marks = 1;
    for batch in &history.batches {
        match ledger.submit_many(&batch.commands, batch.now) {
            Ok(answers) if answers == batch.answers => {
                on.disk.mark();
                marks += 1;
            }
            Ok(answers) => {
                assert!(answers.iter().all(|answer| matches!(answer, Answer::Unknown { .. })), "{answers:?}");
                return (marks, false);
            }
            Err(error) => {
                assert!(["ledger.io", "ledger.full"].contains(&error.code().code()), "{error}");
                return (marks, true);
            }
        }
    }
    (marks, false)
}

/// Every operation fails in its turn, in every way; then the ledger is opened as another process would, goes on, and loses
/// its power.
fn fail_each(history: &History, worker: usize, kind: FaultKind, for_ever: bool) -> (Tally, [u32; 2]) {
    let on = OnDisk::new(&format!("fails-{kind:?}-{for_ever}-{worker}"));
    let other = OnDisk::new(&format!("failed-{kind:?}-{for_ever}-{worker}"));
    let (mut tally, mut said) = (Tally::default(), [0, 0]);
    for at in (worker as u64..).step_by(WORKERS) {
        let fault = Fault { at, for_ever, kind };
        let (marks, none_written) = play_on_failing(history, &on, fault);
        let (done, failed) = on.disk.counts();
        if failed == 0 {
            // It came behind the last operation, or this one cannot fail so.
            if at >= done {
                break;
            }
            continue;
        }
        on.disk.fail(None);
        let place = || format!("{fault:?}, {marks} acknowledged");
        // A process that opens the same files, without a loss of power.
        let files = on.disk.seen();
        other.disk.load(&files, false);
        if none_written {
            let found = other.open(10).map(|ledger| ledger.head());
            let right = found == Ok(history.ledgers[marks - 1].0);
            tally.add(place, right.then_some(()).ok_or_else(|| format!("not written? {found:?}")));
            other.disk.load(&files, false);
            said[0] += 1;
        } else {
            said[1] += u32::from(marks > 0 && marks <= history.batches.len());
        }
        tally.add(place, history.check(&other, marks));
        // The same files go on in use, and then the power goes.
        let before = on.disk.trace().ops.len();
        let (trace, open) = history.go_on(&on, marks);
        // Where a sync has failed, what was seen and not safe is made safe while the ledger is opened: a loss of power just
        // then, with no restart of the machine between the two, can leave an old WAL beside a new file. That is SQLite's
        // own checkpoint, and not looked at here.
        let from = if kind == FaultKind::Error { open } else { before };
        let (mut platter, mut numbers) = (Platter::new(&trace.start), Numbers::new(at));
        let mut seen = HashSet::new();
        for (turn, op) in trace.ops.iter().enumerate() {
            platter.pass(op);
            let ways: &[usize] = if turn + 1 == trace.ops.len() { &[0, 1, 2, 3] } else { &[0] };
            for way in ways.iter().filter(|_| turn >= from) {
                let image = platter.image(*way, &mut numbers);
                if seen.insert((image.digest(), platter.marks())) {
                    other.disk.load(&image, false);
                    let place = || format!("{}, then operation {}, image {way}", place(), turn - before);
                    tally.add(place, history.check(&other, platter.marks()));
                }
            }
        }
    }
    (tally, said)
}

#[test]
fn a_disk_that_fails_loses_nothing_that_was_acknowledged() {
    use FaultKind::{Dead, Error, Full};

    let history = History::draw(7, 24);
    let mut whole = Tally::default();
    for (kind, for_ever) in [(Error, false), (Error, true), (Full, false), (Full, true), (Dead, true)] {
        for (tally, [said, unknown]) in workers(|worker| fail_each(&history, worker, kind, for_ever)) {
            println!(
                "{kind:?}, for ever {for_ever}: {said} times said not to be written, {unknown} times unknown"
            );
            assert!(said > 0 && (unknown > 0 || kind == Full));
            whole = Tally::join([whole, tally]);
        }
    }
    println!("{} images after failed operations, {} bad", whole.images, whole.faults.len());
    whole.expect_sound();
    assert!(whole.images > 1_000, "{whole:?}");
}
