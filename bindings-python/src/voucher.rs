//! Voucher ledgers.

use std::sync::{Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use doorstep::voucher::{
    BatchId, Card, Command, CommandId, EventFilter, Ledger, ProgrammeId, SecretKey, Timestamp, VoucherError,
    VoucherId,
};
use doorstep::{Error, RegionCode};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::{internal, option, raise};
use crate::json;
use crate::panic::guard;

/// A ledger of employment vouchers (就业券账本), from distribution to payment.
///
/// Commands are dicts or JSON text, answers are dicts. A refusal is an answer: `outcome` is applied, replayed, refused or
/// unknown. A command that cannot be read raises `VoucherError`. `now` is an aware `datetime`, RFC 3339 text or whole
/// seconds since 1970; without it, the clock of this machine. Threads may share a ledger.
///
/// >>> ledger = doorstep.Ledger.open("memory:")
/// >>> manager = {"id": "u-1", "role": "manager", "region": "3701"}
/// >>> answer = ledger.submit({"id": "c-1", "actor": manager, "action": "appropriate", "programme": "training",
/// ...                         "amount_fen": 100_000}, now="2026-03-02T09:00:00+08:00")
/// >>> answer["outcome"], answer["refusal"]["code"]
/// ('refused', 'voucher.programme_unknown')
#[pyclass(module = "doorstep", name = "Ledger", frozen)]
pub(crate) struct PyLedger {
    ledger: Mutex<Ledger>,
}

impl PyLedger {
    /// Waits for the ledger and works with it, both without the interpreter.
    fn with<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Ledger) -> Result<R, Error> + Send,
    ) -> PyResult<R> {
        // A panic in mid-work has poisoned the lock: what the ledger holds may be half done.
        let poisoned = || internal(py, "a ledger that met an internal error before");
        let done = py.detach(|| {
            let ledger: Option<MutexGuard<'_, Ledger>> = self.ledger.lock().ok();
            ledger.map(|mut ledger| work(&mut ledger))
        });
        done.ok_or_else(poisoned)?.map_err(|error| raise(py, error))
    }

    /// The same, with the answer as plain Python values.
    fn ask<'py, R: Send + Serialize>(
        &self,
        py: Python<'py>,
        work: impl FnOnce(&mut Ledger) -> Result<R, Error> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || json::plain(py, &self.with(py, work)?))
    }
}

impl From<Ledger> for PyLedger {
    fn from(ledger: Ledger) -> Self {
        Self { ledger: Mutex::new(ledger) }
    }
}

#[pymethods]
impl PyLedger {
    /// Opens a ledger: `"memory:"` is an empty one in memory, `"sqlite:///ledger.db"` a SQLite file beside the working
    /// folder (`"sqlite:////srv/ledger.db"` by its full path, `"…?mode=ro"` only to look), made if there is none. What was
    /// answered from a file is on the disk, and several processes may share it. `"postgresql://user@localhost/services"` is
    /// a schema of a PostgreSQL database for services on several machines (`"…?schema=doorstep"`, `"…?mode=ro"`); without
    /// TLS, so a unix socket, a loopback address, or `"…?sslmode=disable"` for a network that is safe by itself. Secret numbers of vouchers (券密码) are kept as hashes under
    /// `secret_key`, at least 32 random bytes from your key store; the ledger does not keep the key.
    #[staticmethod]
    #[pyo3(signature = (url, /, *, secret_key=None))]
    fn open(py: Python<'_>, url: &str, secret_key: Option<&[u8]>) -> PyResult<Self> {
        guard(py, || py.detach(|| keyed(Ledger::open(url)?, secret_key)).map_err(|error| raise(py, error)))
    }

    /// Reads what `to_bytes` gave, and checks its chain: a ledger in memory.
    #[staticmethod]
    #[pyo3(signature = (data, /, *, secret_key=None))]
    fn from_bytes(py: Python<'_>, data: &[u8], secret_key: Option<&[u8]>) -> PyResult<Self> {
        guard(py, || py.detach(|| keyed(Ledger::import(data)?, secret_key)).map_err(|error| raise(py, error)))
    }

