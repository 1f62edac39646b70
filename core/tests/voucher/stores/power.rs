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

use doorstep::voucher::Answer;
use doorstep_powerloss::{Fault, FaultKind, Image, Numbers, Platter};

use super::asked;
use super::on_disk::{OnDisk, WORKERS, Weak, workers};
use super::power_history::History;

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
