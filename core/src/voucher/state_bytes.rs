//! A state as bytes, for snapshots (快照): places stay numbers, so that writing and reading are one pass.
//!
//! ```text
//! "DOORSTEP-STATE" version │ head │ seq, time │ parties │ programmes │ batches │ vouchers │ payments │ records │ SHA-256
//! ```
//! The digest tells accidents. Against intent stands [`Ledger::verify`](super::Ledger::verify), which replays the events
//! and compares.

use std::collections::BTreeMap;
use std::hash::Hash;

use indexmap::{IndexMap, IndexSet};
use sha2::{Digest as _, Sha256};

use super::account::ProgrammeAccount;
use super::batch::{Batch, BatchState};
use super::budget::Budget;
use super::chain::Head;
use super::codec::{Canonical, Reader, Writer};
use super::digest::Digest;
use super::duty::{Duties, Duty};
use super::error::VoucherError;
use super::hash::HashKind;
use super::state::{Link, Payment, Row, State};

const MAGIC: &[u8; 14] = b"DOORSTEP-STATE";
const VERSION: u8 = 2;
const DIGEST_LEN: usize = 32;

impl State {
    /// The state behind a head, as bytes.
    pub(super) fn to_bytes(&self, head: Head) -> Vec<u8> {
        let mut out = Writer::default();
        out.raw(MAGIC);
        out.byte(VERSION);
        head.events.write(&mut out);
        head.hash.write(&mut out);
        self.seq.write(&mut out);
        self.time.write(&mut out);
        (self.parties.len() as u64).write(&mut out);
        self.parties.iter().for_each(|party| party.write(&mut out));
        write_map(&self.programmes, &mut out);
        write_map(&self.batches, &mut out);
        write_map(&self.vouchers, &mut out);
        write_map(&self.payments, &mut out);
        write_map(&self.records, &mut out);
        let digest = Digest::from(<[u8; DIGEST_LEN]>::from(Sha256::digest(out.bytes())));
        digest.write(&mut out);
        out.into_bytes()
    }

    /// Reads what [`State::to_bytes`] gave.
    ///
    /// # Errors
    /// `ledger.encoding`, with the position.
    pub(super) fn from_bytes(bytes: &[u8], hash_kind: HashKind) -> Result<(Self, Head), VoucherError> {
        let mut input = Reader::new(bytes);
        if input.raw(MAGIC.len())? != MAGIC || input.byte()? != VERSION {
            return Err(input.fault("not a snapshot of this version"));
        }
        let body = bytes.get(..bytes.len().saturating_sub(DIGEST_LEN)).unwrap_or_default();
        if bytes.get(body.len()..) != Some(<[u8; DIGEST_LEN]>::from(Sha256::digest(body)).as_slice()) {
            return Err(input.fault("the snapshot's digest differs"));
        }
        let (events, hash) = (Canonical::read(&mut input)?, Canonical::read(&mut input)?);
        let head = Head { events, hash, hash_kind };
        let (seq, time) = (Canonical::read(&mut input)?, Canonical::read(&mut input)?);
        let count = u64::read(&mut input)?;
        let mut parties = IndexSet::new();
        for _ in 0..count {
            parties.insert(Canonical::read(&mut input)?);
        }
        let state = Self {
            seq,
            time,
            parties,
            programmes: read_map(&mut input)?,
            batches: read_map(&mut input)?,
            vouchers: read_map(&mut input)?,
            payments: read_map(&mut input)?,
            records: read_map(&mut input)?,
        };
        Digest::read(&mut input)?;
        input.finish()?;
        Ok((state, head))
    }
}

fn write_map<K: Canonical, V: Canonical>(map: &IndexMap<K, V>, out: &mut Writer) {
    (map.len() as u64).write(out);
    for (key, value) in map {
        key.write(out);
        value.write(out);
    }
}

fn read_map<K: Canonical + Hash + Eq, V: Canonical>(
    input: &mut Reader<'_>,
) -> Result<IndexMap<K, V>, VoucherError> {
    let count = u64::read(input)?;
    let mut map = IndexMap::new();
    for _ in 0..count {
        let key = K::read(input)?;
        if map.insert(key, V::read(input)?).is_some() {
            return Err(input.fault("a key twice"));
        }
    }
    Ok(map)
}

impl Canonical for Link {
    fn write(&self, out: &mut Writer) {
        self.get().map_or(u32::MAX, |place| u32::try_from(place).unwrap_or(u32::MAX)).write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        let place = u32::read(input)?;
        Ok(if place == u32::MAX {
            Self::NONE
        } else {
            Self::to(usize::try_from(place).unwrap_or(usize::MAX))
        })
    }
}

impl Canonical for Payment {
    fn write(&self, out: &mut Writer) {
        let Self { voucher, batch } = self;
        voucher.write(out);
        batch.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        Ok(Self { voucher: Canonical::read(input)?, batch: Canonical::read(input)? })
    }
}

impl Canonical for i32 {
    fn write(&self, out: &mut Writer) {
        i64::from(*self).write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        Self::try_from(i64::read(input)?).map_err(|_| input.fault("a number out of range"))
    }
}

impl<A: Canonical, B: Canonical> Canonical for (A, B) {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        Ok((A::read(input)?, B::read(input)?))
    }
}

