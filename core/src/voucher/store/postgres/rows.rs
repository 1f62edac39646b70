//! Rows as records, and records as columns.

use std::collections::BTreeMap;

use tokio_postgres::Row;

use super::fault::fault;
use crate::voucher::answer::{AnswerRecord, Recorded};
use crate::voucher::chain::{EventRecord, decode_event, encode_event};
use crate::voucher::codec::{decode, encode};
use crate::voucher::digest::Digest;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::event::EventBody;
use crate::voucher::ident::CommandId;
use crate::voucher::store::Commit;

pub(super) fn seq_of(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn cell<'a, T: tokio_postgres::types::FromSql<'a>>(row: &'a Row, place: &str) -> Result<T, VoucherError> {
    row.try_get(place).map_err(|error| fault(&error))
}

/// The event of a row with `seq`, `bytes` and `hash`. That it stands under its own number, the chain tells.
pub(super) fn event_of(row: &Row) -> Result<EventRecord, VoucherError> {
    let seq: i64 = cell(row, "seq")?;
    let at = |error: VoucherError| error.at_seq(u64::try_from(seq).unwrap_or_default());
    let hash: Result<[u8; 32], _> = cell::<&[u8]>(row, "hash")?.try_into();
    let hash = hash.map_err(|_| at(VoucherError::new(VoucherCode::Encoding)))?;
    let event = decode_event(cell(row, "bytes")?).map_err(at)?;
    if i64::try_from(event.seq) != Ok(seq) {
        return Err(at(VoucherError::new(VoucherCode::BrokenChain)));
    }
    Ok(EventRecord { event, hash: Digest::from(hash) })
}

/// The answer of a row with `asked`, `seq` and `refusal`.
pub(super) fn answer_of(row: &Row) -> Result<AnswerRecord, VoucherError> {
    let command = decode(cell(row, "asked")?)?;
    let outcome = match cell::<Option<i64>>(row, "seq")? {
        Some(seq) => Recorded::Applied { seq: u64::try_from(seq).unwrap_or_default() },
        None => Recorded::Refused { refusal: decode(cell(row, "refusal")?)? },
    };
    Ok(AnswerRecord { command, outcome })
}

/// Answers, with the events of those that were done.
#[derive(Default)]
pub(super) struct Found {
    pub(super) answers: BTreeMap<CommandId, AnswerRecord>,
    pub(super) events: BTreeMap<u64, EventRecord>,
}

/// The events from a number on, in order, and the answers of a fetch ahead.
pub(super) fn read_foreseen(rows: &[Row]) -> Result<(Vec<EventRecord>, Found), VoucherError> {
    let (mut events, mut found) = (Vec::new(), Found::default());
    for row in rows {
        if cell::<Option<&[u8]>>(row, "asked")?.is_none() {
            events.push(event_of(row)?);
            continue;
        }
        let answer = answer_of(row)?;
        if let Recorded::Applied { seq } = answer.outcome {
            found.events.insert(seq, event_of(row)?);
        }
        found.answers.insert(answer.command.id.clone(), answer);
    }
    Ok((events, found))
}

/// Commits as the columns of the three tables.
#[derive(Default)]
pub(super) struct Columns<'a> {
    pub(super) events: Events<'a>,
    pub(super) refusals: Refusals<'a>,
    pub(super) paid: Paid<'a>,
}

#[derive(Default)]
pub(super) struct Events<'a> {
    pub(super) seq: Vec<i64>,
    pub(super) command: Vec<&'a str>,
    pub(super) asked: Vec<Vec<u8>>,
    pub(super) bytes: Vec<Vec<u8>>,
    pub(super) hash: Vec<&'a [u8]>,
}

impl Events<'_> {
    /// Bytes of the long columns.
    pub(super) fn size(&self) -> usize {
        self.asked.iter().chain(&self.bytes).map(Vec::len).sum()
    }
}

impl Refusals<'_> {
    /// Bytes of the long columns.
    pub(super) fn size(&self) -> usize {
        self.asked.iter().chain(&self.refusal).map(Vec::len).sum()
    }
}

#[derive(Default)]
pub(super) struct Refusals<'a> {
    pub(super) command: Vec<&'a str>,
    pub(super) asked: Vec<Vec<u8>>,
    pub(super) refusal: Vec<Vec<u8>>,
}

#[derive(Default)]
pub(super) struct Paid<'a> {
    pub(super) payment: Vec<&'a str>,
    pub(super) seq: Vec<i64>,
}

impl<'a> Columns<'a> {
    /// # Errors
    /// `ledger.store_failed` for an answer without its event.
    pub(super) fn of(commits: &'a [Commit]) -> Result<Self, VoucherError> {
        let mut columns = Self::default();
        for Commit { answer, event } in commits {
            let (command, asked) = (answer.command.id.as_str(), encode(&answer.command));
            match (event, &answer.outcome) {
                (Some(record), Recorded::Applied { seq }) if *seq == record.event.seq => {
                    let seq = seq_of(*seq);
                    columns.events.seq.push(seq);
                    columns.events.command.push(command);
                    columns.events.asked.push(asked);
                    columns.events.bytes.push(encode_event(&record.event));
                    columns.events.hash.push(record.hash.as_bytes());
                    if let EventBody::Disbursed { payment, .. } = &record.event.body {
                        columns.paid.payment.push(payment.as_str());
                        columns.paid.seq.push(seq);
                    }
                }
                (None, Recorded::Refused { refusal }) => {
                    columns.refusals.command.push(command);
                    columns.refusals.asked.push(asked);
                    columns.refusals.refusal.push(encode(refusal));
                }
                _ => return Err(VoucherError::store("an answer without its event")),
            }
        }
        Ok(columns)
    }
}
