//! The disk in memory ([`doorstep_powerloss`]) as the store reaches it.

use std::io;
use std::path::Path;

use doorstep::voucher::store::{Files, SqliteStore};
use doorstep::voucher::{Ledger, VoucherError};
use doorstep_powerloss::Disk;

use super::super::secret_key;

pub(super) const FILE: &str = "ledger.db";
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
    pub(super) weak: Weak,
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

/// Runs `work` on as many threads as there are workers, each with its number.
pub(super) fn workers<R: Send>(work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    std::thread::scope(|scope| {
        let work = &work;
        let started: Vec<_> = (0..WORKERS).map(|worker| scope.spawn(move || work(worker))).collect();
        started.into_iter().map(|worker| worker.join().unwrap()).collect()
    })
}
