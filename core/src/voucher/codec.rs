//! The canonical bytes of values: fixed width, big-endian, length-prefixed, one encoding for each value.
//!
//! Reading is strict: it accepts exactly what writing gives, so `write(read(b)) == b` for all accepted bytes, and no
//! length that is read leads to an allocation before the bytes are there.

use std::collections::BTreeMap;

use super::digest::Digest;
use super::error::{VoucherCode, VoucherError};
use super::ident::{
    BatchId, CommandId, EvidenceId, ItemId, Note, PartyId, PaymentId, ProgrammeId, RecordId, RuleId,
    VoucherId,
};
use super::secret::Secret;
use super::time::Timestamp;
use crate::model::{Fen, RegionCode};

/// A value with canonical bytes.
pub(super) trait Canonical: Sized {
    fn write(&self, out: &mut Writer);

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError>;
}

/// The canonical bytes of a value.
pub(super) fn encode(value: &impl Canonical) -> Vec<u8> {
    let mut out = Writer::for_record();
    value.write(&mut out);
    out.into_bytes()
}

/// The value of canonical bytes, all of them.
pub(super) fn decode<T: Canonical>(bytes: &[u8]) -> Result<T, VoucherError> {
    let mut input = Reader::new(bytes);
    let value = T::read(&mut input)?;
    input.finish()?;
    Ok(value)
}

/// Collects canonical bytes.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// One with room for most commands and events, so that it need not grow.
    pub(super) fn for_record() -> Self {
        Self { bytes: Vec::with_capacity(256) }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Writes over what stands at `place`, a count that is known only after what it counts.
    pub(super) fn overwrite(&mut self, place: usize, bytes: &[u8]) {
        let there = self.bytes.iter_mut().skip(place);
        there.zip(bytes).for_each(|(there, byte)| *there = *byte);
    }

    /// A length prefix and the bytes.
    pub(super) fn block(&mut self, bytes: &[u8]) {
        (bytes.len() as u64).write(self);
        self.raw(bytes);
    }
}

/// Takes canonical bytes apart.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    length: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, length: bytes.len() }
    }

    /// An encoding error at the present position.
    pub(super) fn fault(&self, why: &str) -> VoucherError {
        let at = self.length.saturating_sub(self.rest.len());
        VoucherError::new(VoucherCode::Encoding).because(format!("{why}, at byte {at}"))
    }

    pub(super) fn raw(&mut self, count: usize) -> Result<&'a [u8], VoucherError> {
        match self.rest.split_at_checked(count) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => Err(self.fault("ends too early")),
        }
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], VoucherError> {
        let bytes = self.raw(N)?;
        bytes.try_into().map_err(|_| self.fault("ends too early"))
    }

    pub(super) fn byte(&mut self) -> Result<u8, VoucherError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn block(&mut self, length_max: usize) -> Result<&'a [u8], VoucherError> {
        let length = u64::read(self)?;
        let length = usize::try_from(length).ok().filter(|length| *length <= length_max);
        let length = length.ok_or_else(|| self.fault("a length above the limit"))?;
        self.raw(length)
    }

    pub(super) fn finish(&self) -> Result<(), VoucherError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.fault("bytes after the end")) }
    }
}

macro_rules! integers {
    ($($type:ty)+) => {$(
        impl Canonical for $type {
            fn write(&self, out: &mut Writer) {
                out.raw(&self.to_be_bytes());
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
                input.array().map(Self::from_be_bytes)
            }
        }
    )+};
}
integers! { u32 u64 i64 }

impl Canonical for bool {
    fn write(&self, out: &mut Writer) {
        out.byte(u8::from(*self));
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        match input.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(input.fault("neither 0 nor 1")),
        }
    }
}

impl<T: Canonical> Canonical for Option<T> {
    fn write(&self, out: &mut Writer) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        if bool::read(input)? { T::read(input).map(Some) } else { Ok(None) }
    }
}

impl<T: Canonical> Canonical for Box<T> {
    fn write(&self, out: &mut Writer) {
        self.as_ref().write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        T::read(input).map(Self::new)
    }
}

impl<T: Canonical> Canonical for Vec<T> {
    fn write(&self, out: &mut Writer) {
        (self.len() as u64).write(out);
        self.iter().for_each(|value| value.write(out));
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        let count = u64::read(input)?;
        if count > LIST_LEN_MAX {
            return Err(input.fault("a length above the limit"));
        }
        (0..count).map(|_| T::read(input)).collect()
    }
}

