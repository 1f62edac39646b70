//! A ledger as lines of JSON (JSONL): for archives, and for whoever reads it with other tools.
//!
//! ```text
//! {"type":"ledger","version":1,"hash":"sha256"}
//! {"type":"event","seq":1,"hash":"…","bytes":"…","asked":"…","event":{…}}        each event in order
//! {"type":"refusal","command":"…","asked":"…","answer":"…","refusal":{…}}        each recorded refusal, by command
//! {"type":"end","events":1,"refusals":0,"head":"…","root":"…","digest":"…"}
//! ```
//! `bytes` are the canonical bytes of the event, `asked` those of its command, `answer` those of the refusal, in Base64;
//! `event` and `refusal` say the same in words. `digest` is the hash over all lines before. A line is accepted if it is the
//! one that would be written for what it holds, so that no byte can change unseen.

use std::io::{BufRead, ErrorKind, Read, Write};

use serde::{Deserialize, Serialize};

use super::answer::{AnswerRecord, Recorded};
use super::chain::{EventRecord, Head, decode_event, encode_event};
use super::codec::{decode, encode};
use super::command::Command;
use super::digest::Digest;
use super::error::{VoucherCode, VoucherError};
use super::event::Event;
use super::hash::{HashKind, Hasher};
use super::ident::CommandId;
use super::ledger::{Ledger, scan_with_answers};
use super::proof::{self, Checked, Checkpoint, Follower, Root, Watch};
use super::refusal::Refusal;
use super::store::{Commit, MemoryStore, Records};

/// Longest line, in bytes: an event of 8 KiB and its command in Base64 and in words come to less than half.
const LINE_LEN_MAX: u64 = 1 << 17;
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    Ledger { version: u32, hash: HashKind },
    Event { seq: u64, hash: Digest, bytes: String, asked: String, event: &'a Event },
    Refusal { command: &'a CommandId, asked: String, answer: String, refusal: &'a Refusal },
    End(End),
}

#[derive(Serialize)]
struct End {
    events: u64,
    refusals: u64,
    head: Digest,
    root: Digest,
    digest: Digest,
}

impl Line<'_> {
    fn text(&self) -> Result<String, VoucherError> {
        serde_json::to_string(self).map_err(|_| VoucherError::new(VoucherCode::Encoding))
    }
}

fn event_line(record: &EventRecord, command: &Command) -> Result<String, VoucherError> {
    let (bytes, asked) = (proof::encode(&encode_event(&record.event)), proof::encode(&encode(command)));
    Line::Event { seq: record.event.seq, hash: record.hash, bytes, asked, event: &record.event }.text()
}

fn refusal_line(command: &Command, refusal: &Refusal) -> Result<String, VoucherError> {
    let (asked, answer) = (proof::encode(&encode(command)), proof::encode(&encode(refusal)));
    Line::Refusal { command: &command.id, asked, answer, refusal }.text()
}

/// Writes lines and keeps the digest over them.
struct Out<W> {
    to: W,
    seen: Hasher,
}

impl<W: Write> Out<W> {
    fn line(&mut self, mut line: String) -> Result<(), VoucherError> {
        line.push('\n');
        self.seen.update(line.as_bytes());
        self.to.write_all(line.as_bytes()).map_err(|error| fault(&error))
    }
}

fn fault(error: &std::io::Error) -> VoucherError {
    VoucherError::new(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => VoucherCode::StoreFull,
        ErrorKind::InvalidData => VoucherCode::Encoding,
        _ => VoucherCode::StoreIo,
    })
}

/// Writes the records up to a head, one line at a time.
fn write(records: &dyn Records, head: Head, to: impl Write) -> Result<(), VoucherError> {
    let hash = head.hash_kind;
    let mut out = Out { to, seen: hash.hasher() };
    out.line(Line::Ledger { version: VERSION, hash }.text()?)?;
    let mut follower = Follower::new(hash);
    scan_with_answers(records, head.events, &mut |record, answer| {
        follower.follow(&record)?;
        out.line(event_line(&record, &answer.command)?)
    })?;
    let mut refusals = 0;
    records.scan_answers(&mut |answer| match &answer.outcome {
        Recorded::Refused { refusal } => {
            refusals += 1;
            out.line(refusal_line(&answer.command, refusal)?)
        }
        Recorded::Applied { .. } => Ok(()),
    })?;
    let (head, root) = (follower.head(), follower.root());
    let digest = out.seen.clone().finish();
    let end = End { events: head.events, refusals, head: head.hash, root: root.root, digest };
    out.line(Line::End(end).text()?)?;
    out.to.flush().map_err(|error| fault(&error))
}