    /// The whole ledger: events, hashes and recorded answers.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guard(py, || {
            let bytes = self.with(py, |ledger| Ok(ledger.export()?))?;
            Ok(PyBytes::new(py, &bytes))
        })
    }

    /// Does a command, or says why not. The same command again gets its first answer.
    #[pyo3(signature = (command, now=None))]
    fn submit<'py>(
        &self,
        py: Python<'py>,
        command: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (command, now) = guard(py, || Ok((read_command(command)?, instant(py, now)?)))?;
        self.ask(py, |ledger| Ok(ledger.submit(&command, now)?))
    }

    /// Does many commands in order and writes them together: a list of answers, all of them kept or none.
    #[pyo3(signature = (commands, now=None))]
    fn submit_many<'py>(
        &self,
        py: Python<'py>,
        commands: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let read =
            || commands.try_iter()?.map(|command| read_command(&command?)).collect::<PyResult<Vec<_>>>();
        let (commands, now) = guard(py, || Ok((read()?, instant(py, now)?)))?;
        self.ask(py, |ledger| Ok(ledger.submit_many(&commands, now)?))
    }

    /// Takes in what other processes have written since this ledger last wrote or looked.
    fn refresh(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, || self.with(py, |ledger| Ok(ledger.refresh()?)))
    }

    /// Keeps the state in the file, so that opening it need not replay all events (快照).
    fn keep_snapshot(&self, py: Python<'_>) -> PyResult<()> {
        guard(py, || self.with(py, |ledger| Ok(ledger.keep_snapshot()?)))
    }

    /// What became of a command: `status` is applied, refused or not_seen. It settles an answer that was unknown.
    #[pyo3(signature = (command_id, /))]
    fn status<'py>(&self, py: Python<'py>, command_id: &str) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.status(&CommandId::new(command_id)?)?))
    }

    /// A voucher (券): its state, version, amounts in fen; `None` if there is none of this id.
    #[pyo3(signature = (id, /))]
    fn voucher<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.voucher(&VoucherId::new(id)?)?))
    }

    /// A voucher with the terms of its programme, to be shown to its holder; `None` if there is none of this id. With it
    /// `check_command` tells what would be refused.
    #[pyo3(signature = (id, /))]
    fn card<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.card(&VoucherId::new(id)?)?))
    }

    /// A payment batch (支付批次); `None` if there is none of this id.
    #[pyo3(signature = (id, /))]
    fn batch<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.batch(&BatchId::new(id)?)?))
    }

    /// A programme (项目) with its terms; `None` if there is none of this id.
    #[pyo3(signature = (id, /))]
    fn programme<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.programme(&ProgrammeId::new(id)?)?))
    }

    /// The money of a programme (预算), in fen; `None` if there is none of this id.
    #[pyo3(signature = (programme, /))]
    fn budget<'py>(&self, py: Python<'py>, programme: &str) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.budget(&ProgrammeId::new(programme)?)?))
    }

    /// The money of every programme, in the order of their ids.
    fn budgets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.budgets()?))
    }

    /// The money of all programmes together, in fen; of those of one division (区划) and the divisions inside it, if
    /// `region` is given.
    #[pyo3(signature = (region=None))]
    fn total<'py>(&self, py: Python<'py>, region: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| {
            let region = region.map(RegionCode::parse).transpose()?;
            Ok(ledger.total(region.as_ref())?)
        })
    }

    /// The events for which every condition that is given holds, in order: of a programme, of a voucher, by an actor,
    /// numbered above `after_seq`, from `since` on, before `until`; at most `limit`.
    #[pyo3(signature = (*, programme=None, voucher=None, actor=None, after_seq=None, since=None, until=None, limit=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn events<'py>(
        &self,
        py: Python<'py>,
        programme: Option<&str>,
        voucher: Option<&str>,
        actor: Option<&str>,
        after_seq: Option<u64>,
        since: Option<&Bound<'py, PyAny>>,
        until: Option<&Bound<'py, PyAny>>,
        limit: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let filter: EventFilter = guard(py, || {
            let bound = |given: Option<&Bound<'_, PyAny>>| {
                given.map(|given| instant(py, Some(given)).map(Timestamp::get)).transpose()
            };
            let conditions: [(&str, Value); 7] = [
                ("programme", programme.into()),
                ("voucher", voucher.into()),
                ("actor", actor.into()),
                ("after_seq", after_seq.into()),
                ("since", bound(since)?.into()),
                ("until", bound(until)?.into()),
                ("limit", limit.into()),
            ];
            let given = conditions.into_iter().filter(|(_, value)| !value.is_null());
            option(py, Value::Object(Map::from_iter(given.map(|(name, value)| (name.to_owned(), value)))))
        })?;
        self.ask(py, |ledger| Ok(ledger.events(&filter)?))
    }

    /// Follows the hash chain, replays every event and adds up all money (核验); raises `VoucherError` naming the first
    /// bad event. Gives the number of events, the last hash and the digest of the state.
    fn verify<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.verify()?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || {
            let events = self.with(py, |ledger| Ok(ledger.head().events))?;
            Ok(format!("doorstep.Ledger({events} events)"))
        })
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a doorstep.Ledger is not pickled; `to_bytes()` gives bytes that `Ledger.from_bytes` checks",
        ))
    }
}

fn keyed(ledger: Ledger, secret_key: Option<&[u8]>) -> Result<PyLedger, VoucherError> {
    let ledger = match secret_key {
        Some(key) => ledger.with_secret_key(SecretKey::new(key)?),
        None => ledger,
    };
    Ok(ledger.into())
}

/// What the ledger would refuse, as far as the card of the voucher (`Ledger.card`) can tell: a refusal, or `None`. What
/// only the ledger knows passes, such as whether the budget suffices or a secret is right.
#[pyfunction]
#[pyo3(signature = (card, command, now=None))]
pub(crate) fn check_command<'py>(
    card: &Bound<'py, PyAny>,
    command: &Bound<'py, PyAny>,
    now: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = card.py();
    guard(py, || {
        let (command, now) = (read_command(command)?, instant(py, now)?);
        let card = Card::read(json::from_python(card)?).map_err(|error| raise(py, error))?;
        json::plain(py, &card.check(&command, now).map_err(|error| raise(py, error))?)
    })
}

fn read_command(command: &Bound<'_, PyAny>) -> PyResult<Command> {
    let py = command.py();
    let read = match command.cast::<PyString>() {
        Ok(text) => Command::from_json(text.to_str()?),
        Err(_) => Command::read(json::from_python(command)?),
    };
    read.map_err(|error| raise(py, error))
}

/// An instant: an aware `datetime`, RFC 3339 text, seconds since 1970, or the clock of this machine.
fn instant(py: Python<'_>, given: Option<&Bound<'_, PyAny>>) -> PyResult<Timestamp> {
    let read = match given {
        None => {
            let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp::new(i64::try_from(passed.as_secs()).unwrap_or(i64::MAX))
        }
        Some(given) => match json::from_python(given)? {
            Value::String(text) => Timestamp::from_rfc3339(&text),
            Value::Number(number) if number.is_i64() => Timestamp::new(number.as_i64().unwrap_or_default()),
            _ => return Err(PyTypeError::new_err("`now` is a datetime, RFC 3339 text or whole seconds")),
        },
    };
    read.map_err(|error| raise(py, error))
}
