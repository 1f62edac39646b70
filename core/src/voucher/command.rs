//! What an actor asks for (命令).

use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256};

use super::codec::{Canonical, Writer};
use super::digest::Digest;
use super::error::{VoucherCode, VoucherError};
use super::ident::{
    BatchId, CommandId, EvidenceId, ItemId, Note, PartyId, PaymentId, ProgrammeId, RecordId, RuleId,
    VoucherId,
};
use super::programme::Terms;
use super::read;
use super::secret::{Secret, SecretKey};
use super::time::Timestamp;
use crate::model::{Fen, RegionCode};

/// What an actor is to the voucher service (角色).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Role {
    /// Defines programmes, grants them money, settles disputes; approves what is above an approver's limit (项目管理).
    Manager,
    /// Issues and revokes vouchers (发放经办).
    Issuer,
    /// The person for whom a voucher was issued (持券人).
    Holder,
    /// Gives the service and redeems the voucher (服务机构).
    Provider,
    /// Approves or rejects a redemption (审核).
    Approver,
    /// Pays, and books what came back (支付).
    Payer,
    /// Looks, and may hold a voucher or a payment (审计监督).
    Auditor,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Manager,
        Self::Issuer,
        Self::Holder,
        Self::Provider,
        Self::Approver,
        Self::Payer,
        Self::Auditor,
    ];

    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Issuer => "issuer",
            Self::Holder => "holder",
            Self::Provider => "provider",
            Self::Approver => "approver",
            Self::Payer => "payer",
            Self::Auditor => "auditor",
        }
    }

    /// Whether the role has the right to an action at all; region, programme and person are checked besides.
    pub const fn may(self, action: ActionKind) -> bool {
        match action {
            ActionKind::DefineProgramme
            | ActionKind::Appropriate
            | ActionKind::Accredit
            | ActionKind::Discredit
            | ActionKind::Resume
            | ActionKind::SettleDispute => matches!(self, Self::Manager),
            ActionKind::Issue | ActionKind::Reissue => matches!(self, Self::Issuer),
            ActionKind::Revoke | ActionKind::Expire => matches!(self, Self::Issuer | Self::Manager),
            ActionKind::Claim => matches!(self, Self::Holder),
            ActionKind::Redeem => matches!(self, Self::Provider),
            ActionKind::Approve | ActionKind::Reject | ActionKind::ApproveBatch => {
                matches!(self, Self::Approver | Self::Manager)
            }
            ActionKind::Schedule
            | ActionKind::SealBatch
            | ActionKind::Disburse
            | ActionKind::PayoutFailed
            | ActionKind::ClawBack => matches!(self, Self::Payer),
            ActionKind::CancelBatch => matches!(self, Self::Payer | Self::Manager),
            ActionKind::Suspend => matches!(self, Self::Manager | Self::Auditor),
            ActionKind::Dispute => matches!(self, Self::Holder | Self::Auditor | Self::Manager),
        }
    }
}

/// Who sends a command: a token, a role, and the division and programme for which the role is held (操作主体).
///
/// Whoever calls the library has found out who the sender is; the machine holds them to their rights.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Actor {
    /// The actor's token; a holder's is the one to which the voucher was issued.
    pub id: PartyId,
    /// The role.
    pub role: Role,
    /// The division of the role.
    pub region: RegionCode,
    /// The one programme of the role; absent: all of the division.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeId>,
}

impl Actor {
    /// An actor whose role is for the whole division.
    pub const fn new(id: PartyId, role: Role, region: RegionCode) -> Self {
        Self { id, role, region, programme: None }
    }
}

/// How a dispute ended (争议处理结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Outcome {
    /// The redemption was right: the hold ends, nothing else changes (争议不成立).
    Dismissed,
    /// It was not: an unpaid voucher is revoked; of a paid one the hold ends, and the money is to be clawed back
    /// (争议成立).
    Upheld,
}

