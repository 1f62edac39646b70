//! What is safe on a disk, what is not yet, and what a loss of power may make of it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::disk::Op;
use crate::numbers::Numbers;

const SECTOR: usize = 512;

/// Files by name: what a disk holds after the power has come back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Image {
    /// Content by name.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Image {
    /// A number by which equal images are told.
    pub fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// A change of a file's content.
#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { len: usize },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Not synced yet.
    Open,
    /// A sync of it has failed: none will make it safe.
    Doubtful,
    /// Synced, but behind a change that is not.
    Safe,
}

/// A file: what is safe, and what came after.
#[derive(Debug, Clone, Default)]
struct Content {
    safe: Vec<u8>,
    changes: Vec<(Change, Standing)>,
}

/// A disk between two operations.
#[derive(Debug, Clone)]
pub struct Platter {
    /// By the number of the file.
    contents: BTreeMap<usize, Content>,
    /// Names that are safe.
    names: BTreeMap<String, usize>,
    /// Names that were made (of a file) or removed since.
    renamed: Vec<(String, Option<usize>)>,
    marks: usize,
}

impl Platter {
    /// A disk on which everything is safe.
    pub fn new(image: &Image) -> Self {
        let contents = image.files.values().map(|safe| Content { safe: safe.clone(), changes: Vec::new() });
        let names = image.files.keys().cloned().zip(0..);
        Self {
            contents: (0..).zip(contents).collect(),
            names: names.collect(),
            renamed: Vec::new(),
            marks: 0,
        }
    }

    /// How many marks it has passed; see [`Disk::mark`](crate::Disk::mark).
    pub const fn marks(&self) -> usize {
        self.marks
    }

    /// Whether a loss of power now leaves more than one image.
    pub fn is_open(&self) -> bool {
        !self.renamed.is_empty() || self.contents.values().any(|content| !content.changes.is_empty())
    }

    /// Goes past one operation.
    pub fn pass(&mut self, op: &Op) {
        match op {
            Op::Enter { name, file } => {
                self.renamed.push((name.clone(), Some(*file)));
                self.content(*file);
            }
            Op::Remove { name } => self.renamed.push((name.clone(), None)),
            Op::Write { file, offset, bytes } => {
                let change = Change::Write { offset: *offset, bytes: bytes.clone() };
                self.content(*file).changes.push((change, Standing::Open));
            }
            Op::Truncate { file, len } => {
                self.content(*file).changes.push((Change::Truncate { len: *len }, Standing::Open));
            }
            Op::Sync { file } => self.content(*file).sync(),
            Op::SyncFailed { file } => {
                for (_, standing) in &mut self.content(*file).changes {
                    if *standing == Standing::Open {
                        *standing = Standing::Doubtful;
                    }
                }
            }
            Op::SyncFolder => {
                for (name, file) in self.renamed.drain(..) {
                    match file {
                        Some(file) => self.names.insert(name, file),
                        None => self.names.remove(&name),
                    };
                }
            }
            Op::Mark => self.marks += 1,
        }
    }

    fn content(&mut self, file: usize) -> &mut Content {
        self.contents.entry(file).or_default()
    }

    /// One of the images that a loss of power may leave: way 0 has what is safe and nothing else, way 1 has everything,
    /// way 2 has what came first up to some operation of each file; any other is drawn.
    pub fn image(&self, way: usize, numbers: &mut Numbers) -> Image {
        let mut names = self.names.clone();
        let first = if way == 2 { numbers.below(self.renamed.len() + 1) } else { 0 };
        // Sometimes all of a kind goes one way: what hurts most is often at the corners.
        let share = [0, 50, 50, 90, 100].get(numbers.below(5)).copied().unwrap_or(50);
        for (turn, (name, file)) in self.renamed.iter().enumerate() {
            let there = match way {
                0 => false,
                1 => true,
                2 => turn < first,
                _ => numbers.percent(share),
            };
            match (there, file) {
                (false, _) => {}
                (true, Some(file)) => {
                    names.insert(name.clone(), *file);
                }
                (true, None) => {
                    names.remove(name);
                }
            }
        }
        let mut files = BTreeMap::new();
        for (name, file) in names {
            let content = self.contents.get(&file).map(|content| content.left(way, numbers));
            files.insert(name, content.unwrap_or_default());
        }
        Image { files }
    }
}

impl Content {
    fn sync(&mut self) {
        for (_, standing) in &mut self.changes {
            if *standing == Standing::Open {
                *standing = Standing::Safe;
            }
        }
        let safe = self.changes.iter().take_while(|(_, standing)| *standing == Standing::Safe).count();
        for (change, _) in self.changes.drain(..safe) {
            change.make(&mut self.safe);
        }
    }

