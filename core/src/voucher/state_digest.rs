//! The digest of a state: equal states have equal digests, on every store and platform, whatever the order of the events
//! that led there.

use indexmap::IndexMap;
use sha2::{Digest as _, Sha256};

use super::account::ProgrammeAccount;
use super::batch::Batch;
use super::budget::Bucket;
use super::codec::{Canonical, Writer};
use super::digest::Digest;
use super::ident::PartyId;
use super::state::{Link, Payment, Row, State};

/// Bytes that are collected before they are hashed.
const CHUNK: usize = 1 << 16;

struct Hasher {
    hasher: Sha256,
    out: Writer,
}

impl Hasher {
    fn flush(&mut self, at_least: usize) {
        if self.out.bytes().len() >= at_least {
            self.hasher.update(self.out.bytes());
            self.out = Writer::default();
        }
    }
}

/// The entries of a map in the order of their keys.
fn sorted<K: Ord, V>(map: &IndexMap<K, V>) -> Vec<(&K, &V)> {
    let mut all: Vec<_> = map.iter().collect();
    all.sort_unstable_by_key(|(key, _)| *key);
    all
}

impl State {
    /// SHA-256 over the whole state.
    pub fn digest(&self) -> Digest {
        let hasher = Sha256::new_with_prefix(b"doorstep.voucher.state\x03");
        let mut to = Hasher { hasher, out: Writer::default() };
        self.seq.write(&mut to.out);
        self.time.write(&mut to.out);
        (self.programmes.len() as u64).write(&mut to.out);
        for (id, account) in sorted(&self.programmes) {
            id.write(&mut to.out);
            self.write_account(account, &mut to);
        }
        (self.vouchers.len() as u64).write(&mut to.out);
        for (id, row) in sorted(&self.vouchers) {
            id.write(&mut to.out);
            self.write_row(row, &mut to.out);
            to.flush(CHUNK);
        }
        (self.payments.len() as u64).write(&mut to.out);
        for (id, Payment { voucher, batch }) in sorted(&self.payments) {
            id.write(&mut to.out);
            key(&self.vouchers, *voucher, &mut to.out);
            key(&self.batches, *batch, &mut to.out);
            to.flush(CHUNK);
        }
        let mut records = sorted(&self.records);
        records.retain(|(_, voucher)| voucher.is_some());
        (records.len() as u64).write(&mut to.out);
        for (record, voucher) in records {
            record.write(&mut to.out);
            key(&self.vouchers, *voucher, &mut to.out);
            to.flush(CHUNK);
        }
        (self.batches.len() as u64).write(&mut to.out);
        for (id, batch) in sorted(&self.batches) {
            id.write(&mut to.out);
            self.write_batch(batch, &mut to.out);
        }
        to.flush(0);
        Digest::from(<[u8; 32]>::from(to.hasher.finalize()))
    }

    fn write_party(&self, party: Link, out: &mut Writer) {
        self.party(party).cloned().write(out);
    }

    fn write_account(&self, account: &ProgrammeAccount, to: &mut Hasher) {
        account.terms.write(&mut to.out);
        for bucket in Bucket::ALL {
            account.budget.get(bucket).write(&mut to.out);
        }
        account.version.write(&mut to.out);
        (account.accredited.len() as u64).write(&mut to.out);
        for ((provider, item), until) in &account.accredited {
            provider.write(&mut to.out);
            item.write(&mut to.out);
            until.write(&mut to.out);
        }
        let mut held: Vec<(Option<&PartyId>, u32)> =
            account.held.iter().map(|(party, count)| (self.party(*party), *count)).collect();
        held.retain(|(_, count)| *count > 0);
        held.sort_unstable();
        (held.len() as u64).write(&mut to.out);
        for (party, count) in held {
            party.cloned().write(&mut to.out);
            count.write(&mut to.out);
            to.flush(CHUNK);
        }
        let counts = account.held_in.iter();
        let mut held: Vec<(Option<&PartyId>, u32, i32, u32)> = counts
            .map(|((party, item, period), count)| (self.party(*party), *item, *period, *count))
            .filter(|(.., count)| *count > 0)
            .collect();
        held.sort_unstable();
        (held.len() as u64).write(&mut to.out);
        for (party, item, period, count) in held {
            party.cloned().write(&mut to.out);
            item.write(&mut to.out);
            i64::from(period).write(&mut to.out);
            count.write(&mut to.out);
            to.flush(CHUNK);
        }
    }

    fn write_row(&self, row: &Row, out: &mut Writer) {
        // Taken apart, so that a new field does not go past the digest.
        let Row {
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
        } = row;
        key(&self.programmes, *programme, out);
        item.write(out);
        version.write(out);
        state.write(out);
        suspended.write(out);
        for amount in [face_amount, amount, recovered] {
            amount.write(out);
        }
        valid_from.write(out);
        expires_at.write(out);
        i64::from(*period).write(out);
        evidence.write(out);
        secret_hash.as_deref().copied().write(out);
        for party in [account, provider, disputed_by] {
            self.write_party(*party, out);
        }
        key(&self.records, *record, out);
        key(&self.payments, *payment, out);
        key(&self.batches, *batch, out);
        key(&self.vouchers, *replaced_by, out);
        let mut served: Vec<_> = duties.iter().map(|(party, duty)| (duty, self.party(party))).collect();
        served.sort_unstable();
        (served.len() as u64).write(out);
        for (duty, party) in served {
            out.byte(duty as u8);
            party.cloned().write(out);
        }
    }

    fn write_batch(&self, batch: &Batch, out: &mut Writer) {
        let Batch { programme, version, state, count, total, paid_count, paid, makers, sealed_by, approvers } =
            batch;
        key(&self.programmes, *programme, out);
        version.write(out);
        out.byte(*state as u8);
        count.write(out);
        total.write(out);
        paid_count.write(out);
        paid.write(out);
        self.write_party(*sealed_by, out);
        for parties in [makers, approvers] {
            let mut parties: Vec<_> = parties.iter().map(|party| self.party(*party)).collect();
            parties.sort_unstable();
            (parties.len() as u64).write(out);
            parties.into_iter().for_each(|party| party.cloned().write(out));
        }
    }
}

/// The key at a place of a map, or that there is none.
fn key<K: Canonical + Clone, V>(map: &IndexMap<K, V>, place: Link, out: &mut Writer) {
    place.get().and_then(|place| map.get_index(place)).map(|(key, _)| key.clone()).write(out);
}
