//! A plain search through everything that can happen: breadth first over the real `decide` and `apply`.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hasher};

use doorstep::voucher::{Command, Event, RefusalCode};

use super::stage::Stage;

/// What can be done next.
#[derive(Clone, Debug)]
pub(crate) enum Move {
    Ask(Box<Command>),
    /// Time passes: the clock shows so many seconds, once.
    Wait(i64),
}

impl Move {
    pub(crate) fn ask(command: Command) -> Self {
        Self::Ask(Box::new(command))
    }
}

/// What a world keeps beside the machine, told from the events alone.
pub(crate) trait Shadow: Clone {
    fn sees(&mut self, stage: &Stage, event: &Event);
    /// Everything by which two states of the world differ, in bytes.
    fn key(&self, stage: &Stage, out: &mut Vec<u8>);
}

/// What a search found.
#[derive(Default)]
pub(crate) struct Found {
    /// From which state, by which move; the first has none.
    pub(crate) parents: Vec<(u32, u16)>,
    /// From state to state.
    pub(crate) edges: Vec<(u32, u32)>,
}

impl Found {
    pub(crate) fn states(&self) -> usize {
        self.parents.len()
    }

    /// The moves that lead to a state.
    pub(crate) fn path(&self, mut state: u32) -> Vec<u16> {
        let mut path = Vec::new();
        while state != 0 {
            let (parent, by) = self.parents[state as usize];
            path.push(by);
            state = parent;
        }
        path.reverse();
        path
    }

    /// For each state whether one of the `good` can be reached from it.
    pub(crate) fn can_reach(&self, good: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut starts = vec![0_u32; self.states() + 1];
        for (_, to) in &self.edges {
            starts[*to as usize + 1] += 1;
        }
        for at in 0..self.states() {
            starts[at + 1] += starts[at];
        }
        let mut fill = starts.clone();
        let mut back = vec![0_u32; self.edges.len()];
        for (from, to) in &self.edges {
            let at = &mut fill[*to as usize];
            back[*at as usize] = *from;
            *at += 1;
        }
        let mut reached: Vec<bool> = (0..self.states()).map(&good).collect();
        let mut next: Vec<usize> = (0..self.states()).filter(|at| reached[*at]).collect();
        while let Some(at) = next.pop() {
            for from in &back[starts[at] as usize..starts[at + 1] as usize] {
                if !std::mem::replace(&mut reached[*from as usize], true) {
                    next.push(*from as usize);
                }
            }
        }
        reached
    }
}

/// A hash of 128 bits: among ten million states two would meet by chance once in 10^24 runs.
fn hash(bytes: &[u8]) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(salt);
        hasher.write(bytes);
        u128::from(hasher.finish())
    };
    half(1) << 64 | half(2)
}

/// Follows every move from every state until there is no new state. `state` is told of each new state, `answer` of each
/// answer to a move, with the shadow before the event.
pub(crate) fn explore<S: Shadow>(
    start: Stage,
    shadow: S,
    moves: &[Move],
    mut state: impl FnMut(&Stage, &S),
    mut answer: impl FnMut(&Stage, &S, usize, &Result<Event, RefusalCode>),
) -> Found {
    let mut found = Found::default();
    let mut known: HashMap<u128, u32> = HashMap::new();
    let mut key = Vec::new();
    shadow.key(&start, &mut key);
    known.insert(hash(&key), 0);
    found.parents.push((0, 0));
    state(&start, &shadow);
    let mut queue = VecDeque::from([(0_u32, start, shadow)]);
    while let Some((at, stage, shadow)) = queue.pop_front() {
        for (by, step) in moves.iter().enumerate() {
            let (next, seen) = match step {
                Move::Wait(now) if *now > stage.now => (Stage { now: *now, ..stage.clone() }, shadow.clone()),
                Move::Wait(_) => continue,
                Move::Ask(command) => {
                    let decided = stage.decides(command);
                    answer(&stage, &shadow, by, &decided);
                    let Ok(event) = decided else { continue };
                    let mut next = stage.clone();
                    next.applies(&event);
                    let mut seen = shadow.clone();
                    seen.sees(&next, &event);
                    (next, seen)
                }
            };
            key.clear();
            seen.key(&next, &mut key);
            let new = u32::try_from(found.parents.len()).unwrap();
            let to = *known.entry(hash(&key)).or_insert(new);
            found.edges.push((at, to));
            if to == new {
                found.parents.push((at, u16::try_from(by).unwrap()));
                state(&next, &seen);
                queue.push_back((new, next, seen));
            }
        }
    }
    found
}