    /// What is left after a loss of power.
    fn left(&self, way: usize, numbers: &mut Numbers) -> Vec<u8> {
        let mut bytes = self.safe.clone();
        let first = if way == 2 { numbers.below(self.changes.len() + 1) } else { 0 };
        let share = [0, 10, 50, 90, 100].get(numbers.below(5)).copied().unwrap_or(50);
        for (turn, (change, standing)) in self.changes.iter().enumerate() {
            let there = match way {
                _ if *standing == Standing::Safe => true,
                0 => false,
                1 => true,
                2 => turn < first,
                _ => numbers.percent(share),
            };
            let whole = way < 2 || *standing == Standing::Safe || numbers.percent(60);
            match (there, whole, change) {
                (true, true, _) | (true, _, Change::Truncate { .. }) => change.make(&mut bytes),
                (true, false, Change::Write { offset, bytes: written }) => {
                    tear(&mut bytes, *offset, written, numbers);
                }
                (false, _, Change::Write { offset, bytes: written }) => {
                    // The file's new length may be there before what was written.
                    if way > 2 && numbers.percent(20) {
                        let end = offset + written.len();
                        let old = if numbers.percent(50) { 0 } else { numbers.draw().to_le_bytes()[0] };
                        if end > bytes.len() {
                            bytes.resize(end, old);
                        }
                    }
                }
                (false, _, Change::Truncate { .. }) => {}
            }
        }
        bytes
    }
}

impl Change {
    fn make(&self, file: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes } => put(file, *offset, bytes),
            Self::Truncate { len } => file.resize(*len, 0),
        }
    }
}

/// Writes into a file, which grows as it must.
pub(crate) fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    if let Some(place) = file.get_mut(offset..end) {
        place.copy_from_slice(bytes);
    }
}

/// Writes a part: up to some byte, up to some sector, or some sectors and not others.
fn tear(file: &mut Vec<u8>, offset: usize, bytes: &[u8], numbers: &mut Numbers) {
    match numbers.below(3) {
        0 => {
            let end = numbers.below(bytes.len() + 1);
            put(file, offset, bytes.get(..end).unwrap_or_default());
        }
        1 => {
            // Sectors are those of the disk, not of the write.
            let sectors = numbers.below(bytes.len() / SECTOR + 1);
            let end = ((offset / SECTOR + sectors + 1) * SECTOR).saturating_sub(offset).min(bytes.len());
            put(file, offset, bytes.get(..end).unwrap_or_default());
        }
        _ => {
            let mut at = 0;
            while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
                let len = (SECTOR - (offset + at) % SECTOR).min(rest.len());
                if numbers.percent(50) {
                    put(file, offset + at, rest.get(..len).unwrap_or_default());
                }
                at += len;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(file: usize, offset: usize, text: &str) -> Op {
        Op::Write { file, offset, bytes: text.as_bytes().to_vec() }
    }

    fn enter(name: &str, file: usize) -> Op {
        Op::Enter { name: name.to_owned(), file }
    }

    fn platter(ops: &[Op]) -> Platter {
        let mut platter = Platter::new(&Image::default());
        ops.iter().for_each(|op| platter.pass(op));
        platter
    }

    /// Every image that drawing gives.
    fn images(ops: &[Op]) -> std::collections::BTreeSet<Option<String>> {
        let platter = platter(ops);
        let mut numbers = Numbers::new(1);
        let mut seen = std::collections::BTreeSet::new();
        for way in 0..2_000 {
            let image = platter.image(way, &mut numbers);
            let text = image.files.get("a").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            seen.insert(text);
        }
        seen
    }

    #[test]
    fn what_is_synced_stays_and_nothing_else_must() {
        let made = [enter("a", 0), write(0, 0, "one")];
        let safe = [Op::Sync { file: 0 }, Op::SyncFolder];
        let all: Vec<Op> = made.iter().chain(&safe).cloned().collect();
        assert_eq!(images(&all), [Some("one".to_owned())].into());
        assert!(!platter(&all).is_open());
        // Without the folder's sync the name may be missing, without the file's the content may.
        let file_only: Vec<Op> = made.iter().chain(&safe[..1]).cloned().collect();
        assert_eq!(images(&file_only), [None, Some("one".to_owned())].into());
        let folder_only: Vec<Op> = made.iter().chain(&safe[1..]).cloned().collect();
        let seen = images(&folder_only);
        for there in ["", "o", "on", "one", "\0\0\0"] {
            assert!(seen.contains(&Some(there.to_owned())), "{there:?} of {seen:?}");
        }
        assert!(!seen.contains(&None));
    }

    #[test]
    fn a_later_write_may_be_there_without_an_earlier_one() {
        let ops = [enter("a", 0), Op::SyncFolder, write(0, 0, "one"), write(0, 3, "two")];
        let seen = images(&ops);
        assert!(seen.contains(&Some("\0\0\0two".to_owned())), "{seen:?}");
        assert!(seen.contains(&Some("one".to_owned())));
    }

    #[test]
    fn a_removed_file_may_come_back_until_the_folder_is_synced() {
        let mut ops = vec![
            enter("a", 0),
            write(0, 0, "x"),
            Op::Sync { file: 0 },
            Op::SyncFolder,
            Op::Remove { name: "a".into() },
        ];
        assert_eq!(images(&ops), [None, Some("x".to_owned())].into());
        ops.push(Op::SyncFolder);
        assert_eq!(images(&ops), [None].into());
    }

    #[test]
    fn a_failed_sync_is_not_made_good_by_a_later_one() {
        let ops = [
            enter("a", 0),
            Op::SyncFolder,
            write(0, 0, "x"),
            Op::SyncFailed { file: 0 },
            write(0, 1, "y"),
            Op::Sync { file: 0 },
        ];
        let seen = images(&ops);
        assert!(seen.contains(&Some("\0y".to_owned())) && seen.contains(&Some("xy".to_owned())), "{seen:?}");
        assert!(!seen.contains(&Some("x".to_owned())), "what was synced after is there");
    }
}
