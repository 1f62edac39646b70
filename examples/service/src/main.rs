//! Starts the service; see the library part for what it does.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail, ensure};
use doorstep::voucher::SecretKey;
use doorstep_service::app::App;
use doorstep_service::callers::Callers;
use doorstep_service::keeper::Keeper;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str = "\
doorstep-service --ledger URL --callers FILE [--listen ADDRESS] [--secret-key FILE] [--beyond-loopback]

  --ledger URL        postgresql://user@/vouchers?host=/run/postgresql, sqlite:///ledger.db, memory:
  --callers FILE      JSON: the actors that may ask, each with the SHA-256 of its token
  --listen ADDRESS    where to listen, 127.0.0.1:8080 unless said
  --secret-key FILE   the key for secret numbers, at least 32 bytes
  --beyond-loopback   listen on an address that other machines reach; put TLS before it
";

struct Arguments {
    ledger: String,
    callers: PathBuf,
    listen: SocketAddr,
    secret_key: Option<PathBuf>,
}

impl Arguments {
    fn parse(mut given: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let (mut ledger, mut callers, mut secret_key) = (None, None, None);
        let mut listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        let mut beyond = false;
        while let Some(name) = given.next() {
            if name == "--beyond-loopback" {
                beyond = true;
                continue;
            }
            let value = given.next().with_context(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--ledger" => ledger = Some(value),
                "--callers" => callers = Some(PathBuf::from(value)),
                "--listen" => {
                    listen = value.parse().context("--listen takes an address such as 127.0.0.1:8080")?
                }
                "--secret-key" => secret_key = Some(PathBuf::from(value)),
                _ => bail!("unknown option {name}"),
            }
        }
        ensure!(beyond || listen.ip().is_loopback(), "{listen} is reached by others: say --beyond-loopback");
        Ok(Self {
            ledger: ledger.context("--ledger is missing")?,
            callers: callers.context("--callers is missing")?,
            listen,
            secret_key,
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--help" || argument == "-h") {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("doorstep-service: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let callers = std::fs::read_to_string(&arguments.callers).context("--callers")?;
    let callers = Callers::from_json(&callers)?;
    let key = match &arguments.secret_key {
        Some(path) => Some(SecretKey::new(&std::fs::read(path).context("--secret-key")?)?),
        None => None,
    };
    let url = arguments.ledger.clone();
    let keeper = tokio::task::spawn_blocking(move || Keeper::open(&url, key)).await??;
    let mut terminate = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind(arguments.listen).await.context("--listen")?;
    eprintln!("listening on {}", listener.local_addr()?);
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        eprintln!("stopping");
    };
    doorstep_service::serve(App::new(keeper, callers), listener, stop).await
}
