//! What happened (事件): the only thing that is kept.

use serde::Serialize;

use super::command::{ActionKind, Actor, Outcome};
use super::digest::Digest;
use super::ident::{
    BatchId, CommandId, EvidenceId, ItemId, Note, PartyId, PaymentId, ProgrammeId, RecordId, RuleId,
    VoucherId,
};
use super::programme::{Share, Terms};
use super::time::Timestamp;
use crate::model::Fen;

/// What happened, with every fact that the decision used frozen in it.
///
/// In JSON the variant is the field `event`, beside the variant's own fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum EventBody {
    /// A programme was opened.
    ProgrammeDefined {
        /// Its terms.
        #[serde(flatten)]
        terms: Box<Terms>,
    },
    /// Money was granted.
    Appropriated {
        /// How much.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
    },
    /// A provider may redeem.
    Accredited {
        /// The provider.
        provider: PartyId,
        /// The item, all if absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// The first instant at which it no longer counts.
        #[serde(skip_serializing_if = "Option::is_none")]
        valid_until: Option<Timestamp>,
    },
    /// A provider may no longer redeem.
    Discredited {
        /// The provider.
        provider: PartyId,
        /// The item, all if absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// Why.
        reason: Note,
    },
    /// A voucher was issued, and its face amount reserved.
    Issued {
        /// For whom.
        holder: PartyId,
        /// For which item.
        item: ItemId,
        /// What it is worth at most.
        #[serde(rename = "face_amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        face_amount: Fen,
        /// First instant at which it counts.
        valid_from: Timestamp,
        /// First instant at which it no longer counts.
        expires_at: Timestamp,
        /// The decision that the issue rests on.
        #[serde(skip_serializing_if = "Option::is_none")]
        evidence: Option<EvidenceId>,
        /// The rules by which it was decided.
        #[serde(skip_serializing_if = "Option::is_none")]
        rule: Option<RuleId>,
        /// SHA-256 over the facts that were used.
        #[serde(skip_serializing_if = "Option::is_none")]
        facts_digest: Option<Digest>,
        /// The keyed hash of the secret number.
        #[serde(skip_serializing_if = "Option::is_none")]
        secret_hash: Option<Digest>,
    },
    /// The holder accepted it.
    Claimed {
        /// The token of the account to which the holder is paid.
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<PartyId>,
        /// The record of the holder's consent.
        #[serde(skip_serializing_if = "Option::is_none")]
        consent: Option<EvidenceId>,
    },
    /// The provider presented it.
    Redeemed {
        /// The service record.
        record: RecordId,
        /// What the service cost.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
        /// When it was given.
        served_at: Timestamp,
    },
    /// The redemption was found right.
    Approved {
        /// What will be paid.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
        /// The rest of the face amount, available again.
        #[serde(rename = "released_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        released: Fen,
    },
    /// The redemption was found wrong.
    Rejected {
        /// Why.
        reason: Note,
    },
    /// The voucher is in a payment batch.
    Scheduled {
        /// The batch.
        batch: BatchId,
        /// The payment instruction.
        payment: PaymentId,
        /// What will be paid.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
    },
    /// A batch was closed.
    BatchSealed {
        /// The batch.
        batch: BatchId,
        /// How many payments.
        count: u64,
        /// Their sum.
        #[serde(rename = "total_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        total: Fen,
    },
    /// A batch was approved, by one of those who must.
    BatchApproved {
        /// The batch.
        batch: BatchId,
        /// Its sum.
        #[serde(rename = "total_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        total: Fen,
    },
    /// A batch was given up.
    BatchCancelled {
        /// The batch.
        batch: BatchId,
        /// Why.
        reason: Note,
    },
    /// The voucher was paid.
    Disbursed {
        /// The payment instruction.
        payment: PaymentId,
        /// How much.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
        /// Who was paid how much: the holder, the provider, or both.
        shares: Vec<Share>,
    },
    /// The payment did not arrive.
    PayoutFailed {
        /// The payment instruction.
        payment: PaymentId,
        /// How much came back.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
        /// Why.
        reason: Note,
    },
    /// Money was received back.
    ClawedBack {
        /// How much.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
        /// Whether that was all that was left.
        full: bool,
        /// Why.
        reason: Note,
    },
    /// The voucher was taken back.
    Revoked {
        /// The amount available again.
        #[serde(rename = "released_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        released: Fen,
        /// Why.
        reason: Note,
    },
    /// The voucher was replaced by another, which holds what it held.
    Reissued {
        /// The new voucher.
        replacement: VoucherId,
        /// The keyed hash of its secret number.
        #[serde(skip_serializing_if = "Option::is_none")]
        secret_hash: Option<Digest>,
        /// Why.
        reason: Note,
    },
    /// The voucher is held.
    Suspended {
        /// Why.
        reason: Note,
    },
    /// The hold ended.
    Resumed {
        /// Why.
        reason: Note,
    },
    /// Approval and payment are held.
    Disputed {
        /// Why.
        reason: Note,
    },
    /// The hold ended.
    DisputeSettled {
        /// How.
        outcome: Outcome,
        /// The amount available again, if an unpaid voucher was revoked by it.
        #[serde(rename = "released_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        released: Fen,
        /// Why.
        reason: Note,
    },
    /// The validity had ended, and the money was returned.
    Expired {
        /// The amount available again.
        #[serde(rename = "released_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        released: Fen,
    },
}

