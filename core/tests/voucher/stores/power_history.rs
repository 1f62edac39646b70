//! Histories that are played on a disk in memory, and what must be there after each operation of it.

use std::path::Path;

use doorstep::voucher::store::SqliteStore;
use doorstep::voucher::{Answer, Command, Digest, Head, Ledger, Status, Timestamp, VoucherError};
use doorstep_powerloss::{Image, Numbers, Trace};

use super::super::generate::Sender;
use super::super::model::Model;
use super::super::{at, ledger, secret_key};
use super::on_disk::{FILE, OnDisk};

/// Commands that are sent together, and what must come of them.
pub(super) struct Batch {
    pub(super) commands: Vec<Command>,
    pub(super) now: Timestamp,
    pub(super) answers: Vec<Answer>,
    recorded: Vec<Status>,
}

/// A history: batches, and the ledger before the first and after each.
pub(super) struct History {
    pub(super) batches: Vec<Batch>,
    pub(super) ledgers: Vec<(Head, Digest)>,
}

impl History {
    pub(super) fn draw(seed: u64, commands: usize) -> Self {
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
    pub(super) fn record(&self, on: &OnDisk, numbers: &mut Numbers) -> Trace {
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
    pub(super) fn check(&self, on: &OnDisk, marks: usize) -> Result<(), String> {
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

    /// Opens the ledger after `marks` were acknowledged, sends the batch in flight again, and closes it; also gives how
    /// many operations there were when it was open.
    pub(super) fn go_on(&self, on: &OnDisk, marks: usize) -> (Trace, usize) {
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
