//! A ledger as one file: every event with its hash, every recorded answer, and a digest over the whole.
//!
//! ```text
//! "DOORSTEP" version │ events: count, (block, hash)… │ answers: count, (command, outcome)… │ digest of all before
//! ```
//! The version says the hash: 1 is SHA-256, 2 is SM3.
//!
//! The last digest tells accidents (a cut or damaged copy). Against intent stands the chain, with a head kept elsewhere.

use super::answer::{AnswerRecord, Recorded};
use super::chain::{EVENT_LEN_MAX, EventRecord, Head, decode_event, encode_event};
use super::codec::{Canonical, Reader, Writer, encode};
use super::digest::Digest;
use super::error::{VoucherCode, VoucherError};
use super::hash::HashKind;
use super::store::{Commit, MemoryStore, Records};

const MAGIC: &[u8; 8] = b"DOORSTEP";
const APPLIED: u8 = 1;
const REFUSED: u8 = 2;

const fn version(hash_kind: HashKind) -> u8 {
    match hash_kind {
        HashKind::Sha256 => 1,
        HashKind::Sm3 => 2,
    }
}

/// The bytes of all records of a store. What others add meanwhile is left out, but for commands that they are refused.
///
/// # Errors
/// Those of the store.
pub(super) fn write(store: &dyn Records, hash_kind: HashKind) -> Result<Vec<u8>, VoucherError> {
    let mut out = Writer::default();
    out.raw(MAGIC);
    out.byte(version(hash_kind));
    let (place, mut events) = (out.bytes().len(), 0_u64);
    events.write(&mut out);
    store.scan_events(0, &mut |record| {
        out.block(&encode_event(&record.event));
        record.hash.write(&mut out);
        events += 1;
        Ok(true)
    })?;
    out.overwrite(place, &encode(&events));
    let (place, mut answers) = (out.bytes().len(), 0_u64);
    answers.write(&mut out);
    store.scan_answers(&mut |answer| {
        let later = matches!(answer.outcome, Recorded::Applied { seq } if seq > events);
        if !later {
            write_answer(answer, &mut out);
            answers += 1;
        }
        Ok(())
    })?;
    out.overwrite(place, &encode(&answers));
    let digest = whole(hash_kind, out.bytes());
    digest.write(&mut out);
    Ok(out.into_bytes())
}

fn write_answer(answer: &AnswerRecord, out: &mut Writer) {
    answer.command.write(out);
    match &answer.outcome {
        Recorded::Applied { seq } => {
            out.byte(APPLIED);
            seq.write(out);
        }
        Recorded::Refused { refusal } => {
            out.byte(REFUSED);
            refusal.write(out);
        }
    }
}

fn whole(hash_kind: HashKind, bytes: &[u8]) -> Digest {
    hash_kind.digest_parts(&[b"doorstep.voucher.export\x01", bytes])
}

/// Reads a file into memory, following the chain and matching every answer with its event.
///
/// # Errors
/// `ledger.encoding`, `ledger.broken_chain` naming the first bad event.
pub(super) fn read(bytes: &[u8]) -> Result<MemoryStore, VoucherError> {
    let mut input = Reader::new(bytes);
    let magic = input.raw(MAGIC.len())?;
    let found = input.byte()?;
    let hash_kind = HashKind::ALL.into_iter().find(|kind| version(*kind) == found);
    let hash_kind = hash_kind
        .filter(|_| magic == MAGIC)
        .ok_or_else(|| input.fault("not a ledger file of this version"))?;
    let events = read_events(&mut input, hash_kind)?;
    let answers = read_answers(&mut input)?;
    let found = Digest::read(&mut input)?;
    input.finish()?;
    let before = bytes.get(..bytes.len().saturating_sub(found.as_bytes().len())).unwrap_or_default();
    if whole(hash_kind, before) != found {
        return Err(VoucherError::new(VoucherCode::Encoding).because("the file's digest differs"));
    }
    assemble(hash_kind, events, answers)
}

fn read_events(input: &mut Reader<'_>, hash_kind: HashKind) -> Result<Vec<EventRecord>, VoucherError> {
    let count = u64::read(input)?;
    let mut head = Head::genesis(hash_kind);
    let mut events = Vec::new();
    while head.events < count {
        let seq = head.events + 1;
        let event = input.block(EVENT_LEN_MAX).and_then(decode_event).map_err(|error| error.at_seq(seq))?;
        let record = EventRecord { event, hash: Digest::read(input)? };
        head = head.follow(&record)?;
        events.push(record);
    }
    Ok(events)
}

fn read_answers(input: &mut Reader<'_>) -> Result<Vec<AnswerRecord>, VoucherError> {
    let count = u64::read(input)?;
    let mut answers: Vec<AnswerRecord> = Vec::new();
    while (answers.len() as u64) < count {
        let command = Canonical::read(input)?;
        let outcome = match input.byte()? {
            APPLIED => Recorded::Applied { seq: u64::read(input)? },
            REFUSED => Recorded::Refused { refusal: Canonical::read(input)? },
            _ => return Err(input.fault("an unknown outcome")),
        };
        let answer = AnswerRecord { command, outcome };
        if answers.last().is_some_and(|last| last.command.id >= answer.command.id) {
            return Err(input.fault("answers out of order"));
        }
        answers.push(answer);
    }
    Ok(answers)
}

/// Puts every event beside the answer of its command.
fn assemble(
    hash_kind: HashKind,
    events: Vec<EventRecord>,
    answers: Vec<AnswerRecord>,
) -> Result<MemoryStore, VoucherError> {
    let mismatch =
        |seq: u64| VoucherError::new(VoucherCode::BrokenChain).at_seq(seq).because("its answer differs");
    let mut slots: Vec<Option<AnswerRecord>> = events.iter().map(|_| None).collect();
    let mut commits = Vec::with_capacity(answers.len());
    for answer in answers {
        match answer.outcome {
            Recorded::Refused { .. } => commits.push(Commit { answer, event: None }),
            Recorded::Applied { seq } => {
                let index = seq.checked_sub(1).and_then(|index| usize::try_from(index).ok());
                let slot = index.and_then(|index| slots.get_mut(index)).ok_or_else(|| mismatch(seq))?;
                *slot = Some(answer);
            }
        }
    }
    for (event, answer) in events.into_iter().zip(slots) {
        let seq = event.event.seq;
        let answer = answer.ok_or_else(|| mismatch(seq))?;
        if !answer.is_of(&event.event) {
            return Err(mismatch(seq));
        }
        commits.push(Commit { answer, event: Some(event) });
    }
    let mut store = MemoryStore::new(hash_kind);
    store.append(commits)?;
    Ok(store)
}
