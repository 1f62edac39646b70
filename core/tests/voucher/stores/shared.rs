//! A ledger that threads and tasks share: groups, answers, the lead that passes on, and a leader that panics.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use doorstep::voucher::{
    Answer, AnswerRecord, Command, CommandId, EventRecord, Ledger, MemoryStore, Records, Shared, Status,
    Store, VoucherError, Work, WriteFault,
};

use super::super::{START_S, at};
use super::{issue, open_programme};

/// What the tests see of a store, and do to it, from outside.
#[derive(Debug, Default)]
struct Hand {
    /// Writes that have come to the gate.
    begun: usize,
    /// Commits of each write that has ended, in order.
    groups: Vec<usize>,
    /// A write waits while the gate is shut.
    shut: bool,
    /// The write of this number panics, before (`false`) or after (`true`) it has written.
    panics: Option<(usize, bool)>,
    /// Every write takes so long, as a sync of the disk does.
    takes: Duration,
}

type Handle = Arc<(Mutex<Hand>, Condvar)>;

/// A store in memory that counts, waits and panics as it is told.
#[derive(Debug)]
struct Guided {
    records: MemoryStore,
    hand: Handle,
}

impl Store for Guided {
    fn write(&mut self, work: &mut Work<'_>) -> Result<(), WriteFault> {
        let (hand, opened) = &*self.hand;
        let mut hand = hand.lock().unwrap();
        hand.begun += 1;
        let panics = hand.panics.filter(|(number, _)| *number == hand.begun).map(|(_, after)| after);
        let hand = opened.wait_while(hand, |hand| hand.shut).unwrap();
        let takes = hand.takes;
        drop(hand);
        let mut count = 0;
        self.records.write(&mut |records| {
            let commits = work(records)?;
            assert_ne!(panics, Some(false), "told to");
            count = commits.len();
            Ok(commits)
        })?;
        assert_ne!(panics, Some(true), "told to");
        std::thread::sleep(takes);
        self.hand.0.lock().unwrap().groups.push(count);
        Ok(())
    }
}

impl Records for Guided {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        self.records.event(seq)
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        self.records.answers(ids)
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        self.records.scan_events(after_seq, visit)
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        self.records.scan_answers(visit)
    }
}

/// A shared ledger with money for so many vouchers, and the hand on its store.
fn shared(vouchers: u64) -> (Shared, Handle) {
    let hand = Handle::default();
    let store = Guided { records: MemoryStore::default(), hand: Arc::clone(&hand) };
    let mut ledger = Ledger::with_store(Box::new(store)).unwrap();
    open_programme(&mut ledger, vouchers);
    *hand.0.lock().unwrap() = Hand::default();
    (Shared::new(ledger), hand)
}

fn shut(hand: &Handle, shut: bool) {
    hand.0.lock().unwrap().shut = shut;
    hand.1.notify_all();
}

