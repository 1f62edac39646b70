//! The disk: files in memory, what was done to them, and operations that fail.

use std::collections::BTreeMap;
use std::ffi::c_int;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::ffi;

use crate::platter::{Image, put};
use crate::vfs;

/// One operation that a loss of power may undo, or that makes others safe. Files are numbered; names come and go.
#[derive(Debug, Clone)]
pub enum Op {
    /// A name for a file, which may be new.
    Enter {
        /// The name.
        name: String,
        /// The file.
        file: usize,
    },
    /// A name less.
    Remove {
        /// The name.
        name: String,
    },
    /// Bytes at a place.
    Write {
        /// The file.
        file: usize,
        /// The place.
        offset: usize,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Another length.
    Truncate {
        /// The file.
        file: usize,
        /// The length in bytes.
        len: usize,
    },
    /// The content of a file is safe.
    Sync {
        /// The file.
        file: usize,
    },
    /// It should have been, and never will be.
    SyncFailed {
        /// The file.
        file: usize,
    },
    /// The names are safe.
    SyncFolder,
    /// The program under test has promised something; see [`Disk::mark`].
    Mark,
}

/// What was done to a disk, from an image on which everything was safe.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// The image.
    pub start: Image,
    /// The operations, in order.
    pub ops: Vec<Op>,
}

/// An operation that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Which: the first is 0. Reads count, too.
    pub at: u64,
    /// Whether all after it fail as well.
    pub for_ever: bool,
    /// In which way.
    pub kind: FaultKind,
}

/// In which way an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// With an error: a write has written half, and a sync makes nothing safe, then or later.
    Error,
    /// For want of room: only what needs room fails, and a write has written half.
    Full,
    /// It is never asked for: with `for_ever`, what a process that is killed leaves behind.
    Dead,
}

/// A disk in memory, registered with SQLite; clones are the same disk.
#[derive(Debug, Clone)]
pub struct Disk {
    name: String,
    held: &'static Held,
}

pub(crate) type Held = Mutex<Inner>;

#[derive(Debug, Default)]
pub(crate) struct Inner {
    files: Vec<Vec<u8>>,
    names: BTreeMap<String, usize>,
    trace: Trace,
    records: bool,
    fault: Option<Fault>,
    done: u64,
    failed: u64,
    /// Databases that are open.
    pub(crate) open: Vec<usize>,
}

/// What an operation is, for faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Remove,
    Look,
}

impl Disk {
    /// An empty disk; SQLite knows it by the name, for as long as the process lives.
    ///
    /// # Errors
    /// SQLite's code if it takes no more file systems, `SQLITE_MISUSE` for a name with a zero byte.
    pub fn new(name: &str) -> Result<Self, c_int> {
        // SQLite keeps it for as long as the process lives.
        let held = Box::leak(Box::default());
        vfs::register(name, held)?;
        Ok(Self { name: name.to_owned(), held })
    }

    /// The name for SQLite.
    pub fn vfs(&self) -> &str {
        &self.name
    }

    /// Puts an image in the place of all that is there, everything safe, no fault set, and writes down what follows if
    /// that is asked for.
    pub fn load(&self, image: &Image, records: bool) {
        let mut inner = hold(self.held);
        let files: Vec<Vec<u8>> = image.files.values().cloned().collect();
        let names = image.files.keys().cloned().zip(0..).collect();
        let start = if records { image.clone() } else { Image::default() };
        *inner = Inner { files, names, trace: Trace { start, ops: Vec::new() }, records, ..Inner::default() };
    }

    /// Writes down that the program under test has promised something.
    pub fn mark(&self) {
        hold(self.held).note(|| Op::Mark);
    }

    /// What was done since the last load.
    pub fn trace(&self) -> Trace {
        hold(self.held).trace.clone()
    }

    /// What all see now, safe or not: the image that is there after a process was killed.
    pub fn seen(&self) -> Image {
        let inner = hold(self.held);
        let content = |file: &usize| inner.files.get(*file).cloned().unwrap_or_default();
        Image { files: inner.names.iter().map(|(name, file)| (name.clone(), content(file))).collect() }
    }

    /// Makes an operation fail, counted from now on, or none.
    pub fn fail(&self, fault: Option<Fault>) {
        let mut inner = hold(self.held);
        (inner.fault, inner.done, inner.failed) = (fault, 0, 0);
    }

    /// How many operations were asked for since [`Disk::fail`] or [`Disk::load`], and how many of them failed.
    pub fn counts(&self) -> (u64, u64) {
        let inner = hold(self.held);
        (inner.done, inner.failed)
    }

    /// Whether there is a file of this name.
    pub fn exists(&self, name: &str) -> bool {
        hold(self.held).names.contains_key(name)
    }

    /// A second name for a file.
    ///
    /// # Errors
    /// As `std::fs::hard_link`, and faults.
    pub fn link(&self, from: &str, to: &str) -> io::Result<()> {
        let mut inner = hold(self.held);
        inner.step(Kind::Open).map_err(error)?;
        if inner.names.contains_key(to) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let file = *inner.names.get(from).ok_or(io::ErrorKind::NotFound)?;
        inner.enter(to, file);
        Ok(())
    }

    /// A name less.
    ///
    /// # Errors
    /// As `std::fs::remove_file`, and faults.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        let mut inner = hold(self.held);
        inner.remove(name).map_err(error)
    }

    /// Syncs a file.
    ///
    /// # Errors
    /// As `std::fs::File::sync_all`, and faults.
    pub fn sync_file(&self, name: &str) -> io::Result<()> {
        let mut inner = hold(self.held);
        let file = *inner.names.get(name).ok_or(io::ErrorKind::NotFound)?;
        inner.sync(file).map_err(error)
    }

    /// Syncs the folder.
    ///
    /// # Errors
    /// Faults.
    pub fn sync_folder(&self) -> io::Result<()> {
        hold(self.held).sync_folder().map_err(error)
    }
}

