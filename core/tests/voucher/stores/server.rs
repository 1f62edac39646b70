//! A PostgreSQL server of the tests' own, in a temporary folder, reached by a unix socket.
//!
//! It ends with the process that started it, however that ends: a shell beside it waits for the end of a pipe. As root
//! it runs as the user `postgres` (or `nobody`), since PostgreSQL refuses to run as root.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Debian's place.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Ends the server when the pipe ends, and takes the folder along; where a file `keep` is there, it ends in good order and
/// the folder stays.
const KEEPER: &str = r#"
"$0"/postgres -D "$1"/data >>"$1"/log 2>&1 & server=$!
cat >/dev/null
if [ -f "$1"/keep ]; then kill -INT $server; wait; else kill -QUIT $server; wait; rm -rf "$1"; fi 2>/dev/null
"#;

pub(crate) struct Server {
    bin: PathBuf,
    folder: PathBuf,
    /// The shell beside it, while it is meant to run.
    keeper: Option<Child>,
}

/// The folder with `initdb` and `postgres`: the latest of Debian's, or one of the search path.
fn find_binaries() -> Option<PathBuf> {
    let mut debian: Vec<PathBuf> = std::fs::read_dir(DEBIAN)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect())
        .unwrap_or_default();
    debian.sort_by_key(|bin| {
        let version =
            bin.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse::<u32>().ok());
        std::cmp::Reverse(version)
    });
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places = debian.into_iter().chain(std::env::split_paths(&path));
    places.find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
}

/// User and group that a server may run as, if we are root.
fn other_user() -> Option<(u32, u32)> {
    let id = Command::new("id").arg("-u").output().unwrap();
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let of = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(of("postgres").or_else(|| of("nobody")).expect("a user that is not root"))
}

/// A folder of that user's. Its keeper removes it.
fn new_folder() -> PathBuf {
    let folder = tempfile::Builder::new().prefix("pg").tempdir().unwrap().keep();
    // A socket's path has room for 107 bytes.
    assert!(folder.as_os_str().len() < 80, "the temporary folder has too long a name: {}", folder.display());
    if let Some((user, group)) = other_user() {
        std::os::unix::fs::chown(&folder, Some(user), Some(group)).unwrap();
    }
    folder
}

/// The program, as a user that a server runs as.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/");
    if let Some((user, group)) = other_user() {
        command.uid(user).gid(group);
    }
    command
}

/// A server for all tests that do not stop or change theirs.
pub(crate) fn shared() -> Option<&'static Server> {
    static SERVER: LazyLock<Option<Server>> = LazyLock::new(Server::start);
    SERVER.as_ref()
}

impl Server {
    /// A new server, or `None` where there is no PostgreSQL: said on stderr, and an error where `CI` is set.
    pub(crate) fn start() -> Option<Self> {
        let Some(bin) = find_binaries() else {
            let why = "no PostgreSQL (initdb, postgres) in /usr/lib/postgresql/*/bin or on the search path";
            assert!(std::env::var_os("CI").is_none(), "{why}");
            // Not by a macro, whose text a test that passes does not show.
            let mut stderr = std::io::stderr();
            writeln!(stderr, "skipped: {why}").unwrap();
            return None;
        };
        let folder = new_folder();
        let data = folder.join("data");
        let made = command(&bin.join("initdb"))
            .args([
                "-N",
                "-A",
                "trust",
                "-U",
                "doorstep",
                "-E",
                "UTF8",
                "--locale=C",
                "--data-checksums",
                "-D",
            ])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut server = Self { bin, folder, keeper: None };
        server.settle("listen_addresses = ''");
        server.settle("max_connections = 80");
        server.settle("shared_buffers = 64MB");
        server.settle(&format!("unix_socket_directories = '{}'", server.folder.display()));
        server.restart();
        Some(server)
    }

    /// A standby of this server.
    pub(crate) fn standby(&self) -> Self {
        let folder = new_folder();
        let made = command(&self.bin.join("pg_basebackup"))
            .args(["-R", "-N", "-c", "fast", "-U", "doorstep", "-h"])
            .arg(&self.folder)
            .arg("-D")
            .arg(folder.join("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut server = Self { bin: self.bin.clone(), folder, keeper: None };
        server.settle(&format!("unix_socket_directories = '{}'", server.folder.display()));
        server.restart();
        server
    }

    /// Adds a line to the server's settings; it counts from the next (re)start.
    pub(crate) fn settle(&self, line: &str) {
        let path = self.folder.join("data/postgresql.conf");
        let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
        writeln!(file, "{line}").unwrap();
    }

    /// Kills the postmaster; its processes end when they notice.
    pub(crate) fn kill(&self) {
        if let Some(pid) = self.postmaster() {
            kill(pid);
        }
    }

    fn postmaster(&self) -> Option<u32> {
        let text = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
        text.lines().next()?.trim().parse().ok()
    }

    /// Starts it again, after a kill too, and waits until it answers.
    pub(crate) fn restart(&mut self) {
        let start = Instant::now();
        loop {
            if let Some(keeper) = self.keeper.take() {
                // It ends with its pipe; here it must not take the folder along.
                std::fs::write(self.folder.join("keep"), "").unwrap();
                end(keeper);
                std::fs::remove_file(self.folder.join("keep")).unwrap();
            }
            self.keeper = Some(keep(&self.bin, &self.folder));
            // While processes of a killed postmaster are still ending, a new one gives up at once.
            if self.answers() {
                return;
            }
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(start.elapsed() < Duration::from_secs(60), "the server does not start: {log}");
        }
    }

    /// Waits until it answers, as long as it starts or recovers; `false` if nothing is there for a second.
    fn answers(&self) -> bool {
        let mut there = Instant::now();
        let start = there;
        while there.elapsed() < Duration::from_secs(1) && start.elapsed() < Duration::from_secs(120) {
            match self.psql("postgres", "SELECT 1") {
                Ok(_) => return true,
                // "the database system is starting up", "… is in recovery mode", "… is not yet accepting connections"
                Err(error) if error.contains("the database system is") => there = Instant::now(),
                Err(_) => {}
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    /// Waits until SQL gives this, also through times at which the server answers nothing.
    pub(crate) fn until(&self, sql: &str, answer: &str) {
        let start = Instant::now();
        while self.psql("postgres", sql).as_deref() != Ok(answer) {
            assert!(start.elapsed() < Duration::from_secs(120), "{sql}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The url of a schema.
    pub(crate) fn url(&self, schema: &str) -> String {
        format!("postgresql://doorstep@/postgres?host={}&schema={schema}", self.folder.display())
    }

    /// The server's socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// What SQL gives as text, or the error.
    pub(crate) fn psql(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.env("PGOPTIONS", "--client-min-messages=warning").arg("-h").arg(&self.folder);
        psql.args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-U", "doorstep", "-d", database, "-c", sql]);
        let output = psql.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    pub(crate) fn sql(&self, sql: &str) -> String {
        self.psql("postgres", sql).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.keeper.take().into_iter().for_each(end);
    }
}

fn end(mut keeper: Child) {
    drop(keeper.stdin.take());
    keeper.wait().unwrap();
}

/// Starts a server with its keeper.
fn keep(bin: &Path, folder: &Path) -> Child {
    let mut shell = command(Path::new("/bin/sh"));
    shell.args(["-c", KEEPER]).arg(bin).arg(folder).stdin(Stdio::piped()).stdout(Stdio::null());
    shell.spawn().unwrap()
}

/// `kill -9`.
pub(crate) fn kill(pid: u32) {
    let _ = Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status();
}