/// Waits for what must come; if it never does, the test hangs, and so fails.
fn until(mut there: impl FnMut() -> bool) {
    while !there() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn until_begun(hand: &Handle, writes: usize) {
    until(|| hand.0.lock().unwrap().begun == writes);
}

fn numbered(number: u32) -> Command {
    issue(&format!("c-{number}"), &format!("v-{number}"))
}

#[test]
fn whoever_waits_is_written_at_once() {
    let (shared, hand) = shared(100);
    shut(&hand, true);
    std::thread::scope(|scope| {
        let shared = &shared;
        let send = |number| scope.spawn(move || shared.submit(&numbered(number), at(START_S)));
        let first = send(0);
        until_begun(&hand, 1);
        let rest: Vec<_> = (1..64).map(send).collect();
        until(|| shared.waiting() == 63);
        shut(&hand, false);
        for (number, thread) in (0..).zip(std::iter::once(first).chain(rest)) {
            let Answer::Applied { event } = thread.join().unwrap().unwrap() else { panic!("{number}") };
            assert_eq!(event.event.command.as_str(), format!("c-{number}"), "an answer of another command");
        }
    });
    assert_eq!(hand.0.lock().unwrap().groups, [1, 63]);
}

#[test]
fn threads_that_come_again_go_along_in_groups() {
    let (threads, each) = (64_u32, 40_u32);
    let (shared, hand) = shared(u64::from(threads * each / 2));
    hand.0.lock().unwrap().takes = Duration::from_millis(1);
    let applied: u32 = std::thread::scope(|scope| {
        let shared = &shared;
        let workers = (0..threads).map(|thread| {
            scope.spawn(move || {
                let numbers = thread * each..(thread + 1) * each;
                let done =
                    numbers.filter(|number| match shared.submit(&numbered(*number), at(START_S)).unwrap() {
                        Answer::Applied { event } => {
                            assert_eq!(event.event.command.as_str(), format!("c-{number}"));
                            true
                        }
                        Answer::Refused { command, refusal } => {
                            assert_eq!(command.as_str(), format!("c-{number}"));
                            assert_eq!(refusal.code().code(), "voucher.budget_short");
                            false
                        }
                        answer => panic!("{answer:?}"),
                    });
                done.count() as u32
            })
        });
        workers.collect::<Vec<_>>().into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(applied, threads * each / 2, "the budget serves half of them");
    let groups = hand.0.lock().unwrap().groups.clone();
    assert_eq!(groups.iter().sum::<usize>(), (threads * each) as usize, "each command is written once");
    assert!(groups.len() * 8 < (threads * each) as usize, "{} groups", groups.len());
    println!("{} commands of {threads} threads in {} groups", threads * each, groups.len());
    assert_eq!(shared.with(|ledger| ledger.verify()).unwrap().head.events, 2 + u64::from(applied));
}

#[test]
fn the_same_command_from_all_threads_is_done_once() {
    let (shared, hand) = shared(10);
    hand.0.lock().unwrap().takes = Duration::from_micros(100);
    for number in 0..50 {
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..16)
                .map(|_| scope.spawn(|| shared.submit(&numbered(number), at(START_S)).unwrap()))
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        let first: Vec<&Answer> =
            answers.iter().filter(|answer| !matches!(answer, Answer::Replayed { .. })).collect();
        let [first] = first[..] else { panic!("{answers:?}") };
        for answer in &answers {
            assert!(
                matches!(answer, Answer::Replayed { first: again } if **again == *first) || answer == first
            );
        }
    }
}

#[test]
fn more_than_can_wait_are_turned_away() {
    let (shared, hand) = shared(1);
    shut(&hand, true);
    std::thread::scope(|scope| {
        let shared = &shared;
        // Threads with small stacks: the leader, and as many as may wait behind it.
        let start = |number: usize| {
            let work = move || shared.submit(&numbered(number as u32), at(START_S)).unwrap();
            std::thread::Builder::new().stack_size(128 << 10).spawn_scoped(scope, work).unwrap()
        };
        let first = start(0);
        until_begun(&hand, 1);
        let waiting: Vec<_> = (1..=Shared::WAITING_MAX).map(start).collect();
        until(|| shared.waiting() == Shared::WAITING_MAX);
        let error = shared.submit(&numbered(u32::MAX), at(START_S)).unwrap_err();
        assert_eq!(error.code().code(), "ledger.busy");
        shut(&hand, false);
        assert!(matches!(first.join().unwrap(), Answer::Applied { .. }));
        for thread in waiting {
            assert!(matches!(thread.join().unwrap(), Answer::Refused { .. }));
        }
    });
    let groups = hand.0.lock().unwrap().groups.clone();
    assert_eq!(groups.iter().sum::<usize>(), Shared::WAITING_MAX + 1);
    assert!(groups.iter().all(|group| *group <= Shared::GROUP_MAX));
    let id = format!("c-{}", u32::MAX).parse().unwrap();
    assert_eq!(shared.with(|ledger| ledger.status(&id)).unwrap(), Status::NotSeen);
}

/// Each gets an answer: who was written before the panic his, who was with the leader that nobody knows, later ones that
/// the ledger is poisoned.
#[test]
fn a_leader_that_panics_leaves_nobody_waiting() {
    for (write, after) in [(1, false), (1, true), (2, false), (2, true)] {
        let (shared, hand) = shared(1_000);
        shut(&hand, true);
        hand.0.lock().unwrap().panics = Some((write, after));
        let mut said: Vec<_> = std::thread::scope(|scope| {
            let shared = &shared;
            let send = |number| {
                scope.spawn(move || {
                    catch_unwind(AssertUnwindSafe(|| shared.submit(&numbered(number), at(START_S))))
                })
            };
            let first = send(0);
            until_begun(&hand, 1);
            let rest: Vec<_> = (1..32).map(send).collect();
            until(|| shared.waiting() == 31);
            shut(&hand, false);
            std::iter::once(first).chain(rest).map(|thread| thread.join().unwrap()).collect()
        });
        let rest = said.split_off(1);
        let poisoned = |answer: &std::thread::Result<Result<Answer, VoucherError>>| matches!(answer, Ok(Err(error)) if error.code().code() == "ledger.poisoned");
        if write == 1 {
            assert!(said[0].is_err(), "the first leads and panics");
            assert!(rest.iter().all(poisoned));
        } else {
            assert!(matches!(&said[0], Ok(Ok(Answer::Applied { .. }))));
            assert_eq!(
                rest.iter().filter(|answer| answer.is_err()).count(),
                1,
                "one of the rest leads and panics"
            );
            let unknown =
                rest.iter().filter(|answer| matches!(answer, Ok(Ok(Answer::Unknown { .. })))).count();
            assert_eq!(unknown, 30);
        }
        // What was decided, but perhaps not written, is not worked on.
        assert!(poisoned(&Ok(shared.submit(&numbered(99), at(START_S)))));
        shared.with(|ledger| assert_eq!(ledger.state().unwrap_err().code().code(), "ledger.poisoned"));
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn tasks_that_wait_are_written_at_once() {
    let (shared, hand) = shared(100);
    shut(&hand, true);
    let first = shared.submit_async(numbered(0), at(START_S));
    until_begun(&hand, 1);
    let rest: Vec<_> = (1..64).map(|number| shared.submit_async(numbered(number), at(START_S))).collect();
    assert_eq!(shared.waiting(), 63, "queued before anybody looks at the futures");
    shut(&hand, false);
    block_on(async {
        for (number, submitted) in (0..).zip(std::iter::once(first).chain(rest)) {
            let Answer::Applied { event } = submitted.await.unwrap() else { panic!("{number}") };
            assert_eq!(event.event.command.as_str(), format!("c-{number}"), "an answer of another command");
        }
    });
    assert_eq!(hand.0.lock().unwrap().groups, [1, 63]);
}

#[test]
fn threads_and_tasks_wait_in_one_queue() {
    let (callers, each) = (16_u32, 50_u32);
    let (shared, hand) = shared(u64::from(2 * callers * each));
    hand.0.lock().unwrap().takes = Duration::from_micros(200);
    let apply = |number: u32, answer: Result<Answer, VoucherError>| {
        let Ok(Answer::Applied { event }) = answer else { panic!("{number}: {answer:?}") };
        assert_eq!(event.event.command.as_str(), format!("c-{number}"));
    };
    let numbers = move |caller: u32| caller * each..(caller + 1) * each;
    std::thread::scope(|scope| {
        for caller in 0..callers {
            let shared = &shared;
            scope.spawn(move || {
                for number in numbers(caller) {
                    apply(number, shared.submit(&numbered(number), at(START_S)));
                }
            });
        }
        block_on(async {
            let tasks: Vec<_> = (callers..2 * callers)
                .map(|caller| {
                    let shared = shared.clone();
                    async move {
                        for number in numbers(caller) {
                            apply(number, shared.submit_async(numbered(number), at(START_S)).await);
                        }
                    }
                })
                .collect();
            let local = tokio::task::LocalSet::new();
            let tasks: Vec<_> = tasks.into_iter().map(|task| local.spawn_local(task)).collect();
            local.await;
            for task in tasks {
                task.await.unwrap();
            }
        });
    });
    let groups = hand.0.lock().unwrap().groups.clone();
    assert_eq!(groups.iter().sum::<usize>(), (2 * callers * each) as usize, "each command is written once");
    assert!(groups.len() * 4 < (2 * callers * each) as usize, "{} groups", groups.len());
    let head = shared.with(|ledger| ledger.verify()).unwrap().head;
    assert_eq!(head.events, 2 + u64::from(2 * callers * each));
}

/// The command is done all the same, and the thread that did it ends with the ledger.
#[test]
fn nobody_need_wait_for_a_task_nor_hold_the_ledger() {
    let (shared, hand) = shared(10);
    shut(&hand, true);
    drop(shared.submit_async(numbered(0), at(START_S)));
    until_begun(&hand, 1);
    drop(shared.submit_async(numbered(1), at(START_S)));
    drop(shared);
    shut(&hand, false);
    // What holds the hand besides this test is the store, which goes with the ledger.
    until(|| Arc::strong_count(&hand) == 1);
    assert_eq!(hand.0.lock().unwrap().groups, [1, 1]);
}

#[test]
fn more_tasks_than_can_wait_are_turned_away() {
    let (shared, hand) = shared(1);
    shut(&hand, true);
    let first = shared.submit_async(numbered(0), at(START_S));
    until_begun(&hand, 1);
    let waiting: Vec<_> = (1..=Shared::WAITING_MAX as u32)
        .map(|number| shared.submit_async(numbered(number), at(START_S)))
        .collect();
    let error = block_on(shared.submit_async(numbered(u32::MAX), at(START_S))).unwrap_err();
    assert_eq!(error.code().code(), "ledger.busy");
    shut(&hand, false);
    block_on(async {
        assert!(matches!(first.await.unwrap(), Answer::Applied { .. }));
        for submitted in waiting {
            assert!(matches!(submitted.await.unwrap(), Answer::Refused { .. }));
        }
    });
}

#[test]
fn a_panic_leaves_no_task_waiting() {
    for (write, after) in [(1, false), (1, true), (2, false), (2, true)] {
        let (shared, hand) = shared(1_000);
        shut(&hand, true);
        hand.0.lock().unwrap().panics = Some((write, after));
        let first = shared.submit_async(numbered(0), at(START_S));
        until_begun(&hand, 1);
        let rest: Vec<_> = (1..32).map(|number| shared.submit_async(numbered(number), at(START_S))).collect();
        shut(&hand, false);
        let unknown = |answer: &Result<Answer, VoucherError>| matches!(answer, Ok(Answer::Unknown { .. }));
        let poisoned = |answer: &Result<Answer, VoucherError>| matches!(answer, Err(error) if error.code().code() == "ledger.poisoned");
        block_on(async {
            let first = first.await;
            assert!(if write == 1 { unknown(&first) } else { matches!(first, Ok(Answer::Applied { .. })) });
            for submitted in rest {
                let answer = submitted.await;
                assert!(if write == 1 { poisoned(&answer) } else { unknown(&answer) }, "{answer:?}");
            }
            // The thread that panicked leads on.
            assert!(poisoned(&shared.submit_async(numbered(99), at(START_S)).await));
        });
    }
}
