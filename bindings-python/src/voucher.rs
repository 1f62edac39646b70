//! Voucher ledgers.

use std::sync::{Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use doorstep::voucher::bank::{ReturnFile, ReturnLayout};
use doorstep::voucher::proof::{Checkpoint, CheckpointKey, PublicKey};
use doorstep::voucher::supervision::{History, PopulationAsked};
use doorstep::voucher::{
    Actor, BatchId, Card, Command, CommandId, EventFilter, Ledger, ProgrammeId, SecretKey, Timestamp,
    VoucherError, VoucherId,
};
use doorstep::wire::{self, VerifyCheckpointRequest, findings_of, kpi_of, rates_of};
use doorstep::{Error, RegionCode};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use serde::Serialize;
use serde_json::{Map, Value, json};

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
    /// folder (`"sqlite:////srv/ledger.db"` by its full path, `"…?mode=ro"` only to look, `"…?hash=sm3"` with SM3 in place of
    /// SHA-256), made if there is none. What was answered from a file is on the disk, and several processes may share it.
    /// `"postgresql://user@localhost/services"` is a schema of a PostgreSQL database for services on several machines
    /// (`"…?schema=doorstep"`, `"…?mode=ro"`, `"…?hash=sm3"`); without TLS, so a unix socket, a loopback address, or
    /// `"…?sslmode=disable"` for a network that is safe by itself. Secret numbers of vouchers (券密码) are kept as hashes
    /// under `secret_key`, at least 32 random bytes from your key store; the ledger does not keep the key.
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

    /// Reads what `to_jsonl` gave, checks its chain, and makes a ledger in memory. A bad line is named.
    #[staticmethod]
    #[pyo3(signature = (lines, /, *, secret_key=None))]
    fn from_jsonl(py: Python<'_>, lines: &Bound<'_, PyAny>, secret_key: Option<&[u8]>) -> PyResult<Self> {
        guard(py, || {
            let lines = match lines.cast::<PyString>() {
                Ok(text) => text.to_str()?.as_bytes(),
                Err(_) => lines.extract::<&[u8]>()?,
            };
            py.detach(|| keyed(Ledger::from_jsonl(lines)?, secret_key)).map_err(|error| raise(py, error))
        })
    }

    /// The whole ledger as lines of JSON (JSONL), one for each event and each recorded refusal: for archives and for
    /// other tools. `from_jsonl` reads them.
    fn to_jsonl(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || {
            let mut lines = Vec::new();
            self.with(py, |ledger| Ok(ledger.write_jsonl(&mut lines)?))?;
            String::from_utf8(lines).map_err(|_| internal(py, "lines that are not UTF-8"))
        })
    }

    /// Signs how far the ledger has come (检查点): a dict whose `text` is to be published, with `events`, `root` and
    /// `head`. `origin` names the ledger, such as `"jinan.example/vouchers"`; `key` is 32 random bytes from your key store,
    /// which the ledger does not keep. Others check it with `verify_checkpoint` and the key of `checkpoint_public_key`.
    #[pyo3(signature = (origin, key, now=None))]
    fn checkpoint<'py>(
        &self,
        py: Python<'py>,
        origin: &str,
        key: &[u8],
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let now = guard(py, || instant(py, now))?;
        self.ask(py, |ledger| Ok(ledger.checkpoint(&CheckpointKey::new(origin, key)?, now)?))
    }

    /// The root behind the last event of each civil day in China, in order: a list of dicts.
    fn day_roots<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.day_roots()?))
    }

    /// Proves that the event `seq` is among the first `events`, all if not given: a dict for `verify_inclusion`. Take
    /// `event_base64` out of it for who must not see the event.
    #[pyo3(signature = (seq, events=None))]
    fn prove_inclusion<'py>(
        &self,
        py: Python<'py>,
        seq: u64,
        events: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| Ok(ledger.prove_inclusion(seq, events.unwrap_or(ledger.head().events))?))
    }

    /// Proves that the first `new_events`, all if not given, begin with the first `old_events`, unchanged: a dict for
    /// `verify_consistency`.
    #[pyo3(signature = (old_events, new_events=None))]
    fn prove_consistency<'py>(
        &self,
        py: Python<'py>,
        old_events: u64,
        new_events: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| {
            Ok(ledger.prove_consistency(old_events, new_events.unwrap_or(ledger.head().events))?)
        })
    }

    /// Holds the history against checkpoints that were published of it: texts, each signed with `public_key`. Raises
    /// `VoucherError` for events that are missing at the end (`ledger.cut_off`), a history written anew
    /// (`ledger.rewritten`), and checkpoints that contradict each other (`ledger.fork`).
    #[pyo3(signature = (checkpoints, public_key))]
    fn check_against<'py>(
        &self,
        py: Python<'py>,
        checkpoints: Vec<String>,
        public_key: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.ask(py, |ledger| {
            let key: PublicKey = public_key.parse()?;
            let read: Result<Vec<_>, _> =
                checkpoints.iter().map(|text| Checkpoint::verify(text, &key)).collect();
            Ok(ledger.check_against(&read?)?)
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

    /// What the bank is to pay of a sealed and approved batch (支付指令文件): CSV, UTF-8, the same bytes for ever. It holds
    /// tokens of people and accounts; whoever sends it puts in what they stand for.
    #[pyo3(signature = (batch, /))]
    fn payment_file<'py>(&self, py: Python<'py>, batch: &str) -> PyResult<Bound<'py, PyBytes>> {
        guard(py, || {
            let file = self.with(py, |ledger| Ok(ledger.payment_file(&BatchId::new(batch)?)?))?;
            Ok(PyBytes::new(py, &file.to_bytes()))
        })
    }

    /// Raises `VoucherError` if bytes are not the payment file of the batch, with the column and the line.
    #[pyo3(signature = (batch, data, /))]
    fn check_payment_file(&self, py: Python<'_>, batch: &str, data: &[u8]) -> PyResult<()> {
        guard(py, || self.with(py, |ledger| Ok(ledger.payment_file(&BatchId::new(batch)?)?.check(data)?)))
    }

    /// Compares a bank's return file (回盘文件) with its batch, and changes nothing: the commands that would follow,
    /// differences, lines that cannot be read, and sums that tie out. `layout` names the columns and words of the bank;
    /// the usual ones are known.
    #[pyo3(signature = (batch, data, /, *, actor, layout=None, now=None))]
    fn reconcile<'py>(
        &self,
        py: Python<'py>,
        batch: &str,
        data: &[u8],
        actor: &Bound<'py, PyAny>,
        layout: Option<&Bound<'py, PyAny>>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (actor, layout, now) = guard(py, || return_arguments(py, actor, layout, now))?;
        self.ask(py, |ledger| {
            let file = ReturnFile::read(data, &layout)?;
            Ok(ledger.reconcile(&BatchId::new(batch)?, &file, &actor, now)?)
        })
    }

    /// Books a bank's return file (回盘记账): what was paid, and what came back. Takes and gives what `reconcile` does, and
    /// the answers to the commands. The same file again changes nothing.
    #[pyo3(signature = (batch, data, /, *, actor, layout=None, now=None))]
    fn apply_return<'py>(
        &self,
        py: Python<'py>,
        batch: &str,
        data: &[u8],
        actor: &Bound<'py, PyAny>,
        layout: Option<&Bound<'py, PyAny>>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (actor, layout, now) = guard(py, || return_arguments(py, actor, layout, now))?;
        self.ask(py, |ledger| {
            let file = ReturnFile::read(data, &layout)?;
            Ok(ledger.apply_return(&BatchId::new(batch)?, &file, &actor, now)?)
        })
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

    /// What became of the vouchers, in cohorts by the month of issue (发放、领取、核销、拨付进度): a dict of `total`, `rows` and
    /// `providers`, told apart by what `by` names of programme, region, month and item. `as_of` is the instant at which is
    /// looked, that of the last event if absent.
    #[pyo3(signature = (by=None, *, as_of=None))]
    fn rates<'py>(
        &self,
        py: Python<'py>,
        by: Option<&Bound<'py, PyAny>>,
        as_of: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let asked = guard(py, || option(py, stated([("by", given(by)?), ("as_of", seconds(py, as_of)?)])))?;
        self.ask(py, |ledger| rates_of(ledger, &asked))
    }

    /// What looks wrong, and by which events (疑点): a dict of `rules`, how far each has looked, and `findings`.
    ///
    /// `rules` are codes of rules, all if absent; `bounds` changes bounds of rules; `facts` are the caller's, keyed by tokens:
    /// `accounts`, `places` and `hours` (docs/supervision.md).
    #[pyo3(signature = (rules=None, *, bounds=None, facts=None, as_of=None))]
    fn findings<'py>(
        &self,
        py: Python<'py>,
        rules: Option<&Bound<'py, PyAny>>,
        bounds: Option<&Bound<'py, PyAny>>,
        facts: Option<&Bound<'py, PyAny>>,
        as_of: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let asked = guard(py, || {
            let facts = [("rules", given(rules)?), ("bounds", given(bounds)?), ("facts", given(facts)?)];
            option(py, stated(facts.into_iter().chain([("as_of", seconds(py, as_of)?)])))
        })?;
        self.ask(py, |ledger| findings_of(ledger, &asked))
    }

    /// Key figures of the five precisions (五个精准) for periods, and what changed from each to the next: a dict of `periods`
    /// and `changes`. A period is a dict of `from`, `until` and the caller's facts, as docs/schema has them (`kpi_request`).
    #[pyo3(signature = (periods, *, with_ids=false))]
    fn kpi<'py>(
        &self,
        py: Python<'py>,
        periods: &Bound<'py, PyAny>,
        with_ids: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let asked =
            guard(py, || option(py, json!({"periods": json::from_python(periods)?, "with_ids": with_ids})))?;
        self.ask(py, |ledger| kpi_of(ledger, &asked))
    }

    /// The vouchers whose redemption stands, as cases for `sample`: of a programme, redeemed from `since` on and before
    /// `until`, only those that are paid; in strata by programme, region or provider.
    #[pyo3(signature = (*, programme=None, since=None, until=None, paid=false, stratum=None))]
    fn population<'py>(
        &self,
        py: Python<'py>,
        programme: Option<&str>,
        since: Option<&Bound<'py, PyAny>>,
        until: Option<&Bound<'py, PyAny>>,
        paid: bool,
        stratum: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let asked: PopulationAsked = guard(py, || {
            let conditions = [
                ("programme", programme.into()),
                ("since", seconds(py, since)?),
                ("until", seconds(py, until)?),
                ("paid", paid.into()),
                ("stratum", stratum.into()),
            ];
            option(py, stated(conditions))
        })?;
        self.ask(py, |ledger| Ok(History::of_ledger(ledger, None)?.population(&asked)))
    }

    /// What of a voucher is inspected, for `inspection`; `None` if no redemption of it stands.
    #[pyo3(signature = (voucher, /))]
    fn inspection_case<'py>(&self, py: Python<'py>, voucher: &str) -> PyResult<Bound<'py, PyAny>> {
        self.ask(
            py,
            |ledger| Ok(History::of_ledger(ledger, None)?.inspection_case(&VoucherId::new(voucher)?)),
        )
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