/// What a line has that is needed to write it again.
#[derive(Deserialize)]
struct Given<'a> {
    r#type: &'a str,
    hash: Option<&'a str>,
    bytes: Option<&'a str>,
    asked: Option<&'a str>,
    answer: Option<&'a str>,
}

impl Given<'_> {
    fn bytes_of(text: Option<&str>) -> Result<Vec<u8>, VoucherError> {
        let bytes = text.and_then(proof::decode);
        bytes.ok_or_else(|| VoucherError::new(VoucherCode::Encoding).because("not Base64"))
    }

    fn hash<T: std::str::FromStr>(&self) -> Result<T, VoucherError> {
        let found = self.hash.and_then(|text| text.parse().ok());
        found.ok_or_else(|| VoucherError::new(VoucherCode::Encoding).because("an unknown hash"))
    }
}

/// Takes lines in and keeps their number and the digest over them.
struct Lines<R> {
    from: R,
    number: u64,
    buffer: Vec<u8>,
    seen: Option<Hasher>,
}

impl<R: BufRead> Lines<R> {
    /// The next line without its end.
    fn next(&mut self) -> Result<&str, VoucherError> {
        if let Some(seen) = &mut self.seen {
            seen.update(&self.buffer);
        }
        self.number += 1;
        self.buffer.clear();
        let limited = self.from.by_ref().take(LINE_LEN_MAX);
        // The limit is set anew for each line.
        { limited }.read_until(b'\n', &mut self.buffer).map_err(|error| fault(&error))?;
        let line = self.buffer.strip_suffix(b"\n");
        let line = line.ok_or_else(|| {
            bad(if self.buffer.is_empty() { "the end is missing" } else { "cut off, or longer than 128 KiB" })
        })?;
        std::str::from_utf8(line).map_err(|_| bad("not UTF-8"))
    }

    fn at_end(&mut self) -> Result<bool, VoucherError> {
        Ok(self.from.fill_buf().map_err(|error| fault(&error))?.is_empty())
    }
}

fn bad(why: &'static str) -> VoucherError {
    VoucherError::new(VoucherCode::Encoding).because(why)
}

fn same(line: &str, again: &str) -> Result<(), VoucherError> {
    if line == again { Ok(()) } else { Err(bad("not as it would be written")) }
}

/// What a file of lines was found to hold. That events follow from each other as the machine would have it, only
/// [`Ledger::from_jsonl`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JsonlVerified {
    /// The number of events and the hash over them.
    #[serde(flatten)]
    pub root: Root,
    /// The hash at the end of the chain.
    pub head: Digest,
    /// How many recorded refusals there are besides.
    pub refusals: u64,
    /// What was held against checkpoints.
    pub against: Checked,
}

/// One record of a file.
enum Entry {
    Begin(HashKind),
    Event(Box<EventRecord>, Command),
    Refusal(Command, Refusal),
}

/// Reads a file to its end, following chain and checkpoints.
fn read(
    from: impl BufRead,
    checkpoints: &[Checkpoint],
    visit: &mut dyn FnMut(Entry) -> Result<(), VoucherError>,
) -> Result<JsonlVerified, VoucherError> {
    let mut lines = Lines { from, number: 0, buffer: Vec::new(), seen: None };
    let mut reading = Reading { watch: None, refusals: 0, last: None };
    loop {
        let line = lines.next().map(str::to_owned);
        let step = line.and_then(|line| match &reading.watch {
            None => {
                let kind = reading.begin(&line, checkpoints)?;
                lines.seen = Some(kind.hasher());
                visit(Entry::Begin(kind)).map(|()| false)
            }
            Some(_) => reading.record(&line, lines.seen.as_ref(), visit),
        });
        if step.map_err(|error| error.on_line(lines.number))? {
            break;
        }
    }
    if !lines.at_end()? {
        return Err(bad("something behind the end").on_line(lines.number + 1));
    }
    let watch = reading.watch.ok_or_else(|| bad("no header"))?;
    let (root, head) = (watch.root(), watch.head().hash);
    Ok(JsonlVerified { root, head, refusals: reading.refusals, against: watch.finish()? })
}

struct Reading<'a> {
    watch: Option<Watch<'a>>,
    refusals: u64,
    last: Option<CommandId>,
}

