//! What a url says of the server, the schema and the manner.

use std::net::IpAddr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::hash::HashKind;

/// Longest name that PostgreSQL does not cut, in bytes.
const NAME_MAX: usize = 63;
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a sent byte may go without an acknowledgement before the connection counts as lost.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a writer waits for the others, if the url says nothing else.
const LOCK_MS: u32 = 10_000;

/// Where a ledger is, and how it is opened.
pub(super) struct Address {
    pub(super) config: Config,
    /// The schema's name: letters, digits and `_` only.
    pub(super) schema: String,
    pub(super) read_only: bool,
    /// The hash of the chain, if the url names it.
    pub(super) hash_kind: Option<HashKind>,
    /// How long a writer waits for the others, in milliseconds.
    pub(super) lock_ms: u32,
}

fn refuse(why: &'static str) -> VoucherError {
    VoucherError::new(VoucherCode::StoreScheme).because(why)
}

impl Address {
    /// Reads a url. No error repeats any of it: it may hold a password.
    ///
    /// # Errors
    /// `ledger.store_scheme` for what cannot be read, `ledger.hash_kind` for an unknown hash, `ledger.store_unsafe` for a connection that strangers could read.
    pub(super) fn read(url: &str) -> Result<Self, VoucherError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut schema, mut read_only, mut lock_ms, mut plain) = ("doorstep", false, LOCK_MS, false);
        let mut hash_kind = None;
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("schema", name)) if is_name(name) => schema = name,
                Some(("schema", _)) => {
                    return Err(refuse(
                        "a schema is named by 1 to 63 letters a-z, digits and `_`, not `pg_…`",
                    ));
                }
                Some(("mode", "ro")) => read_only = true,
                Some(("mode", _)) => return Err(refuse("the only mode is `ro`")),
                Some(("hash", name)) => hash_kind = Some(name.parse()?),
                Some(("lock_timeout_ms", number)) => {
                    let number = number.parse().ok().filter(|number| (1..=60_000).contains(number));
                    lock_ms = number.ok_or_else(|| refuse("lock_timeout_ms is 1 to 60000"))?;
                }
                _ => {
                    plain |= pair == "sslmode=disable";
                    rest.push(pair);
                }
            }
        }
        let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        let mut config: Config =
            url.parse().map_err(|_| refuse("not a postgresql:// url with parameters that are known"))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            usual_host(&mut config);
        }
        if config.get_ssl_mode() == SslMode::Require {
            return Err(refuse("this build speaks no TLS"));
        }
        if !plain && !stays_here(&config) {
            return Err(VoucherError::new(VoucherCode::StoreUnsafe).because(
                "without TLS only a unix socket or a loopback address; say sslmode=disable for a network that is safe",
            ));
        }
        if config.get_application_name().is_none() {
            config.application_name("doorstep");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        config.keepalives_idle(SILENCE).keepalives_interval(SILENCE / 3).keepalives_retries(3);
        Ok(Self { config, schema: schema.to_owned(), read_only, hash_kind, lock_ms })
    }
}

/// Where a server is found that is not named: Debian's folder of sockets, or this machine.
fn usual_host(config: &mut Config) {
    #[cfg(unix)]
    config.host_path("/var/run/postgresql");
    #[cfg(not(unix))]
    config.host("localhost");
}

/// Whether nobody outside this machine can read along.
fn stays_here(config: &Config) -> bool {
    let names = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    // Where an address stands beside a name, the address is what is called.
    let addresses = config.get_hostaddrs();
    if addresses.is_empty() { names } else { addresses.iter().all(IpAddr::is_loopback) }
}

fn is_name(name: &str) -> bool {
    let mut letters = name.bytes();
    letters.next().is_some_and(|first| first.is_ascii_lowercase() || first == b'_')
        && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_')
        && name.len() <= NAME_MAX
        && !name.starts_with("pg_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(url: &str) -> &'static str {
        match Address::read(url) {
            Ok(_) => "",
            Err(error) => {
                assert!(!format!("{error} {error:?} {}", error.message_zh()).contains("geheim"));
                error.code().code()
            }
        }
    }

    #[test]
    fn a_url_names_server_schema_and_manner() {
        let read =
            Address::read("postgresql://u:geheim@localhost:5433/db?mode=ro&schema=s_1&connect_timeout=3");
        let read = read.unwrap();
        assert_eq!((read.schema.as_str(), read.read_only, read.lock_ms), ("s_1", true, LOCK_MS));
        assert_eq!((read.config.get_user(), read.config.get_dbname()), (Some("u"), Some("db")));
        assert_eq!(read.config.get_connect_timeout(), Some(&Duration::from_secs(3)));
        let read = Address::read("postgres:///db?host=/tmp&lock_timeout_ms=50").unwrap();
        assert_eq!((read.schema.as_str(), read.read_only, read.lock_ms), ("doorstep", false, 50));
        for url in
            ["postgresql:///db", "postgresql://127.0.0.1", "postgresql://[::1]/db", "postgres://u@%2Ftmp/db"]
        {
            assert_eq!(code(url), "", "{url}");
        }
    }

    #[test]
    fn what_is_not_understood_or_not_safe_is_refused() {
        for schema in ["", "1a", "A", "a-b", "a\"b", "pg_x", "é", &"a".repeat(64)] {
            assert_eq!(
                code(&format!("postgresql://u:geheim@localhost/db?schema={schema}")),
                "ledger.store_scheme"
            );
        }
        for rest in ["mode=rw", "lock_timeout_ms=0", "lock_timeout_ms=x", "sslmode=require", "geheim=1"] {
            assert_eq!(
                code(&format!("postgresql://u:geheim@localhost/db?{rest}")),
                "ledger.store_scheme",
                "{rest}"
            );
        }
        for host in ["10.0.0.7", "db.example", "localhost,10.0.0.7"] {
            let url = format!("postgresql://u:geheim@{host}/db");
            assert_eq!(code(&url), "ledger.store_unsafe", "{url}");
            assert_eq!(code(&format!("{url}?sslmode=disable")), "", "{url}");
        }
        assert_eq!(code("postgresql://u:geheim@localhost/db?hostaddr=10.0.0.7"), "ledger.store_unsafe");
    }
}