fn error(code: c_int) -> io::Error {
    match code {
        ffi::SQLITE_FULL => io::ErrorKind::StorageFull.into(),
        ffi::SQLITE_IOERR_DELETE_NOENT => io::ErrorKind::NotFound.into(),
        _ => io::Error::other("told to fail"),
    }
}

/// A test that panicked says so itself.
pub(crate) fn hold(held: &Held) -> MutexGuard<'_, Inner> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    fn note(&mut self, op: impl FnOnce() -> Op) {
        if self.records {
            self.trace.ops.push(op());
        }
    }

    /// Counts an operation; the error is that of a fault.
    fn step(&mut self, kind: Kind) -> Result<(), c_int> {
        let turn = self.done;
        self.done += 1;
        let Some(fault) = self.fault else { return Ok(()) };
        if turn < fault.at || (turn > fault.at && !fault.for_ever) {
            return Ok(());
        }
        let code = match (fault.kind, kind) {
            (FaultKind::Full, Kind::Open | Kind::Write) => ffi::SQLITE_FULL,
            (FaultKind::Full, _) => return Ok(()),
            (_, Kind::Open) => ffi::SQLITE_CANTOPEN,
            (_, Kind::Read) => ffi::SQLITE_IOERR_READ,
            (_, Kind::Write) => ffi::SQLITE_IOERR_WRITE,
            (_, Kind::Truncate) => ffi::SQLITE_IOERR_TRUNCATE,
            (_, Kind::Sync) => ffi::SQLITE_IOERR_FSYNC,
            (_, Kind::Remove) => ffi::SQLITE_IOERR_DELETE,
            (_, Kind::Look) => ffi::SQLITE_IOERR_ACCESS,
        };
        self.failed += 1;
        Err(code)
    }

    fn is_dead(&self) -> bool {
        self.fault.is_some_and(|fault| fault.kind == FaultKind::Dead)
    }

    fn enter(&mut self, name: &str, file: usize) {
        self.names.insert(name.to_owned(), file);
        self.note(|| Op::Enter { name: name.to_owned(), file });
    }

    fn new_file(&mut self) -> usize {
        self.files.push(Vec::new());
        self.files.len() - 1
    }

    /// Opens a file, and makes it where that is asked for.
    pub(crate) fn open(&mut self, name: &str, creates: bool) -> Result<usize, c_int> {
        self.step(Kind::Open)?;
        match (self.names.get(name), creates) {
            (Some(file), _) => Ok(*file),
            (None, false) => Err(ffi::SQLITE_CANTOPEN),
            (None, true) => {
                let file = self.new_file();
                self.enter(name, file);
                Ok(file)
            }
        }
    }

    /// A file without a name.
    pub(crate) fn temporary(&mut self) -> usize {
        self.new_file()
    }

    pub(crate) fn remove(&mut self, name: &str) -> Result<(), c_int> {
        self.step(Kind::Remove)?;
        self.names.remove(name).ok_or(ffi::SQLITE_IOERR_DELETE_NOENT)?;
        self.note(|| Op::Remove { name: name.to_owned() });
        Ok(())
    }

    /// As `os_unix.c` says: a file without a byte does not exist.
    pub(crate) fn has(&mut self, name: &str) -> Result<bool, c_int> {
        self.step(Kind::Look)?;
        let content = self.names.get(name).and_then(|file| self.files.get(*file));
        Ok(content.is_some_and(|content| !content.is_empty()))
    }

    /// Fills the front of `into` with what is there and gives how many bytes that are.
    pub(crate) fn read(&mut self, file: usize, offset: usize, into: &mut [u8]) -> Result<usize, c_int> {
        self.step(Kind::Read)?;
        let content = self.files.get(file).and_then(|content| content.get(offset..)).unwrap_or_default();
        let there = content.len().min(into.len());
        if let (Some(into), Some(content)) = (into.get_mut(..there), content.get(..there)) {
            into.copy_from_slice(content);
        }
        Ok(there)
    }

    pub(crate) fn write(&mut self, file: usize, offset: usize, bytes: &[u8]) -> Result<(), c_int> {
        let done = self.step(Kind::Write);
        if done.is_err() && self.is_dead() {
            return done;
        }
        // A write that fails has often written something.
        let written = if done.is_ok() { bytes } else { bytes.get(..bytes.len() / 2).unwrap_or_default() };
        if let Some(content) = self.files.get_mut(file) {
            put(content, offset, written);
        }
        self.note(|| Op::Write { file, offset, bytes: written.to_vec() });
        done
    }

    pub(crate) fn truncate(&mut self, file: usize, len: usize) -> Result<(), c_int> {
        self.step(Kind::Truncate)?;
        if let Some(content) = self.files.get_mut(file) {
            content.resize(len, 0);
        }
        self.note(|| Op::Truncate { file, len });
        Ok(())
    }

    pub(crate) fn sync(&mut self, file: usize) -> Result<(), c_int> {
        let done = self.step(Kind::Sync);
        if done.is_err() && self.is_dead() {
            return done;
        }
        self.note(|| if done.is_ok() { Op::Sync { file } } else { Op::SyncFailed { file } });
        done
    }

    pub(crate) fn sync_folder(&mut self) -> Result<(), c_int> {
        self.step(Kind::Sync)?;
        self.note(|| Op::SyncFolder);
        Ok(())
    }

    pub(crate) fn len(&mut self, file: usize) -> Result<usize, c_int> {
        self.step(Kind::Look)?;
        Ok(self.files.get(file).map_or(0, Vec::len))
    }
}