/// In the order of the keys, each once.
impl<K: Canonical + Ord, V: Canonical> Canonical for BTreeMap<K, V> {
    fn write(&self, out: &mut Writer) {
        (self.len() as u64).write(out);
        for (key, value) in self {
            key.write(out);
            value.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        let count = u64::read(input)?;
        if count > LIST_LEN_MAX {
            return Err(input.fault("a length above the limit"));
        }
        let mut map = Self::new();
        for _ in 0..count {
            let key = K::read(input)?;
            if map.last_key_value().is_some_and(|(last, _)| *last >= key) {
                return Err(input.fault("keys out of order"));
            }
            let value = V::read(input)?;
            map.insert(key, value);
        }
        Ok(map)
    }
}

impl Canonical for Secret {
    fn write(&self, out: &mut Writer) {
        self.hash().copied().write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        match Option::<Digest>::read(input)? {
            Some(hash) => Ok(Self::of_hash(hash)),
            None => Err(input.fault("a secret that is not sealed")),
        }
    }
}

impl Canonical for Fen {
    fn write(&self, out: &mut Writer) {
        self.get().write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        Self::new(i64::read(input)?).map_err(|_| input.fault("an amount out of range"))
    }
}

impl Canonical for Timestamp {
    fn write(&self, out: &mut Writer) {
        self.get().write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        Self::new(i64::read(input)?).map_err(|_| input.fault("an instant out of range"))
    }
}

impl Canonical for Digest {
    fn write(&self, out: &mut Writer) {
        out.raw(self.as_bytes());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        input.array().map(Self::from)
    }
}

/// Longest list in an event.
const LIST_LEN_MAX: u64 = 64;
/// Longest text in an event, in bytes: a note of 200 characters of 4 bytes.
const TEXT_LEN_MAX: usize = 800;

macro_rules! texts {
    ($($type:ty)+) => {$(
        impl Canonical for $type {
            fn write(&self, out: &mut Writer) {
                out.block(self.as_str().as_bytes());
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
                let bytes = input.block(TEXT_LEN_MAX)?;
                let text = std::str::from_utf8(bytes).map_err(|_| input.fault("not UTF-8"))?;
                Self::new(text).map_err(|_| input.fault("not an acceptable text"))
            }
        }
    )+};
}
texts! { BatchId CommandId EvidenceId ItemId Note PartyId PaymentId ProgrammeId RecordId RuleId VoucherId }

impl Canonical for RegionCode {
    fn write(&self, out: &mut Writer) {
        out.block(self.as_str().as_bytes());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        let bytes = input.block(TEXT_LEN_MAX)?;
        let text = std::str::from_utf8(bytes).map_err(|_| input.fault("not UTF-8"))?;
        // One division has one encoding: `370100` is read from tables as `3701`, but is not how it is written here.
        let code = Self::parse(text).ok().filter(|code| code.as_str() == text);
        code.ok_or_else(|| input.fault("not a division code"))
    }
}

/// Writes and reads the fields of a struct in the order given.
macro_rules! canonical_struct {
    ($type:ty { $($field:ident),+ $(,)? }) => {
        impl Canonical for $type {
            fn write(&self, out: &mut Writer) {
                $(self.$field.write(out);)+
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
                // Fields of a struct expression are evaluated in the order in which they are written.
                Ok(Self { $($field: Canonical::read(input)?),+ })
            }
        }
    };
}

/// Writes the tag of a variant and then its fields in the order given. A tag never changes its meaning.
macro_rules! canonical_enum {
    ($type:ty { $($tag:literal = $variant:ident $({ $($field:ident),+ $(,)? })?;)+ }) => {
        impl Canonical for $type {
            fn write(&self, out: &mut Writer) {
                match self {
                    $(Self::$variant $({ $($field),+ })? => {
                        out.byte($tag);
                        $($($field.write(out);)+)?
                    })+
                }
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
                match input.byte()? {
                    $($tag => Ok(Self::$variant $({ $($field: Canonical::read(input)?),+ })?),)+
                    _ => Err(input.fault("an unknown tag")),
                }
            }
        }
    };
}

mod impls {
    use super::super::command::{Action, Actor, Command, Outcome, Role};
    use super::super::event::{Event, EventBody};
    use super::super::programme::{
        IssueWindow, Item, Payee, Period, PeriodLimit, Recipient, Share, Terms, Validity,
    };
    use super::{Canonical, Reader, VoucherError, Writer};

    canonical_struct!(Actor { id, role, region, programme });
    canonical_struct!(Item { item, face_amount, partial_redeem });
    canonical_struct!(IssueWindow { from, until });
    canonical_struct!(PeriodLimit { limit, period });
    canonical_struct!(Share { recipient, paid_to, account, amount });
    canonical_struct!(Terms {
        name,
        region,
        items,
        validity,
        issue_window,
        rule,
        per_person_limit,
        period_limit,
        payee,
        four_eyes,
        accredited_only,
        batch_approvals,
        role_limits,
    });
    canonical_struct!(Command { id, actor, expected_version, action });
    canonical_struct!(Event { seq, time, command, command_digest, actor, programme, voucher, body });

