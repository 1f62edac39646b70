//! A ledger for many threads: one of them writes for all who wait (group commit, 成组提交).
//!
//! A durable write costs a sync of the disk, whether it holds one command or hundreds. So one thread **leads**: it takes
//! the whole queue, writes it, and gives everybody the answer. Then the lead passes to whoever waits longest, never to a
//! newcomer: a thread that has its answer and comes again queues up behind those who wait. The new leader looks at the
//! queue until it has stopped growing, so that those who were just answered come along, too.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::answer::Answer;
use super::command::Command;
use super::error::{VoucherCode, VoucherError};
use super::ledger::Ledger;
use super::time::Timestamp;

/// A ledger that threads share; clones are the same ledger.
///
/// ```
/// use doorstep::voucher::{Answer, Command, Ledger, Shared, Timestamp};
///
/// let shared = Shared::new(Ledger::memory());
/// let now = Timestamp::from_rfc3339("2026-03-02T09:00:00+08:00")?;
/// std::thread::scope(|scope| {
///     for _ in 0..4 {
///         scope.spawn(|| {
///             let command = Command::from_json(
///                 r#"{"id": "c-1", "actor": {"id": "u-1", "role": "manager", "region": "3701"},
///                     "action": "appropriate", "programme": "training", "amount_fen": 100}"#,
///             )?;
///             // One of them is answered, the others get the same answer again.
///             assert!(matches!(shared.submit(&command, now)?, Answer::Refused { .. } | Answer::Replayed { .. }));
///             Ok::<(), doorstep::Error>(())
///         });
///     }
/// });
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Shared {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    ledger: Mutex<Ledger>,
    line: Mutex<Line>,
}

/// Who waits. If nobody leads, nobody waits: the first who comes leads.
#[derive(Debug, Default)]
struct Line {
    queue: VecDeque<Waiting>,
    led: bool,
}

/// A command in the queue, and who sent it.
#[derive(Debug)]
struct Waiting {
    command: Command,
    now: Timestamp,
    sender: Arc<Sender>,
}

/// Where a thread sleeps until it is told something.
#[derive(Debug, Default)]
struct Sender {
    word: Mutex<Option<Word>>,
    told: Condvar,
}

#[derive(Debug)]
enum Word {
    Answer(Result<Answer, VoucherError>),
    /// Its command stands first in the queue: it shall lead.
    Lead,
}

impl Shared {
    /// Most commands that wait at once; more are turned away with `ledger.busy`.
    pub const WAITING_MAX: usize = 10_000;
    /// Most commands that are written at once.
    pub const GROUP_MAX: usize = 1_000;

    /// Shares a ledger.
    pub fn new(ledger: Ledger) -> Self {
        Self { inner: Arc::new(Inner { ledger: Mutex::new(ledger), line: Mutex::default() }) }
    }

    /// Does a command, or says why not; see [`Ledger::submit`].
    ///
    /// If the thread that writes for others panics, their answer is [`Answer::Unknown`], and the ledger is poisoned.
    ///
    /// # Errors
    /// `ledger.busy` if too many wait already, nothing is done then; those of [`Ledger::submit`].
    pub fn submit(&self, command: &Command, now: Timestamp) -> Result<Answer, VoucherError> {
        let sender = Arc::new(Sender::default());
        let mut leads = {
            let mut line = hold(&self.inner.line);
            if line.queue.len() >= Self::WAITING_MAX {
                return Err(VoucherError::new(VoucherCode::StoreBusy));
            }
            line.queue.push_back(Waiting { command: command.clone(), now, sender: Arc::clone(&sender) });
            !std::mem::replace(&mut line.led, true)
        };
        loop {
            if leads {
                self.inner.lead();
            }
            match sender.listen() {
                Word::Answer(answer) => return answer,
                Word::Lead => leads = true,
            }
        }
    }

    /// Works with the ledger itself, while nobody writes.
    pub fn with<R>(&self, work: impl FnOnce(&mut Ledger) -> R) -> R {
        work(&mut hold(&self.inner.ledger))
    }

    /// How many commands wait now, those that are being written not counted.
    pub fn waiting(&self) -> usize {
        hold(&self.inner.line).queue.len()
    }
}

impl Inner {
    /// Writes for all who wait, and passes the lead on. The leader's own command is the first of them.
    fn lead(&self) {
        // Dropped last, so that the next leader does not wait for this one's hold of the ledger.
        let mut group = Group { inner: self, waiting: Vec::new() };
        let mut ledger = hold(&self.ledger);
        group.waiting = self.take();
        let commands: Vec<_> = group.waiting.iter().map(|waiting| (&waiting.command, waiting.now)).collect();
        let answers = ledger.submit_timed(&commands);
        drop(ledger);
        match answers {
            Ok(answers) => {
                for (waiting, answer) in group.waiting.drain(..).zip(answers) {
                    waiting.sender.tell(Word::Answer(Ok(answer)));
                }
            }
            Err(error) => {
                for waiting in group.waiting.drain(..) {
                    waiting.sender.tell(Word::Answer(Err(error.clone())));
                }
            }
        }
    }

    /// The queue, once it has stopped growing. Each further look is owed to a command that came since the last one, so
    /// that there are never more looks than commands; whoever is alone does not wait.
    fn take(&self) -> Vec<Waiting> {
        let mut seen = 1;
        loop {
            {
                let mut line = hold(&self.line);
                let count = line.queue.len().min(Shared::GROUP_MAX);
                if count <= seen || count == Shared::GROUP_MAX {
                    return line.queue.drain(..count).collect();
                }
                seen = count;
            }
            std::thread::yield_now();
        }
    }
}

/// Those for whom a leader writes. However the leader ends, each of them gets an answer and one who waits gets the lead.
struct Group<'a> {
    inner: &'a Inner,
    waiting: Vec<Waiting>,
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        for waiting in self.waiting.drain(..) {
            // The leader panicked: what was written, nobody knows.
            waiting.sender.tell(Word::Answer(Ok(Answer::Unknown { command: waiting.command.id })));
        }
        let mut line = hold(&self.inner.line);
        match line.queue.front() {
            Some(next) => next.sender.tell(Word::Lead),
            None => line.led = false,
        }
    }
}

impl Sender {
    fn tell(&self, word: Word) {
        *hold(&self.word) = Some(word);
        self.told.notify_one();
    }

    fn listen(&self) -> Word {
        let mut word = hold(&self.word);
        loop {
            match word.take() {
                Some(word) => return word,
                None => word = self.told.wait(word).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// A lock whose holder panicked is taken all the same: a ledger in doubt says so itself.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