fn return_arguments(
    py: Python<'_>,
    actor: &Bound<'_, PyAny>,
    layout: Option<&Bound<'_, PyAny>>,
    now: Option<&Bound<'_, PyAny>>,
) -> PyResult<(Actor, ReturnLayout, Timestamp)> {
    let layout = layout.map(|layout| option(py, json::from_python(layout)?)).transpose()?;
    Ok((option(py, json::from_python(actor)?)?, layout.unwrap_or_default(), instant(py, now)?))
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

/// The public key of checkpoints, to be published: `name+id+key`.
#[pyfunction]
#[pyo3(signature = (origin, key))]
pub(crate) fn checkpoint_public_key(py: Python<'_>, origin: &str, key: &[u8]) -> PyResult<String> {
    guard(py, || {
        let key = CheckpointKey::new(origin, key).map_err(|error| raise(py, error))?;
        Ok(key.public().to_string())
    })
}

/// Checks a checkpoint with nothing but its text and the public key of the ledger: a dict with `events`, `root`, `head`,
/// `day` and `time`. Raises `VoucherError` if it is not signed with this key.
#[pyfunction]
#[pyo3(signature = (text, public_key))]
pub(crate) fn verify_checkpoint<'py>(
    py: Python<'py>,
    text: &str,
    public_key: &str,
) -> PyResult<Bound<'py, PyAny>> {
    guard(py, || {
        let request = VerifyCheckpointRequest { text: text.to_owned(), public_key: public_key.to_owned() };
        json::plain(py, &wire::verify_checkpoint(request).map_err(|error| raise(py, error))?)
    })
}

