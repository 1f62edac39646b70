//! A ledger for many threads: whoever gets hold of it writes for all who wait (group commit, 成组提交).
//!
//! A durable write costs a sync of the disk, whether it holds one command or hundreds. Threads that come while a write is
//! under way queue up; the next one of them takes the whole queue along. A thread that has its answer may take hold again
//! before those who wait, so that groups stay smaller than the queue.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    queue: Mutex<VecDeque<Waiting>>,
}

/// A command in the queue, and where its answer goes.
#[derive(Debug)]
struct Waiting {
    command: Command,
    now: Timestamp,
    slot: Arc<Mutex<Option<Result<Answer, VoucherError>>>>,
}

impl Shared {
    /// Most commands that wait at once; more are turned away with `ledger.busy`.
    pub const WAITING_MAX: usize = 10_000;
    /// Most commands that are written at once.
    pub const GROUP_MAX: usize = 1_000;

    /// Shares a ledger.
    pub fn new(ledger: Ledger) -> Self {
        Self { inner: Arc::new(Inner { ledger: Mutex::new(ledger), queue: Mutex::new(VecDeque::new()) }) }
    }

    /// Does a command, or says why not; see [`Ledger::submit`].
    ///
    /// # Errors
    /// `ledger.busy` if too many wait already, nothing is done then; those of [`Ledger::submit`].
    pub fn submit(&self, command: &Command, now: Timestamp) -> Result<Answer, VoucherError> {
        let slot = Arc::new(Mutex::new(None));
        {
            let mut queue = hold(&self.inner.queue);
            if queue.len() >= Self::WAITING_MAX {
                return Err(VoucherError::new(VoucherCode::StoreBusy));
            }
            queue.push_back(Waiting { command: command.clone(), now, slot: Arc::clone(&slot) });
        }
        loop {
            let mut ledger = hold(&self.inner.ledger);
            if let Some(answer) = hold(&slot).take() {
                return answer;
            }
            // Nobody has answered yet, so the command is still in the queue: it leaves it while the ledger is held only.
            write_group(&mut ledger, &self.inner.queue);
        }
    }

    /// Works with the ledger itself, while nobody writes.
    pub fn with<R>(&self, work: impl FnOnce(&mut Ledger) -> R) -> R {
        work(&mut hold(&self.inner.ledger))
    }
}

fn write_group(ledger: &mut Ledger, queue: &Mutex<VecDeque<Waiting>>) {
    let group: Vec<Waiting> = {
        let mut queue = hold(queue);
        let count = queue.len().min(Shared::GROUP_MAX);
        queue.drain(..count).collect()
    };
    let commands: Vec<_> = group.iter().map(|waiting| (&waiting.command, waiting.now)).collect();
    match ledger.submit_timed(&commands) {
        Ok(answers) => {
            for (waiting, answer) in group.iter().zip(answers) {
                *hold(&waiting.slot) = Some(Ok(answer));
            }
        }
        Err(error) => {
            for waiting in &group {
                *hold(&waiting.slot) = Some(Err(error.clone()));
            }
        }
    }
}

/// A lock whose holder panicked is taken all the same: a ledger in doubt says so itself.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