impl<'a> Reading<'a> {
    fn begin(&mut self, line: &str, checkpoints: &'a [Checkpoint]) -> Result<HashKind, VoucherError> {
        let not_a_ledger = || VoucherError::new(VoucherCode::NotALedger);
        let given: Given<'_> = serde_json::from_str(line).map_err(|_| not_a_ledger())?;
        let hash = given.hash().map_err(|_| not_a_ledger())?;
        if line != (Line::Ledger { version: VERSION, hash }.text()?) {
            return Err(VoucherError::new(VoucherCode::StoreVersion));
        }
        self.watch = Some(Watch::new(hash, checkpoints)?);
        Ok(hash)
    }

    /// Takes a line in; `true` for the last.
    fn record(
        &mut self,
        line: &str,
        seen: Option<&Hasher>,
        visit: &mut dyn FnMut(Entry) -> Result<(), VoucherError>,
    ) -> Result<bool, VoucherError> {
        let Some(watch) = &mut self.watch else { return Err(bad("no header")) };
        let seq = watch.head().events + 1;
        // serde's own text is not passed on: it may quote a value.
        let given: Given<'_> = serde_json::from_str(line).map_err(|_| bad("not a record"))?;
        match given.r#type {
            "event" if self.refusals == 0 => {
                let read = || {
                    let event = decode_event(&Given::bytes_of(given.bytes)?)?;
                    let record = EventRecord { event, hash: given.hash()? };
                    let command: Command = decode(&Given::bytes_of(given.asked)?)?;
                    Ok::<_, VoucherError>((record, command))
                };
                let (record, command) = read().map_err(|error| error.at_seq(seq))?;
                watch.follow(&record)?;
                same(line, &event_line(&record, &command)?).map_err(|error| error.at_seq(seq))?;
                let answer = AnswerRecord { command, outcome: Recorded::Applied { seq } };
                if !answer.is_of(&record.event) {
                    return Err(VoucherError::new(VoucherCode::AnswersDiffer).at_seq(seq));
                }
                visit(Entry::Event(Box::new(record), answer.command)).map(|()| false)
            }
            "refusal" => {
                let command: Command = decode(&Given::bytes_of(given.asked)?)?;
                let refusal: Refusal = decode(&Given::bytes_of(given.answer)?)?;
                same(line, &refusal_line(&command, &refusal)?)?;
                if self.last.as_ref().is_some_and(|last| *last >= command.id) {
                    return Err(bad("refusals out of order"));
                }
                self.last = Some(command.id.clone());
                self.refusals += 1;
                visit(Entry::Refusal(command, refusal)).map(|()| false)
            }
            "end" => {
                let (head, root) = (watch.head(), watch.root());
                let digest = seen.cloned().ok_or_else(|| bad("no header"))?.finish();
                let refusals = self.refusals;
                let end = End { events: head.events, refusals, head: head.hash, root: root.root, digest };
                same(line, &Line::End(end).text()?).map(|()| true)
            }
            _ => Err(bad("not a record that belongs here")),
        }
    }
}

/// Checks lines of JSON without building a ledger: every byte, the chain, the tree, and what checkpoints say of them.
///
/// # Errors
/// `ledger.not_a_ledger`, `ledger.store_version`; `ledger.encoding`, `ledger.broken_chain` and `ledger.answers_differ`, naming
/// line and event; those of [`Ledger::check_against`]; `ledger.io`.
pub fn verify_jsonl(from: impl BufRead, checkpoints: &[Checkpoint]) -> Result<JsonlVerified, VoucherError> {
    read(from, checkpoints, &mut |_| Ok(()))
}

impl Ledger {
    /// Writes the whole ledger as lines of JSON, one record at a time; give a buffered writer.
    ///
    /// # Errors
    /// `ledger.io` and `ledger.full` of the writer, `ledger.broken_chain`, `ledger.answers_differ`; those of the store.
    pub fn write_jsonl(&self, to: impl Write) -> Result<(), VoucherError> {
        write(self.records()?, self.head(), to)
    }

    /// A ledger in memory from lines of JSON, read one at a time. What was answered once is answered the same.
    ///
    /// # Errors
    /// Those of [`verify_jsonl`], and `ledger.not_applicable`.
    pub fn from_jsonl(from: impl BufRead) -> Result<Self, VoucherError> {
        let mut store = MemoryStore::default();
        read(from, &[], &mut |entry| {
            let (command, outcome, event) = match entry {
                Entry::Begin(hash_kind) => {
                    store = MemoryStore::new(hash_kind);
                    return Ok(());
                }
                Entry::Event(record, command) => {
                    (command, Recorded::Applied { seq: record.event.seq }, Some(*record))
                }
                Entry::Refusal(command, refusal) => (command, Recorded::Refused { refusal }, None),
            };
            store.append(vec![Commit { answer: AnswerRecord { command, outcome }, event }])
        })?;
        Self::with_store(Box::new(store))
    }
}