impl EventBody {
    /// The name used in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ProgrammeDefined { .. } => "programme_defined",
            Self::Appropriated { .. } => "appropriated",
            Self::Accredited { .. } => "accredited",
            Self::Discredited { .. } => "discredited",
            Self::Issued { .. } => "issued",
            Self::Claimed { .. } => "claimed",
            Self::Redeemed { .. } => "redeemed",
            Self::Approved { .. } => "approved",
            Self::Rejected { .. } => "rejected",
            Self::Scheduled { .. } => "scheduled",
            Self::BatchSealed { .. } => "batch_sealed",
            Self::BatchApproved { .. } => "batch_approved",
            Self::BatchCancelled { .. } => "batch_cancelled",
            Self::Disbursed { .. } => "disbursed",
            Self::PayoutFailed { .. } => "payout_failed",
            Self::ClawedBack { .. } => "clawed_back",
            Self::Revoked { .. } => "revoked",
            Self::Reissued { .. } => "reissued",
            Self::Suspended { .. } => "suspended",
            Self::Resumed { .. } => "resumed",
            Self::Disputed { .. } => "disputed",
            Self::DisputeSettled { .. } => "dispute_settled",
            Self::Expired { .. } => "expired",
        }
    }

    /// The action that leads to such an event.
    pub const fn action(&self) -> ActionKind {
        match self {
            Self::ProgrammeDefined { .. } => ActionKind::DefineProgramme,
            Self::Appropriated { .. } => ActionKind::Appropriate,
            Self::Accredited { .. } => ActionKind::Accredit,
            Self::Discredited { .. } => ActionKind::Discredit,
            Self::Issued { .. } => ActionKind::Issue,
            Self::Claimed { .. } => ActionKind::Claim,
            Self::Redeemed { .. } => ActionKind::Redeem,
            Self::Approved { .. } => ActionKind::Approve,
            Self::Rejected { .. } => ActionKind::Reject,
            Self::Scheduled { .. } => ActionKind::Schedule,
            Self::BatchSealed { .. } => ActionKind::SealBatch,
            Self::BatchApproved { .. } => ActionKind::ApproveBatch,
            Self::BatchCancelled { .. } => ActionKind::CancelBatch,
            Self::Disbursed { .. } => ActionKind::Disburse,
            Self::PayoutFailed { .. } => ActionKind::PayoutFailed,
            Self::ClawedBack { .. } => ActionKind::ClawBack,
            Self::Revoked { .. } => ActionKind::Revoke,
            Self::Reissued { .. } => ActionKind::Reissue,
            Self::Suspended { .. } => ActionKind::Suspend,
            Self::Resumed { .. } => ActionKind::Resume,
            Self::Disputed { .. } => ActionKind::Dispute,
            Self::DisputeSettled { .. } => ActionKind::SettleDispute,
            Self::Expired { .. } => ActionKind::Expire,
        }
    }
}

/// One entry of the ledger (记账事件).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// Its number: 1, 2, 3 … without a gap.
    pub seq: u64,
    /// When the ledger wrote it; never earlier than the one before.
    pub time: Timestamp,
    /// The command that led to it.
    pub command: CommandId,
    /// The digest of the command's content.
    pub command_digest: Digest,
    /// Who acted.
    pub actor: Actor,
    /// The programme.
    pub programme: ProgrammeId,
    /// The voucher, unless it is about the programme itself or a batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voucher: Option<VoucherId>,
    /// What happened.
    #[serde(flatten)]
    pub body: EventBody,
}