/// What is asked for.
///
/// In JSON the variant is the field `action`, beside the variant's own fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Action {
    /// Open a programme, without money (设立项目).
    DefineProgramme {
        /// Its id.
        programme: ProgrammeId,
        /// Its terms.
        #[serde(flatten)]
        terms: Box<Terms>,
    },
    /// Grant money to a programme (下达资金).
    Appropriate {
        /// The programme.
        programme: ProgrammeId,
        /// How much.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
    },
    /// Let a provider redeem, of one item or of all (定点认定).
    Accredit {
        /// The programme.
        programme: ProgrammeId,
        /// The provider.
        provider: PartyId,
        /// The item, all if absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// The first instant at which it no longer counts.
        #[serde(skip_serializing_if = "Option::is_none")]
        valid_until: Option<Timestamp>,
    },
    /// End a provider's accreditation (取消定点).
    Discredit {
        /// The programme.
        programme: ProgrammeId,
        /// The provider.
        provider: PartyId,
        /// The item for which it was accredited; absent, if for all.
        #[serde(skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// Why.
        reason: Note,
    },
    /// Issue one voucher to one person and reserve its face amount (分发).
    Issue {
        /// The programme.
        programme: ProgrammeId,
        /// The new voucher.
        voucher: VoucherId,
        /// The person's token.
        holder: PartyId,
        /// The item; may be absent where the programme has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        item: Option<ItemId>,
        /// The decision that the issue rests on.
        #[serde(skip_serializing_if = "Option::is_none")]
        evidence: Option<EvidenceId>,
        /// The rules by which it was decided.
        #[serde(skip_serializing_if = "Option::is_none")]
        rule: Option<RuleId>,
        /// SHA-256 over the facts that were used, which are kept elsewhere.
        #[serde(skip_serializing_if = "Option::is_none")]
        facts_digest: Option<Digest>,
        /// The secret number, made by the caller.
        #[serde(skip_serializing_if = "Option::is_none")]
        secret: Option<Secret>,
    },
    /// Accept the voucher (领取).
    Claim {
        /// The voucher.
        voucher: VoucherId,
        /// The token of the account to which the holder is paid.
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<PartyId>,
        /// The record of the holder's consent.
        #[serde(skip_serializing_if = "Option::is_none")]
        consent: Option<EvidenceId>,
    },
    /// Present the voucher for a service given (核销).
    Redeem {
        /// The voucher.
        voucher: VoucherId,
        /// The service record.
        record: RecordId,
        /// What the service cost, the face amount if absent.
        #[serde(rename = "amount_fen", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
        amount: Option<Fen>,
        /// When the service was given, now if absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        served_at: Option<Timestamp>,
        /// The secret number, if the voucher has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        secret: Option<Secret>,
    },
    /// Find the redemption right (审核通过).
    Approve {
        /// The voucher.
        voucher: VoucherId,
    },
    /// Find the redemption wrong: the voucher can be redeemed again (审核退回).
    Reject {
        /// The voucher.
        voucher: VoucherId,
        /// Why.
        reason: Note,
    },
    /// Put an approved voucher into a payment batch; the first one opens the batch (列入支付批次).
    Schedule {
        /// The voucher.
        voucher: VoucherId,
        /// The batch.
        batch: BatchId,
        /// The payment instruction, never used before.
        payment: PaymentId,
    },
    /// Close a batch: count and total are fixed (封批).
    SealBatch {
        /// The batch.
        batch: BatchId,
    },
    /// Approve a sealed batch (批次复核).
    ApproveBatch {
        /// The batch.
        batch: BatchId,
    },
    /// Give a batch up: what it has not paid can go into another (作废批次).
    CancelBatch {
        /// The batch.
        batch: BatchId,
        /// Why.
        reason: Note,
    },
    /// Pay (拨付).
    Disburse {
        /// The voucher.
        voucher: VoucherId,
        /// The payment instruction: the one that was scheduled, or one never used before.
        payment: PaymentId,
    },
    /// Book that a payment did not arrive (拨付失败退回).
    PayoutFailed {
        /// The voucher.
        voucher: VoucherId,
        /// The payment that failed.
        payment: PaymentId,
        /// Why.
        reason: Note,
    },
    /// Book money that was paid and has been received back (追回).
    ClawBack {
        /// The voucher.
        voucher: VoucherId,
        /// How much, all that is left if absent.
        #[serde(rename = "amount_fen", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
        amount: Option<Fen>,
        /// Why.
        reason: Note,
    },
    /// Take back a voucher that is not redeemed (撤销).
    Revoke {
        /// The voucher.
        voucher: VoucherId,
        /// Why.
        reason: Note,
    },
    /// Replace a voucher whose number was lost: the old one is revoked, the new one holds what it held (补发).
    Reissue {
        /// The old voucher.
        voucher: VoucherId,
        /// The new one.
        replacement: VoucherId,
        /// The secret number of the new one.
        #[serde(skip_serializing_if = "Option::is_none")]
        secret: Option<Secret>,
        /// Why.
        reason: Note,
    },
    /// Hold a voucher that is not paid yet (冻结). Its dates go on.
    Suspend {
        /// The voucher.
        voucher: VoucherId,
        /// Why.
        reason: Note,
    },
    /// End the hold (解冻).
    Resume {
        /// The voucher.
        voucher: VoucherId,
        /// Why.
        reason: Note,
    },
    /// Hold approval and payment (提出争议).
    Dispute {
        /// The voucher.
        voucher: VoucherId,
        /// Why.
        reason: Note,
    },
    /// End the hold (处理争议).
    SettleDispute {
        /// The voucher.
        voucher: VoucherId,
        /// How it ended.
        outcome: Outcome,
        /// Why.
        reason: Note,
    },
    /// Return the money of a voucher whose validity has ended (过期清理). Only money moves: every other command sees
    /// an expired voucher from its dates, swept or not.
    Expire {
        /// The voucher.
        voucher: VoucherId,
    },
}

