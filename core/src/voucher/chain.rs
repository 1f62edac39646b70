//! The hash chain over the events (哈希链) and their canonical bytes.
//!
//! ```text
//! h(0) = SHA-256("doorstep.voucher.genesis" 0x01)
//! h(n) = SHA-256("doorstep.voucher.link" 0x01 ‖ h(n-1) ‖ n ‖ length ‖ bytes(n))
//! with SM3: SM3("doorstep.voucher.genesis.sm3" 0x01), SM3("doorstep.voucher.link.sm3" 0x01 ‖ …)
//! bytes = version byte, then seq, time, command, command digest, actor, programme, voucher, body
//! ```
//! Numbers are big-endian and of fixed width, texts carry their length: no two events have the same bytes. A chain
//! shows any change *inside* it. That its end was cut off, or that the whole was written anew, is seen only against a
//! head ([`Head`]) kept elsewhere.

use serde::Serialize;

use super::codec::{Canonical, Reader, Writer};
use super::digest::Digest;
use super::error::{VoucherCode, VoucherError};
use super::event::Event;
use super::hash::HashKind;

/// Version of the canonical encoding, the first byte of every event.
const ENCODING_VERSION: u8 = 1;
/// Longest event, in bytes; the longest that the types allow has about 3,000.
pub const EVENT_LEN_MAX: usize = 8_192;

/// An event with its link in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventRecord {
    /// The event.
    #[serde(flatten)]
    pub event: Event,
    /// The hash over the event and all before it.
    pub hash: Digest,
}

/// Where a chain ends: publish it, and nobody can change what is before it unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// The number of events.
    pub events: u64,
    /// The hash of the last one.
    pub hash: Digest,
    /// The kind of hash; JSON names it unless it is SHA-256.
    #[serde(skip_serializing_if = "HashKind::is_default")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub hash_kind: HashKind,
}

impl Head {
    /// The head of the chain without an event. Chains of different kinds begin differently, so that no event of one is
    /// ever an event of the other.
    pub fn genesis(hash_kind: HashKind) -> Self {
        let domain: &[u8] = match hash_kind {
            HashKind::Sha256 => b"doorstep.voucher.genesis\x01",
            HashKind::Sm3 => b"doorstep.voucher.genesis.sm3\x01",
        };
        Self { events: 0, hash: hash_kind.digest(domain), hash_kind }
    }

    /// The record of an event behind this head.
    pub fn link(&self, event: Event) -> EventRecord {
        let bytes = encode_event(&event);
        EventRecord { hash: self.link_hash(event.seq, &bytes), event }
    }

    /// The head behind a record, if the record belongs there.
    ///
    /// # Errors
    /// `ledger.broken_chain`, naming the number that the record should have.
    pub fn follow(&self, record: &EventRecord) -> Result<Self, VoucherError> {
        self.follow_bytes(record, &encode_event(&record.event))
    }

    /// As [`Head::follow`], for one who has the record's canonical bytes already.
    pub(super) fn follow_bytes(&self, record: &EventRecord, bytes: &[u8]) -> Result<Self, VoucherError> {
        let seq = self.events + 1;
        let hash = self.link_hash(record.event.seq, bytes);
        if record.event.seq != seq || hash != record.hash {
            return Err(VoucherError::new(VoucherCode::BrokenChain).at_seq(seq));
        }
        Ok(self.next(seq, hash))
    }

    pub(super) const fn next(self, events: u64, hash: Digest) -> Self {
        Self { events, hash, hash_kind: self.hash_kind }
    }

    fn link_hash(&self, seq: u64, bytes: &[u8]) -> Digest {
        let domain: &[u8] = match self.hash_kind {
            HashKind::Sha256 => b"doorstep.voucher.link\x01",
            HashKind::Sm3 => b"doorstep.voucher.link.sm3\x01",
        };
        let (seq, length) = (seq.to_be_bytes(), (bytes.len() as u64).to_be_bytes());
        self.hash_kind.digest_parts(&[domain, self.hash.as_bytes(), &seq, &length, bytes])
    }
}

/// The canonical bytes of an event.
pub fn encode_event(event: &Event) -> Vec<u8> {
    let mut out = Writer::for_record();
    out.byte(ENCODING_VERSION);
    event.write(&mut out);
    out.into_bytes()
}

/// Reads the canonical bytes of an event.
///
/// # Errors
/// `ledger.encoding`, with the position, for anything that [`encode_event`] does not give.
pub fn decode_event(bytes: &[u8]) -> Result<Event, VoucherError> {
    let mut input = Reader::new(bytes);
    if bytes.len() > EVENT_LEN_MAX || input.byte()? != ENCODING_VERSION {
        return Err(input.fault("too long, or of an unknown version"));
    }
    let event = Event::read(&mut input)?;
    input.finish()?;
    Ok(event)
}

/// Follows a chain from its beginning.
///
/// # Errors
/// `ledger.broken_chain`, naming the first event that does not fit.
pub fn verify_chain<'a>(
    hash_kind: HashKind,
    records: impl IntoIterator<Item = &'a EventRecord>,
) -> Result<Head, VoucherError> {
    records.into_iter().try_fold(Head::genesis(hash_kind), |head, record| head.follow(record))
}