    canonical_enum!(Role {
        1 = Manager; 2 = Issuer; 3 = Holder; 4 = Provider; 5 = Approver; 6 = Payer; 7 = Auditor;
    });
    canonical_enum!(Payee { 1 = Holder; 2 = Provider; 3 = Both { holder_permille }; });
    canonical_enum!(Recipient { 1 = Holder; 2 = Provider; });
    canonical_enum!(Period { 1 = Month; 2 = Quarter; 3 = Year; });
    canonical_enum!(Outcome { 1 = Dismissed; 2 = Upheld; });
    canonical_enum!(Validity { 1 = Days { valid_days }; 2 = Span { valid_from, valid_until }; });
    canonical_enum!(Action {
        1 = DefineProgramme { programme, terms };
        2 = Appropriate { programme, amount };
        3 = Issue { programme, voucher, holder, item, evidence, rule, facts_digest, secret };
        4 = Claim { voucher, account, consent };
        5 = Redeem { voucher, record, amount, served_at, secret };
        6 = Approve { voucher };
        7 = Reject { voucher, reason };
        8 = Disburse { voucher, payment };
        9 = PayoutFailed { voucher, payment, reason };
        10 = ClawBack { voucher, amount, reason };
        11 = Revoke { voucher, reason };
        12 = Dispute { voucher, reason };
        13 = SettleDispute { voucher, outcome, reason };
        14 = Expire { voucher };
        15 = Accredit { programme, provider, item, valid_until };
        16 = Discredit { programme, provider, item, reason };
        17 = Schedule { voucher, batch, payment };
        18 = SealBatch { batch };
        19 = ApproveBatch { batch };
        20 = CancelBatch { batch, reason };
        21 = Reissue { voucher, replacement, secret, reason };
        22 = Suspend { voucher, reason };
        23 = Resume { voucher, reason };
    });
    canonical_enum!(EventBody {
        1 = ProgrammeDefined { terms };
        2 = Appropriated { amount };
        3 = Issued { holder, item, face_amount, valid_from, expires_at, evidence, rule, facts_digest, secret_hash };
        4 = Claimed { account, consent };
        5 = Redeemed { record, amount, served_at };
        6 = Approved { amount, released };
        7 = Rejected { reason };
        8 = Disbursed { payment, amount, shares };
        9 = PayoutFailed { payment, amount, reason };
        10 = ClawedBack { amount, full, reason };
        11 = Revoked { released, reason };
        12 = Disputed { reason };
        13 = DisputeSettled { outcome, released, reason };
        14 = Expired { released };
        15 = Accredited { provider, item, valid_until };
        16 = Discredited { provider, item, reason };
        17 = Scheduled { batch, payment, amount };
        18 = BatchSealed { batch, count, total };
        19 = BatchApproved { batch, total };
        20 = BatchCancelled { batch, reason };
        21 = Reissued { replacement, secret_hash, reason };
        22 = Suspended { reason };
        23 = Resumed { reason };
    });
}

mod small {
    use super::super::refusal::{Refusal, RefusalCode};
    use super::super::state::VoucherState;
    use super::{Canonical, Reader, VoucherError, Writer};

    canonical_enum!(VoucherState {
        1 = Issued; 2 = Claimed; 3 = Redeemed; 4 = Approved; 5 = Disbursed; 6 = Revoked; 7 = Expired; 8 = ClawedBack;
    });

    /// Longest code or field name in a refusal, in bytes.
    const NAME_LEN_MAX: usize = 64;

    impl Canonical for Refusal {
        fn write(&self, out: &mut Writer) {
            out.block(self.code().code().as_bytes());
            self.field().is_some().write(out);
            if let Some(field) = self.field() {
                out.block(field.as_bytes());
            }
            self.state().write(out);
        }

        fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
            let code = input.block(NAME_LEN_MAX)?;
            let code = std::str::from_utf8(code).ok().and_then(RefusalCode::from_code);
            let code = code.ok_or_else(|| input.fault("an unknown refusal"))?;
            let field = if bool::read(input)? {
                let field = std::str::from_utf8(input.block(NAME_LEN_MAX)?);
                Some(field.map_err(|_| input.fault("not UTF-8"))?.to_owned())
            } else {
                None
            };
            Ok(Self::from_parts(code, field, Option::read(input)?))
        }
    }
}