/// Checks a proof of `Ledger.prove_inclusion` with nothing but a published root, such as the dict of `verify_checkpoint`: a
/// dict with `seq` and the `event`. Raises `VoucherError` (`ledger.proof_fails`) if it does not hold.
#[pyfunction]
#[pyo3(signature = (proof, root))]
pub(crate) fn verify_inclusion<'py>(
    proof: &Bound<'py, PyAny>,
    root: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = proof.py();
    guard(py, || {
        let asked = asked(py, &[("proof", proof), ("root", root)])?;
        json::plain(py, &wire::verify_inclusion(option(py, asked)?).map_err(|error| raise(py, error))?)
    })
}

/// Checks a proof of `Ledger.prove_consistency` with nothing but two published roots: how many events were `kept` unchanged
/// and how many were `added`. Raises `VoucherError` (`ledger.proof_fails`) if it does not hold.
#[pyfunction]
#[pyo3(signature = (proof, old, new))]
pub(crate) fn verify_consistency<'py>(
    proof: &Bound<'py, PyAny>,
    old: &Bound<'py, PyAny>,
    new: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = proof.py();
    guard(py, || {
        let asked = asked(py, &[("proof", proof), ("old", old), ("new", new)])?;
        json::plain(py, &wire::verify_consistency(option(py, asked)?).map_err(|error| raise(py, error))?)
    })
}

fn asked(py: Python<'_>, given: &[(&str, &Bound<'_, PyAny>)]) -> PyResult<Value> {
    guard(py, || {
        let read = given.iter().map(|(name, value)| Ok(((*name).to_owned(), json::from_python(value)?)));
        read.collect::<PyResult<Map<_, _>>>().map(Value::Object)
    })
}

/// A value that may be absent.
fn given(value: Option<&Bound<'_, PyAny>>) -> PyResult<Value> {
    value.map_or(Ok(Value::Null), json::from_python)
}

/// Seconds of an instant that may be absent.
fn seconds(py: Python<'_>, given: Option<&Bound<'_, PyAny>>) -> PyResult<Value> {
    let seconds = given.map(|given| instant(py, Some(given)).map(Timestamp::get)).transpose()?;
    Ok(seconds.into())
}

/// An object of what is not absent.
fn stated<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let stated = members.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(stated.map(|(name, value)| (name.to_owned(), value)).collect())
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
