//! What happened (事件): the only thing that is kept.

use serde::Serialize;

use super::command::{Actor, Outcome};
use super::digest::Digest;
use super::ident::{CommandId, EvidenceId, Note, PartyId, PaymentId, ProgrammeId, RecordId, VoucherId};
use super::programme::{Payee, Terms};
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
        terms: Terms,
    },
    /// Money was granted.
    Appropriated {
        /// How much.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
    },
    /// A voucher was issued, and its face amount bound.
    Issued {
        /// For whom.
        holder: PartyId,
        /// What it is worth at most.
        #[serde(rename = "face_amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        face_amount: Fen,
        /// First instant at which it counts.
        valid_from: Timestamp,
        /// First instant at which it no longer counts.
        expires_at: Timestamp,
        /// What the issue rests on.
        #[serde(skip_serializing_if = "Option::is_none")]
        evidence: Option<EvidenceId>,
    },
    /// The holder accepted it.
    Claimed,
    /// The provider presented it.
    Redeemed {
        /// The service record.
        record: RecordId,
        /// What the service cost.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
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
    /// The voucher was paid.
    Disbursed {
        /// The payment instruction.
        payment: PaymentId,
        /// How much.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
        /// Who was paid: the holder or the provider.
        payee: Payee,
        /// The token of who was paid.
        paid_to: PartyId,
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
            Self::Issued { .. } => "issued",
            Self::Claimed => "claimed",
            Self::Redeemed { .. } => "redeemed",
            Self::Approved { .. } => "approved",
            Self::Rejected { .. } => "rejected",
            Self::Disbursed { .. } => "disbursed",
            Self::PayoutFailed { .. } => "payout_failed",
            Self::ClawedBack { .. } => "clawed_back",
            Self::Revoked { .. } => "revoked",
            Self::Disputed { .. } => "disputed",
            Self::DisputeSettled { .. } => "dispute_settled",
            Self::Expired { .. } => "expired",
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
    /// The voucher, unless it is about the programme itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voucher: Option<VoucherId>,
    /// What happened.
    #[serde(flatten)]
    pub body: EventBody,
}
