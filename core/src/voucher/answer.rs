//! What the ledger answers (回执).

use serde::{Deserialize, Serialize};

use super::account::ProgrammeAccount;
use super::batch::{Batch, BatchState};
use super::budget::Budget;
use super::chain::{EventRecord, Head};
use super::command::Command;
use super::digest::Digest;
use super::event::Event;
use super::ident::{
    BatchId, CommandId, EvidenceId, ItemId, Note, PartyId, PaymentId, ProgrammeId, RecordId, VoucherId,
};
use super::refusal::Refusal;
use super::state::{Voucher, VoucherState};
use super::time::Timestamp;
use crate::model::{Fen, RegionCode};

/// The answer to a command. In JSON the variant is the field `outcome`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CommandAnswer"))]
pub enum Answer {
    /// It was done, by this event.
    Applied {
        /// The event.
        event: Box<EventRecord>,
    },
    /// The command came again: this is the first answer, byte for byte; nothing was done now.
    Replayed {
        /// The first answer, [`Answer::Applied`] or [`Answer::Refused`].
        first: Box<Answer>,
    },
    /// It was declined; nothing was changed.
    Refused {
        /// The command.
        command: CommandId,
        /// Why.
        refusal: Refusal,
    },
    /// The store cannot tell whether it was written. Open the ledger again and ask for the status.
    Unknown {
        /// The command.
        command: CommandId,
    },
}

/// What became of a command. In JSON the variant is the field `status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CommandStatus"))]
pub enum Status {
    /// It was done, by this event.
    Applied {
        /// The event.
        event: Box<EventRecord>,
    },
    /// It was declined.
    Refused {
        /// Why.
        refusal: Refusal,
    },
    /// The ledger has no answer recorded for it.
    NotSeen,
}

/// The recorded answer to a command, with the command itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRecord {
    /// The command as it came first.
    pub command: Command,
    /// What became of it.
    pub outcome: Recorded,
}

impl AnswerRecord {
    /// Whether its command is the one that an event names.
    pub(super) fn is_of(&self, event: &Event) -> bool {
        self.command.id == event.command && self.command.content_digest() == event.command_digest
    }
}

/// What became of a recorded command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// It was done.
    Applied {
        /// By the event of this number.
        seq: u64,
    },
    /// It was declined.
    Refused {
        /// Why.
        refusal: Refusal,
    },
}

/// Which events to show; every condition that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventFilter {
    /// Of this programme.
    pub programme: Option<ProgrammeId>,
    /// Of this voucher.
    pub voucher: Option<VoucherId>,
    /// By this actor.
    pub actor: Option<PartyId>,
    /// Numbered above this.
    pub after_seq: Option<u64>,
    /// At or after this instant.
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
    /// At most so many.
    pub limit: Option<usize>,
}

impl EventFilter {
    /// Whether it keeps an event, `after_seq` and `limit` left to whoever goes through them.
    pub(super) fn keeps(&self, record: &EventRecord) -> bool {
        let event = &record.event;
        self.programme.as_ref().is_none_or(|programme| *programme == event.programme)
            && self.voucher.as_ref().is_none_or(|voucher| event.voucher.as_ref() == Some(voucher))
            && self.actor.as_ref().is_none_or(|actor| *actor == event.actor.id)
            && self.since.is_none_or(|since| event.time >= since)
            && self.until.is_none_or(|until| event.time < until)
    }
}

/// A voucher as shown to a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VoucherView {
    /// Its serial.
    pub voucher: VoucherId,
    /// Its programme.
    pub programme: ProgrammeId,
    /// The service item that it is for.
    pub item: ItemId,
    /// The holder's token.
    pub holder: PartyId,
    /// The state as the events left it. Whether the validity has ended is said by `expires_at`.
    pub state: VoucherState,
    /// Whether a dispute holds approval and payment.
    pub disputed: bool,
    /// Whether it is suspended.
    pub suspended: bool,
    /// Whether redeeming it takes a secret number.
    pub has_secret: bool,
    /// The number of its events; give it as `expected_version`.
    pub version: u64,
    /// What it is worth at most.
    #[serde(rename = "face_amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub face_amount: Fen,
    /// What it is worth: from the redemption on the service's price.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
    /// What was received back.
    #[serde(rename = "recovered_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub recovered: Fen,
    /// First instant at which it counts.
    pub valid_from: Timestamp,
    /// First instant at which it no longer counts.
    pub expires_at: Timestamp,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<PartyId>,
    /// Who redeemed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<PartyId>,
    /// The decision that the issue rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceId>,
    /// The service record of the redemption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The payment batch that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchId>,
    /// The payment that paid it, or is scheduled to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentId>,
    /// The voucher that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<VoucherId>,
}

impl VoucherView {
    pub(super) fn of(voucher: &Voucher<'_>) -> Self {
        Self {
            voucher: voucher.id().clone(),
            programme: voucher.programme().clone(),
            item: voucher.item().clone(),
            holder: voucher.holder().clone(),
            state: voucher.state(),
            disputed: voucher.is_disputed(),
            suspended: voucher.is_suspended(),
            has_secret: voucher.has_secret(),
            version: voucher.version(),
            face_amount: voucher.face_amount(),
            amount: voucher.amount(),
            recovered: voucher.recovered(),
            valid_from: voucher.valid_from(),
            expires_at: voucher.expires_at(),
            issuer: voucher.issuer().cloned(),
            provider: voucher.provider().cloned(),
            evidence: voucher.evidence().cloned(),
            record: voucher.record().cloned(),
            batch: voucher.batch().cloned(),
            payment: voucher.payment().cloned(),
            replaced_by: voucher.replaced_by().cloned(),
        }
    }
}

/// A payment batch as shown to a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchView {
    /// Its id.
    pub batch: BatchId,
    /// The programme whose money it pays.
    pub programme: ProgrammeId,
    /// How far it is.
    pub state: BatchState,
    /// The number of its events; give it as `expected_version`.
    pub version: u64,
    /// How many payments it holds.
    pub count: u64,
    /// Their sum.
    #[serde(rename = "total_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub total: Fen,
    /// How many people have approved it.
    pub approvals: u32,
    /// How many payments were made, those that failed afterwards too.
    pub paid_count: u64,
    /// The sum of the payments that were made.
    #[serde(rename = "paid_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub paid: Fen,
}

impl BatchView {
    pub(super) fn of(id: &BatchId, programme: &ProgrammeId, batch: &Batch) -> Self {
        Self {
            batch: id.clone(),
            programme: programme.clone(),
            state: batch.state(),
            version: batch.version(),
            count: batch.count(),
            total: batch.total(),
            approvals: u32::try_from(batch.approvals()).unwrap_or(u32::MAX),
            paid_count: batch.paid_count(),
            paid: batch.paid(),
        }
    }
}

/// The money of a programme as shown to a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetView {
    /// The programme.
    pub programme: ProgrammeId,
    /// Its name.
    pub name: Note,
    /// The division whose money it is.
    pub region: RegionCode,
    /// The number of events of the programme itself; give it as `expected_version`.
    pub version: u64,
    /// The buckets.
    #[serde(flatten)]
    pub budget: Budget,
}

impl BudgetView {
    pub(super) fn of(id: &ProgrammeId, account: &ProgrammeAccount) -> Self {
        Self {
            programme: id.clone(),
            name: account.terms.name.clone(),
            region: account.terms.region.clone(),
            version: account.version,
            budget: account.budget,
        }
    }
}

/// What a verification found to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verified {
    /// Where the chain ends.
    #[serde(flatten)]
    pub head: Head,
    /// The digest of the state that the events give.
    pub state_digest: Digest,
}
