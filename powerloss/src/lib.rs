//! A disk in memory that can lose its power (断电), as a file system (VFS) of SQLite. For tests alone.
//!
//! A [`Disk`] is registered with SQLite under a name; a database that is opened there lies in memory. Every operation is
//! written down as a [`Trace`]. Walking along a trace ([`Platter`]) gives, at each operation, the [`Image`]s that a loss of
//! power could leave behind. [`Disk::load`] puts an image on a disk, and the program under test opens it.
//!
//! The rules are those of POSIX read strictly, and of no file system in particular:
//! - What was written to a file is there after a sync of the file. Before, each write may be there, or not, or in part:
//!   sectors of 512 bytes or a cut at any byte; a later write may be there without an earlier one. Where a file grew,
//!   zeros or old bytes may stand in place of what was written.
//! - A name that was made or removed is so for good after a sync of the folder. Before, each change may be there or not,
//!   also where the file itself was synced.
//! - A sync that fails makes nothing safe, then or later.
//!
//! When a folder is synced, SQLite's own `os_unix.c` decides: after a removal if asked to, and at the first sync of a journal
//! or WAL that it opened to create. The disk does the same. One connection at a time opens a database, so that locks and
//! shared memory need no more than to be there.

mod disk;
mod numbers;
mod platter;
#[expect(unsafe_code, reason = "SQLite calls its file system through C")]
mod vfs;

pub use disk::{Disk, Fault, FaultKind, Op, Trace};
pub use numbers::Numbers;
pub use platter::{Image, Platter};