/// The kind of an [`Action`], without its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// [`Action::DefineProgramme`].
    DefineProgramme,
    /// [`Action::Appropriate`].
    Appropriate,
    /// [`Action::Accredit`].
    Accredit,
    /// [`Action::Discredit`].
    Discredit,
    /// [`Action::Issue`].
    Issue,
    /// [`Action::Claim`].
    Claim,
    /// [`Action::Redeem`].
    Redeem,
    /// [`Action::Approve`].
    Approve,
    /// [`Action::Reject`].
    Reject,
    /// [`Action::Schedule`].
    Schedule,
    /// [`Action::SealBatch`].
    SealBatch,
    /// [`Action::ApproveBatch`].
    ApproveBatch,
    /// [`Action::CancelBatch`].
    CancelBatch,
    /// [`Action::Disburse`].
    Disburse,
    /// [`Action::PayoutFailed`].
    PayoutFailed,
    /// [`Action::ClawBack`].
    ClawBack,
    /// [`Action::Revoke`].
    Revoke,
    /// [`Action::Reissue`].
    Reissue,
    /// [`Action::Suspend`].
    Suspend,
    /// [`Action::Resume`].
    Resume,
    /// [`Action::Dispute`].
    Dispute,
    /// [`Action::SettleDispute`].
    SettleDispute,
    /// [`Action::Expire`].
    Expire,
}

impl ActionKind {
    /// Every kind.
    pub const ALL: [Self; 23] = [
        Self::DefineProgramme,
        Self::Appropriate,
        Self::Accredit,
        Self::Discredit,
        Self::Issue,
        Self::Claim,
        Self::Redeem,
        Self::Approve,
        Self::Reject,
        Self::Schedule,
        Self::SealBatch,
        Self::ApproveBatch,
        Self::CancelBatch,
        Self::Disburse,
        Self::PayoutFailed,
        Self::ClawBack,
        Self::Revoke,
        Self::Reissue,
        Self::Suspend,
        Self::Resume,
        Self::Dispute,
        Self::SettleDispute,
        Self::Expire,
    ];

    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DefineProgramme => "define_programme",
            Self::Appropriate => "appropriate",
            Self::Accredit => "accredit",
            Self::Discredit => "discredit",
            Self::Issue => "issue",
            Self::Claim => "claim",
            Self::Redeem => "redeem",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Schedule => "schedule",
            Self::SealBatch => "seal_batch",
            Self::ApproveBatch => "approve_batch",
            Self::CancelBatch => "cancel_batch",
            Self::Disburse => "disburse",
            Self::PayoutFailed => "payout_failed",
            Self::ClawBack => "claw_back",
            Self::Revoke => "revoke",
            Self::Reissue => "reissue",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Dispute => "dispute",
            Self::SettleDispute => "settle_dispute",
            Self::Expire => "expire",
        }
    }
}

impl Action {
    /// An issue that names no item, decision or secret.
    pub const fn issue(programme: ProgrammeId, voucher: VoucherId, holder: PartyId) -> Self {
        Self::Issue {
            programme,
            voucher,
            holder,
            item: None,
            evidence: None,
            rule: None,
            facts_digest: None,
            secret: None,
        }
    }

    /// A claim that names no account or consent.
    pub const fn claim(voucher: VoucherId) -> Self {
        Self::Claim { voucher, account: None, consent: None }
    }

    /// A redemption of the face amount, for a service given now, without a secret.
    pub const fn redeem(voucher: VoucherId, record: RecordId) -> Self {
        Self::Redeem { voucher, record, amount: None, served_at: None, secret: None }
    }

    /// Its kind.
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::DefineProgramme { .. } => ActionKind::DefineProgramme,
            Self::Appropriate { .. } => ActionKind::Appropriate,
            Self::Accredit { .. } => ActionKind::Accredit,
            Self::Discredit { .. } => ActionKind::Discredit,
            Self::Issue { .. } => ActionKind::Issue,
            Self::Claim { .. } => ActionKind::Claim,
            Self::Redeem { .. } => ActionKind::Redeem,
            Self::Approve { .. } => ActionKind::Approve,
            Self::Reject { .. } => ActionKind::Reject,
            Self::Schedule { .. } => ActionKind::Schedule,
            Self::SealBatch { .. } => ActionKind::SealBatch,
            Self::ApproveBatch { .. } => ActionKind::ApproveBatch,
            Self::CancelBatch { .. } => ActionKind::CancelBatch,
            Self::Disburse { .. } => ActionKind::Disburse,
            Self::PayoutFailed { .. } => ActionKind::PayoutFailed,
            Self::ClawBack { .. } => ActionKind::ClawBack,
            Self::Revoke { .. } => ActionKind::Revoke,
            Self::Reissue { .. } => ActionKind::Reissue,
            Self::Suspend { .. } => ActionKind::Suspend,
            Self::Resume { .. } => ActionKind::Resume,
            Self::Dispute { .. } => ActionKind::Dispute,
            Self::SettleDispute { .. } => ActionKind::SettleDispute,
            Self::Expire { .. } => ActionKind::Expire,
        }
    }
}

