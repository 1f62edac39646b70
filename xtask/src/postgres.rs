//! The PostgreSQL server that the store's tests start for themselves.

use std::path::Path;

use crate::debian;

const DEBIAN: &str = "/usr/lib/postgresql";
const NO_CLUSTER: &str = "/etc/postgresql-common/createcluster.conf";

fn is_here() -> bool {
    let debian =
        std::fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian
        .chain(std::env::split_paths(&path))
        .any(|bin| ["initdb", "postgres", "psql"].iter().all(|program| bin.join(program).exists()))
}

/// Sees that the server's programs are there, from Debian's packages where we may install them. No server is started.
///
/// # Errors
/// Why they are not there.
pub(crate) fn ready() -> Result<(), String> {
    if is_here() {
        return Ok(());
    }
    // Debian's package would set up and start a server of its own, unless this file says no before.
    let file = Path::new(NO_CLUSTER);
    if let (true, false, Some(folder)) = (debian::is_possible(), file.exists(), file.parent()) {
        let _ = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(file, "create_main_cluster = false\n"));
    }
    debian::install(&["postgresql"])?;
    if is_here() { Ok(()) } else { Err(format!("no initdb in {DEBIAN} after installing")) }
}
