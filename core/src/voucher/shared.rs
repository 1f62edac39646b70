//! A ledger for many callers: one of them writes for all who wait (group commit, 成组提交).
//!
//! A durable write costs a sync of the disk, whether it holds one command or hundreds. So one thread **leads**: it takes
//! the whole queue, writes it, and gives everybody the answer. Then the lead passes to whoever waits longest, never to a
//! newcomer: a caller that has its answer and comes again queues up behind those who wait. Before it writes, a leader waits
//! a moment for as many as there were the last time, so that those who were just answered come along, too.
//!
//! A thread whose turn it is leads itself, so that whoever is alone wakes nobody. A task of an async runtime must not be
//! kept from its other work: for tasks a thread of the ledger leads, which sleeps while none of them waits.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use super::answer::Answer;
use super::command::Command;
use super::error::{VoucherCode, VoucherError};
use super::ledger::Ledger;
use super::time::Timestamp;

/// A ledger that threads and tasks share; clones are the same ledger. WebAssembly has no threads, and not this.
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
    /// How many there were when the last write ended, those who were written for and those who had come since.
    before: usize,
    /// What that write took.
    took: Duration,
    /// Calls the thread that leads for tasks; it ends with this.
    writer: Option<mpsc::Sender<Arc<Inner>>>,
}

/// A command in the queue, and who sent it.
#[derive(Debug)]
struct Waiting {
    command: Command,
    now: Timestamp,
    caller: Arc<Caller>,
}

/// Where a thread or a task is told something.
#[derive(Debug)]
struct Caller {
    /// Whether it is a thread, which can lead.
    leads: bool,
    slot: Mutex<Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    word: Option<Word>,
    sleeper: Option<Sleeper>,
}

#[derive(Debug)]
enum Word {
    Answer(Result<Answer, VoucherError>),
    /// Its command stands first in the queue: it shall lead.
    Lead,
}

#[derive(Debug)]
enum Sleeper {
    Thread(Thread),
    Task(Waker),
}

/// The answer to come of [`Shared::submit_async`].
#[derive(Debug)]
#[must_use = "the command is done in any case, but only this tells its answer"]
pub struct Submitted {
    caller: Arc<Caller>,
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
        let caller = Arc::new(Caller::new(true));
        let mut leads = hold(&self.inner.line).join(command.clone(), now, &caller)?;
        loop {
            if leads {
                self.inner.lead();
            }
            match caller.listen() {
                Word::Answer(answer) => return answer,
                Word::Lead => leads = true,
            }
        }
    }

    /// Does a command as [`Shared::submit`] does, for a task of an async runtime, whichever it is: no thread waits.
    ///
    /// The command joins the queue in this call, not when the future is first looked at, and is done whether or not anybody
    /// waits for the answer; [`Ledger::status`] tells it later. The first call starts a thread, which ends after the last
    /// clone of the ledger.
    ///
    /// ```
    /// use doorstep::voucher::{Answer, Command, Ledger, Shared, Timestamp};
    ///
    /// async fn appropriate(shared: Shared, now: Timestamp) -> Result<(), doorstep::Error> {
    ///     let command = Command::from_json(
    ///         r#"{"id": "c-1", "actor": {"id": "u-1", "role": "manager", "region": "3701"},
    ///             "action": "appropriate", "programme": "training", "amount_fen": 100}"#,
    ///     )?;
    ///     let answer = shared.submit_async(command, now).await?;
    ///     assert!(matches!(answer, Answer::Refused { .. }), "no such programme");
    ///     Ok(())
    /// }
    /// # let now = Timestamp::from_rfc3339("2026-03-02T09:00:00+08:00")?;
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    /// # runtime.block_on(appropriate(Shared::new(Ledger::memory()), now))?;
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// The answer is `ledger.io` if no thread can be started, nothing is done then; else those of [`Shared::submit`].
    pub fn submit_async(&self, command: Command, now: Timestamp) -> Submitted {
        let caller = Arc::new(Caller::new(false));
        let joined = {
            let mut line = hold(&self.inner.line);
            line.ready_writer().and_then(|()| line.join(command, now, &caller)).map(|leads| {
                if leads {
                    line.call_writer(&self.inner);
                }
            })
        };
        if let Err(error) = joined {
            caller.tell(Word::Answer(Err(error)));
        }
        Submitted { caller }
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

impl Future for Submitted {
    type Output = Result<Answer, VoucherError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut slot = hold(&self.caller.slot);
        match slot.word.take() {
            Some(Word::Answer(answer)) => Poll::Ready(answer),
            Some(Word::Lead) | None => {
                slot.sleeper = Some(Sleeper::Task(context.waker().clone()));
                Poll::Pending
            }
        }
    }
}

