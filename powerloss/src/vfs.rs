//! The disk as SQLite calls it: C functions around [`Inner`](crate::disk::Inner).
//!
//! What SQLite promises to each of them stands on sqlite.org/c3ref/vfs.html and io_methods.html, and is what the SAFETY
//! notes lean on: pointers are valid for the call, a name ends with a zero byte, a file's memory has `szOsFile` bytes and is
//! used by no two calls at once.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::atomic::AtomicU64;

use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};

use crate::disk::{Held, hold};
use crate::numbers::Numbers;

/// A file that is open, in memory of SQLite.
#[repr(C)]
struct File {
    base: sqlite3_file,
    /// From `Box::into_raw` in [`open`] to `Box::from_raw` in [`close`].
    handle: *mut Handle,
}

/// What this side knows of it.
struct Handle {
    held: &'static Held,
    file: usize,
    /// The folder is synced along with the file's first sync: `UNIXFILE_DIRSYNC` of `os_unix.c`.
    syncs_folder: bool,
    /// It is removed from the list of open databases when it is closed.
    database: bool,
    /// Memory for the index of a WAL. Atomics, because C writes to it while this side holds it.
    shared: Vec<Box<[AtomicU64]>>,
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(lock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Makes a disk known to SQLite, for as long as the process lives.
pub(crate) fn register(name: &str, held: &'static Held) -> Result<(), c_int> {
    let name = CString::new(name).map_err(|_| ffi::SQLITE_MISUSE)?;
    let size = c_int::try_from(size_of::<File>()).map_err(|_| ffi::SQLITE_MISUSE)?;
    let vfs = Box::new(sqlite3_vfs {
        iVersion: 2,
        szOsFile: size,
        mxPathname: 512,
        pNext: std::ptr::null_mut(),
        zName: name.into_raw(),
        pAppData: std::ptr::from_ref(held).cast_mut().cast(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_pathname),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(current_time),
        xGetLastError: Some(last_error),
        xCurrentTimeInt64: Some(current_time_ms),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    });
    // SAFETY: the structure and its name are leaked and its data is static: they live as long as the process.
    match unsafe { ffi::sqlite3_vfs_register(Box::into_raw(vfs), 0) } {
        ffi::SQLITE_OK => Ok(()),
        code => Err(code),
    }
}

/// The disk of a file system.
///
/// # Safety
/// `vfs` is one that [`register`] made.
unsafe fn disk(vfs: *mut sqlite3_vfs) -> &'static Held {
    // SAFETY: `pAppData` was made from such a reference.
    unsafe { &*(*vfs).pAppData.cast::<Held>() }
}

/// # Safety
/// `file` was opened by [`open`] with success, and not closed; nobody else uses it during the call.
unsafe fn handle<'a>(file: *mut sqlite3_file) -> &'a mut Handle {
    // SAFETY: it is a `File` then, whose `handle` comes from `Box::into_raw`.
    unsafe { &mut *(*file.cast::<File>()).handle }
}

/// # Safety
/// `name` is null or ends with a zero byte.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

fn code(done: Result<(), c_int>) -> c_int {
    done.err().unwrap_or(ffi::SQLITE_OK)
}

fn place(offset: i64) -> usize {
    usize::try_from(offset).unwrap_or_default()
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives its own file system, memory for a `File`, and a name or null.
    let (held, name) = unsafe {
        // Without methods, SQLite does not close what was not opened.
        (*file).pMethods = std::ptr::null();
        (disk(vfs), text(name))
    };
    let mut inner = hold(held);
    let opened = match name {
        Some(name) => inner.open(name, flags & ffi::SQLITE_OPEN_CREATE != 0),
        None => Ok(inner.temporary()),
    };
    let number = match opened {
        Ok(number) => number,
        Err(code) => return code,
    };
    let database = flags & ffi::SQLITE_OPEN_MAIN_DB != 0;
    if database && inner.open.contains(&number) {
        // One connection at a time: locks and shared memory are not made for more.
        return ffi::SQLITE_BUSY;
    }
    if database {
        inner.open.push(number);
    }
    let journals = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL | ffi::SQLITE_OPEN_WAL;
    let made = flags & ffi::SQLITE_OPEN_CREATE != 0 && flags & journals != 0;
    let handle = Handle { held, file: number, syncs_folder: made, database, shared: Vec::new() };
    // SAFETY: `file` has room for a `File`; `out_flags` is null or a number of SQLite's.
    unsafe {
        (*file.cast::<File>()).handle = Box::into_raw(Box::new(handle));
        (*file).pMethods = &raw const METHODS;
        if let Some(out) = out_flags.as_mut() {
            *out = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes what was opened, once; the box is given back here and nowhere else.
    let handle = unsafe {
        (*file).pMethods = std::ptr::null();
        Box::from_raw((*file.cast::<File>()).handle)
    };
    if handle.database {
        hold(handle.held).open.retain(|open| *open != handle.file);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(file: *mut sqlite3_file, into: *mut c_void, count: c_int, offset: i64) -> c_int {
    // SAFETY: an open file, and memory for `count` bytes that is SQLite's to fill.
    let (handle, into) = unsafe {
        std::ptr::write_bytes(into.cast::<u8>(), 0, place(count.into()));
        (handle(file), std::slice::from_raw_parts_mut(into.cast::<u8>(), place(count.into())))
    };
    match hold(handle.held).read(handle.file, place(offset), into) {
        Ok(there) if there == into.len() => ffi::SQLITE_OK,
        // What is not there reads as zeros.
        Ok(_) => ffi::SQLITE_IOERR_SHORT_READ,
        Err(code) => code,
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, count: c_int, offset: i64) -> c_int {
    // SAFETY: an open file, and `count` bytes.
    let (handle, from) =
        unsafe { (handle(file), std::slice::from_raw_parts(from.cast::<u8>(), place(count.into()))) };
    code(hold(handle.held).write(handle.file, place(offset), from))
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, len: i64) -> c_int {
    // SAFETY: an open file.
    let handle = unsafe { handle(file) };
    code(hold(handle.held).truncate(handle.file, place(len)))
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: an open file.
    let handle = unsafe { handle(file) };
    let mut inner = hold(handle.held);
    let done = inner.sync(handle.file);
    // `os_unix.c` takes this step once, and does not report that it failed.
    if done.is_ok() && std::mem::take(&mut handle.syncs_folder) {
        let _ = inner.sync_folder();
    }
    code(done)
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, out: *mut i64) -> c_int {
    // SAFETY: an open file, and a number of SQLite's.
    let (handle, out) = unsafe { (handle(file), &mut *out) };
    let len = hold(handle.held).len(handle.file);
    code(len.map(|len| *out = i64::try_from(len).unwrap_or(i64::MAX)))
}

/// Locking and unlocking: whoever has the file has it alone.
unsafe extern "C" fn lock(_: *mut sqlite3_file, _: c_int) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(_: *mut sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: a number of SQLite's.
    unsafe { *out = 0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(_: *mut sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

/// As `os_unix.c`.
unsafe extern "C" fn sector_size(_: *mut sqlite3_file) -> c_int {
    4_096
}

/// As `os_unix.c` on Linux: a write does no harm beside the place that is written.
unsafe extern "C" fn characteristics(_: *mut sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file, and a pointer of SQLite's.
    let (handle, out) = unsafe { (handle(file), &mut *out) };
    let region = place(region.into());
    while handle.shared.len() <= region && extend != 0 {
        let words = place(size.into()).div_ceil(size_of::<u64>());
        handle.shared.push((0..words).map(|_| AtomicU64::new(0)).collect());
    }
    // The memory is that of atomics: it may be written through a shared pointer, and does not move with the list.
    let memory = handle.shared.get(region).map(|memory| memory.as_ptr().cast_mut().cast());
    *out = memory.unwrap_or(std::ptr::null_mut());
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_lock(_: *mut sqlite3_file, _: c_int, _: c_int, _: c_int) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_barrier(_: *mut sqlite3_file) {}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: an open file; SQLite no longer uses the memory.
    unsafe { handle(file) }.shared.clear();
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: SQLite gives its own file system and a name.
    let (held, name) = unsafe { (disk(vfs), text(name)) };
    let mut inner = hold(held);
    let done = inner
        .remove(name.unwrap_or_default())
        .and_then(|()| if sync_folder & 1 == 0 { Ok(()) } else { inner.sync_folder() });
    code(done)
}

unsafe extern "C" fn access(
    vfs: *mut sqlite3_vfs,
    name: *const c_char,
    _flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives its own file system, a name, and a number to fill.
    let (held, name, out) = unsafe { (disk(vfs), text(name), &mut *out) };
    code(hold(held).has(name.unwrap_or_default()).map(|has| *out = c_int::from(has)))
}

unsafe extern "C" fn full_pathname(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite gives a name.
    let name = unsafe { CStr::from_ptr(name) }.to_bytes_with_nul();
    if name.len() > place(room.into()) {
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: there is room for so many bytes, which are SQLite's to fill and not part of the name.
    unsafe { std::ptr::copy_nonoverlapping(name.as_ptr(), out.cast(), name.len()) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn randomness(_: *mut sqlite3_vfs, count: c_int, out: *mut c_char) -> c_int {
    let count = place(count.into());
    // SAFETY: memory for so many bytes, all of which are set before they are read.
    let out = unsafe {
        std::ptr::write_bytes(out.cast::<u8>(), 0, count);
        std::slice::from_raw_parts_mut(out.cast::<u8>(), count)
    };
    let mut numbers = Numbers::new(count as u64);
    for byte in out {
        *byte = numbers.draw().to_le_bytes()[0];
    }
    c_int::try_from(count).unwrap_or_default()
}

unsafe extern "C" fn sleep(_: *mut sqlite3_vfs, microseconds: c_int) -> c_int {
    microseconds
}

/// A day in 2026, in milliseconds since the beginning of the Julian calendar.
const NOW_MS: i64 = 2_461_000 * 86_400_000;

unsafe extern "C" fn current_time(_: *mut sqlite3_vfs, out: *mut f64) -> c_int {
    // SAFETY: a number of SQLite's.
    unsafe { *out = 2_461_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn current_time_ms(_: *mut sqlite3_vfs, out: *mut i64) -> c_int {
    // SAFETY: a number of SQLite's.
    unsafe { *out = NOW_MS };
    ffi::SQLITE_OK
}

unsafe extern "C" fn last_error(_: *mut sqlite3_vfs, _: c_int, _: *mut c_char) -> c_int {
    0
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, OpenFlags};

    use crate::{Disk, Fault, FaultKind, Image, Numbers, Platter};

    fn connect(disk: &Disk) -> Connection {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        Connection::open_with_flags_and_vfs("a.db", flags, disk.vfs()).unwrap()
    }

    #[test]
    fn a_database_lies_in_memory_and_in_its_images() {
        let disk = Disk::new("lies-in-memory").unwrap();
        disk.load(&Image::default(), true);
        let first = connect(&disk);
        let mode: String = first.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
        first
            .execute_batch("PRAGMA synchronous = FULL; CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)")
            .unwrap();
        disk.mark();
        assert!(disk.exists("a.db-wal"));
        assert!(!std::path::Path::new("a.db").exists());
        assert!(Connection::open_with_flags_and_vfs("a.db", OpenFlags::default(), disk.vfs()).is_err());
        drop(first);
        assert!(!disk.exists("a.db-wal"));
        // After the mark each image has both rows.
        let trace = disk.trace();
        let mut platter = Platter::new(&trace.start);
        let mut numbers = Numbers::new(1);
        let other = Disk::new("lies-in-an-image").unwrap();
        let mut images = 0;
        for op in &trace.ops {
            platter.pass(op);
            for way in 0..8 {
                let image = platter.image(way, &mut numbers);
                // The database's own name is made safe by the program that creates it.
                if platter.marks() > 0 && image.files.contains_key("a.db") {
                    other.load(&image, false);
                    let count: i64 =
                        connect(&other).query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
                    assert_eq!(count, 2);
                    images += 1;
                }
            }
        }
        assert!(images > 20, "{images}");
    }

    #[test]
    fn operations_fail_as_told() {
        let disk = Disk::new("fails").unwrap();
        let mut failed = 0;
        for at in 0..200 {
            disk.load(&Image::default(), false);
            let connection = connect(&disk);
            disk.fail(Some(Fault { at, for_ever: true, kind: FaultKind::Error }));
            failed += u32::from(connection.execute_batch("CREATE TABLE t (x)").is_err());
            if disk.counts().1 == 0 {
                break;
            }
        }
        assert!(failed > 5, "{failed}");
    }
}