impl<A: Canonical, B: Canonical, C: Canonical> Canonical for (A, B, C) {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
        self.1.write(out);
        self.2.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        Ok((A::read(input)?, B::read(input)?, C::read(input)?))
    }
}

impl Canonical for Duty {
    fn write(&self, out: &mut Writer) {
        out.byte(*self as u8);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        let tag = usize::from(input.byte()?);
        Self::ALL.get(tag).copied().ok_or_else(|| input.fault("an unknown tag"))
    }
}

impl Canonical for Duties {
    fn write(&self, out: &mut Writer) {
        let all: Vec<(Link, Duty)> = self.iter().collect();
        (all.len() as u64).write(out);
        all.iter().for_each(|entry| entry.write(out));
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        let mut duties = Self::new(Link::NONE, Link::NONE);
        for _ in 0..u64::read(input)? {
            let (party, duty) = Canonical::read(input)?;
            duties.serve(party, duty);
        }
        Ok(duties)
    }
}

impl Canonical for BatchState {
    fn write(&self, out: &mut Writer) {
        out.byte(*self as u8);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        match input.byte()? {
            0 => Ok(Self::Open),
            1 => Ok(Self::Sealed),
            2 => Ok(Self::Cancelled),
            _ => Err(input.fault("an unknown tag")),
        }
    }
}

fn write_list<T: Canonical>(list: &[T], out: &mut Writer) {
    (list.len() as u64).write(out);
    list.iter().for_each(|value| value.write(out));
}

/// A list of any length: a snapshot may be long, an event may not.
fn read_list<T: Canonical>(input: &mut Reader<'_>) -> Result<Vec<T>, VoucherError> {
    let count = u64::read(input)?;
    let mut list = Vec::new();
    for _ in 0..count {
        list.push(T::read(input)?);
    }
    Ok(list)
}

impl Canonical for Batch {
    fn write(&self, out: &mut Writer) {
        let Self { programme, version, state, count, total, paid_count, paid, makers, sealed_by, approvers } =
            self;
        programme.write(out);
        version.write(out);
        state.write(out);
        count.write(out);
        total.write(out);
        paid_count.write(out);
        paid.write(out);
        write_list(makers, out);
        sealed_by.write(out);
        write_list(approvers, out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        Ok(Self {
            programme: Canonical::read(input)?,
            version: Canonical::read(input)?,
            state: Canonical::read(input)?,
            count: Canonical::read(input)?,
            total: Canonical::read(input)?,
            paid_count: Canonical::read(input)?,
            paid: Canonical::read(input)?,
            makers: read_list(input)?,
            sealed_by: Canonical::read(input)?,
            approvers: read_list(input)?,
        })
    }
}

impl Canonical for ProgrammeAccount {
    fn write(&self, out: &mut Writer) {
        let Self { terms, budget, version, held, held_in, accredited } = self;
        terms.write(out);
        budget.write(out);
        version.write(out);
        write_map(held, out);
        write_map(held_in, out);
        (accredited.len() as u64).write(out);
        for (key, until) in accredited {
            key.write(out);
            until.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        let mut account = Self::new(Canonical::read(input)?);
        account.budget = Budget::read(input)?;
        account.version = Canonical::read(input)?;
        account.held = read_map(input)?;
        account.held_in = read_map(input)?;
        let accredited: Vec<_> = read_list(input)?;
        account.accredited = BTreeMap::from_iter(accredited);
        Ok(account)
    }
}

impl Canonical for Row {
    fn write(&self, out: &mut Writer) {
        let Self {
            programme,
            item,
            version,
            state,
            suspended,
            face_amount,
            amount,
            recovered,
            valid_from,
            expires_at,
            period,
            evidence,
            secret_hash,
            account,
            provider,
            record,
            payment,
            batch,
            disputed_by,
            replaced_by,
            duties,
        } = self;
        programme.write(out);
        item.write(out);
        version.write(out);
        state.write(out);
        suspended.write(out);
        face_amount.write(out);
        amount.write(out);
        recovered.write(out);
        valid_from.write(out);
        expires_at.write(out);
        period.write(out);
        evidence.write(out);
        secret_hash.write(out);
        account.write(out);
        provider.write(out);
        record.write(out);
        payment.write(out);
        batch.write(out);
        disputed_by.write(out);
        replaced_by.write(out);
        duties.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        Ok(Self {
            programme: Canonical::read(input)?,
            item: Canonical::read(input)?,
            version: Canonical::read(input)?,
            state: Canonical::read(input)?,
            suspended: Canonical::read(input)?,
            face_amount: Canonical::read(input)?,
            amount: Canonical::read(input)?,
            recovered: Canonical::read(input)?,
            valid_from: Canonical::read(input)?,
            expires_at: Canonical::read(input)?,
            period: Canonical::read(input)?,
            evidence: Canonical::read(input)?,
            secret_hash: Canonical::read(input)?,
            account: Canonical::read(input)?,
            provider: Canonical::read(input)?,
            record: Canonical::read(input)?,
            payment: Canonical::read(input)?,
            batch: Canonical::read(input)?,
            disputed_by: Canonical::read(input)?,
            replaced_by: Canonical::read(input)?,
            duties: Canonical::read(input)?,
        })
    }
}