impl Line {
    /// Joins the queue; whether the caller must see to it that somebody leads.
    fn join(&mut self, command: Command, now: Timestamp, caller: &Arc<Caller>) -> Result<bool, VoucherError> {
        if self.queue.len() >= Shared::WAITING_MAX {
            return Err(VoucherError::new(VoucherCode::StoreBusy));
        }
        self.queue.push_back(Waiting { command, now, caller: Arc::clone(caller) });
        Ok(!std::mem::replace(&mut self.led, true))
    }

    /// Sees that there is a thread that leads for tasks.
    fn ready_writer(&mut self) -> Result<(), VoucherError> {
        if self.writer.is_none() {
            let (writer, calls) = mpsc::channel::<Arc<Inner>>();
            let work = move || {
                for inner in calls {
                    // Those who waited are told of a panic, and the ledger says itself that it is in doubt.
                    let _ = catch_unwind(AssertUnwindSafe(|| inner.lead()));
                }
            };
            let started = std::thread::Builder::new().name("doorstep-ledger".to_owned()).spawn(work);
            started.map_err(|_| VoucherError::new(VoucherCode::StoreIo).because("no more threads"))?;
            self.writer = Some(writer);
        }
        Ok(())
    }

    /// Lets that thread lead. A task waits, so it was started; it ends only when nobody holds the ledger any more.
    fn call_writer(&self, inner: &Arc<Inner>) {
        if let Some(writer) = &self.writer {
            let _ = writer.send(Arc::clone(inner));
        }
    }
}

impl Inner {
    /// Writes for all who wait, and passes the lead on. The leader's own command is the first of them.
    fn lead(self: &Arc<Self>) {
        // Dropped last, so that the next leader does not wait for this one's hold of the ledger.
        let mut group = Group { inner: self, waiting: Vec::new(), count: 0, took: Duration::ZERO };
        let mut ledger = hold(&self.ledger);
        group.waiting = self.take();
        group.count = group.waiting.len();
        let commands: Vec<_> = group.waiting.iter().map(|waiting| (&waiting.command, waiting.now)).collect();
        let begun = Instant::now();
        let answers = ledger.submit_timed(&commands);
        group.took = begun.elapsed();
        group.count += hold(&self.line).queue.len();
        drop(ledger);
        match answers {
            Ok(answers) => {
                for (waiting, answer) in group.waiting.drain(..).zip(answers) {
                    waiting.caller.tell(Word::Answer(Ok(answer)));
                }
            }
            Err(error) => {
                for waiting in group.waiting.drain(..) {
                    waiting.caller.tell(Word::Answer(Err(error.clone())));
                }
            }
        }
    }

    /// The queue, once as many are there as the last time, or nobody has come for an eighth of what the last write took.
    /// Whoever was alone then does not wait.
    fn take(&self) -> Vec<Waiting> {
        const PATIENCE_MAX: Duration = Duration::from_millis(1);
        let (mut seen, mut since) = (0, Instant::now());
        loop {
            {
                let mut line = hold(&self.line);
                let count = line.queue.len();
                if count > seen {
                    (seen, since) = (count, Instant::now());
                }
                if count >= line.before.min(Shared::GROUP_MAX)
                    || since.elapsed() > PATIENCE_MAX.min(line.took / 8)
                {
                    return line.queue.drain(..count.min(Shared::GROUP_MAX)).collect();
                }
            }
            std::thread::yield_now();
        }
    }
}

/// Those for whom a leader writes. However the leader ends, each of them gets an answer and one who waits gets the lead.
struct Group<'a> {
    inner: &'a Arc<Inner>,
    waiting: Vec<Waiting>,
    /// How many of them there were, and then how many came meanwhile besides.
    count: usize,
    took: Duration,
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        for waiting in self.waiting.drain(..) {
            // The leader panicked: what was written, nobody knows.
            waiting.caller.tell(Word::Answer(Ok(Answer::Unknown { command: waiting.command.id })));
        }
        let mut line = hold(&self.inner.line);
        (line.before, line.took) = (self.count, self.took);
        let next = line.queue.front().map(|waiting| Arc::clone(&waiting.caller));
        match next {
            Some(next) if next.leads => {
                drop(line);
                next.tell(Word::Lead);
            }
            Some(_) => line.call_writer(self.inner),
            None => line.led = false,
        }
    }
}

impl Caller {
    fn new(leads: bool) -> Self {
        Self { leads, slot: Mutex::default() }
    }

    fn tell(&self, word: Word) {
        let sleeper = {
            let mut slot = hold(&self.slot);
            slot.word = Some(word);
            slot.sleeper.take()
        };
        match sleeper {
            Some(Sleeper::Thread(thread)) => thread.unpark(),
            Some(Sleeper::Task(waker)) => waker.wake(),
            None => {}
        }
    }

    /// Waits in this thread.
    fn listen(&self) -> Word {
        loop {
            {
                let mut slot = hold(&self.slot);
                if let Some(word) = slot.word.take() {
                    return word;
                }
                slot.sleeper = Some(Sleeper::Thread(std::thread::current()));
            }
            std::thread::park();
        }
    }
}

/// A lock whose holder panicked is taken all the same: a ledger in doubt says so itself.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