/// A request to change the ledger.
///
/// The sender makes the id and keeps it before sending, so that a lost answer can be asked for again: the same id with
/// the same content gives the first answer for ever, with another content it is refused.
///
/// ```
/// use doorstep::voucher::Command;
/// let command = Command::from_json(
///     r#"{"id": "c-7", "actor": {"id": "h-7f3a", "role": "holder", "region": "370102"},
///         "action": "claim", "voucher": "v-1"}"#,
/// )?;
/// assert_eq!(command.id.as_str(), "c-7");
/// let error = Command::from_json(&serde_json::to_string(&command).unwrap().replace("voucher", "vuocher")).unwrap_err();
/// assert_eq!((error.code().code(), error.field()), ("command.field_missing", Some("voucher")));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Command {
    /// The caller's id for it; one id serves one content, for ever.
    pub id: CommandId,
    /// Who asks.
    pub actor: Actor,
    /// The version that the sender has read of what the command is about, a voucher, a batch or a programme; 0 means
    /// that it does not exist yet. Absent: not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<u64>,
    /// What is asked for.
    #[serde(flatten)]
    pub action: Action,
}

impl Command {
    /// Reads a command from JSON text.
    ///
    /// # Errors
    /// `command.*`, naming the field. No value is repeated in the error.
    pub fn from_json(text: &str) -> Result<Self, VoucherError> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let command = Self::read(&mut deserializer)?;
        deserializer
            .end()
            .map_err(|_| VoucherError::new(VoucherCode::Malformed).because("text after the object"))?;
        Ok(command)
    }

    /// Reads a command from any serde format: a Python dict, a JavaScript object, JSON. Unlike `Deserialize` it keeps
    /// the code and the field of the error.
    ///
    /// # Errors
    /// `command.*`, naming the field. A field of `null` counts as absent.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, VoucherError> {
        read::command(deserializer)
    }

    /// Replaces a secret number by its keyed hash, so that the command can be kept. A [`Ledger`](super::Ledger) with a
    /// key does it to every command.
    pub fn seal(&mut self, key: &SecretKey) {
        match &mut self.action {
            Action::Issue { voucher, secret: Some(secret), .. }
            | Action::Redeem { voucher, secret: Some(secret), .. }
            | Action::Reissue { replacement: voucher, secret: Some(secret), .. } => secret.seal(key, voucher),
            _ => {}
        }
    }

    /// Whether there is a secret number in it that is not sealed.
    pub(super) fn is_open(&self) -> bool {
        matches!(
            &self.action,
            Action::Issue { secret: Some(secret), .. }
                | Action::Redeem { secret: Some(secret), .. }
                | Action::Reissue { secret: Some(secret), .. }
                if secret.hash().is_none()
        )
    }

    /// SHA-256 over the canonical bytes of everything but the id: two commands with the same digest ask the same.
    pub fn content_digest(&self) -> Digest {
        let mut out = Writer::for_record();
        self.actor.write(&mut out);
        self.expected_version.write(&mut out);
        self.action.write(&mut out);
        Digest::of(Sha256::new_with_prefix(b"doorstep.voucher.command\x01"), &out)
    }

    /// The first field in which another command differs, such as `actor.role`, if any does.
    pub(crate) fn first_difference(&self, other: &Self) -> Option<String> {
        let [ours, theirs] = [self, other].map(|command| serde_json::to_value(command).unwrap_or_default());
        first_difference(&ours, &theirs, "")
    }
}

fn first_difference(ours: &serde_json::Value, theirs: &serde_json::Value, path: &str) -> Option<String> {
    let (Some(ours), Some(theirs)) = (ours.as_object(), theirs.as_object()) else {
        return (ours != theirs).then(|| path.to_owned());
    };
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    for (key, value) in ours {
        match theirs.get(key) {
            None => return Some(join(key)),
            Some(other) => {
                if let Some(found) = first_difference(value, other, &join(key)) {
                    return Some(found);
                }
            }
        }
    }
    theirs.keys().find(|key| !ours.contains_key(*key)).map(|key| join(key))
}

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::command(deserializer).map_err(serde::de::Error::custom)
    }
}
