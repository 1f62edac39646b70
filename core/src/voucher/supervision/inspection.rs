//! What becomes of a case that was drawn (抽查办理): examined, answered, decided, sanctioned.
//!
//! ```text
//! Drawn ─ pass ─▶ InOrder
//!       └ find ─▶ Found ─ notify ─▶ Notified ─ reply ─▶ Replied ─ decide ─▶ Dropped
//!                                      └───── decide, after the deadline ─▶ Upheld, Partly ─ sanction ─▶ Closed
//! ```
//! Before a decision against them, those concerned are told and may answer (告知、陈述申辩), and no answer makes the
//! decision heavier: 行政处罚法 (2021) art. 44 and 45. Who examines does not decide, and the provider does neither.

use serde::{Deserialize, Deserializer, Serialize};

use super::history::{Fate, History};
use crate::error::codes;
use crate::model::{Fen, RegionCode};
use crate::voucher::command::{Action, Role};
use crate::voucher::ident::{Note, PartyId, ProgrammeId, VoucherId};
use crate::voucher::time::Timestamp;

codes! {
    /// Why a step of an inspection is refused, in order of precedence: a step with two faults gets the one declared first.
    pub enum InspectionRefusalCode {
        ClockBack = "inspection.clock_back", "before the step that came last", "时间早于上一步";
        Closed = "inspection.closed", "the inspection has ended", "抽查已办结";
        StepMissing = "inspection.step_missing", "an earlier step is missing", "缺少前置步骤";
        StepDone = "inspection.step_done", "the step was taken already", "该步骤已办理";
        Role = "inspection.role", "the role has no right to this step", "角色无权办理该步骤";
        Region = "inspection.region", "outside the actor's division", "超出操作主体的区划";
        OtherProvider = "inspection.other_provider",
            "only the provider that was inspected replies", "仅被抽查机构可以陈述申辩";
        FourEyes = "inspection.four_eyes",
            "the same actor in two duties of one inspection", "同一主体在一次抽查中兼任两职";
        ReplyDays = "inspection.reply_days", "a reply phase of less than 1 or more than 60 days", "答复期限须为 1 至 60 日";
        ReplyLate = "inspection.reply_late", "after the end of the reply phase", "已超过答复期限";
        ReplyPending = "inspection.reply_pending",
            "there is no reply yet, and the reply phase has not ended", "答复期限未满且尚未答复";
        Amount = "inspection.amount",
            "no amount, or more than may be asked back", "金额为零或超过可追回数额";
        SanctionEmpty = "inspection.sanction_empty", "a sanction that does nothing", "处理措施为空";
    }
}

/// How far an inspection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum InspectionState {
    /// To be examined (已抽中).
    Drawn,
    /// Nothing was found; final (未发现问题).
    InOrder,
    /// Something was found; the provider is to be told (发现问题).
    Found,
    /// The provider may answer (已告知).
    Notified,
    /// It has answered; to be decided (已答复).
    Replied,
    /// The finding was dropped; final (不予认定).
    Dropped,
    /// It holds; to be sanctioned (认定).
    Upheld,
    /// A part of it holds; to be sanctioned (部分认定).
    Partly,
    /// Sanctioned; final (已处理).
    Closed,
}

impl InspectionState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Drawn,
        Self::InOrder,
        Self::Found,
        Self::Notified,
        Self::Replied,
        Self::Dropped,
        Self::Upheld,
        Self::Partly,
        Self::Closed,
    ];

    /// Whether the state is kept for ever.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::InOrder | Self::Dropped | Self::Closed)
    }

    /// Place on the way.
    const fn stage(self) -> u8 {
        match self {
            Self::Drawn => 0,
            Self::Found => 1,
            Self::Notified => 2,
            Self::Replied => 3,
            Self::Upheld | Self::Partly => 4,
            Self::InOrder | Self::Dropped | Self::Closed => 5,
        }
    }
}

/// How a finding was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum InspectionOutcome {
    /// It holds.
    Upheld,
    /// A part of it holds.
    Partly,
    /// It does not hold.
    Dropped,
}

/// What is done in an inspection. In JSON the variant is the field `kind`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum InspectionAction {
    /// Find it in order.
    Pass,
    /// Find something wrong.
    Find {
        /// What.
        reason: Note,
        /// How much was paid wrongly; 0 if it is not about money.
        #[serde(rename = "amount_fen")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        amount: Fen,
    },
    /// Tell the provider, which may answer until the end of the `days`-th day after this one.
    Notify {
        /// Days, 1 to 60.
        days: u32,
    },
    /// Answer.
    Reply {
        /// What the provider says.
        reply: Note,
    },
    /// Decide, after the answer or the deadline.
    Decide {
        /// How.
        outcome: InspectionOutcome,
        /// How much is asked back: what was found if absent, and never more. Of a finding that is dropped, nothing.
        #[serde(rename = "amount_fen", default)]
        #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
        amount: Option<Fen>,
        /// Why.
        reason: Note,
    },
    /// Carry the decision out.
    Sanction {
        /// Whether the amount is recovered.
        #[serde(default)]
        recover: bool,
        /// Whether the provider may no longer redeem in the programme; of an accreditation for single items, the command is
        /// to name them.
        #[serde(default)]
        discredit: bool,
        /// Why.
        reason: Note,
    },
}

impl InspectionAction {
    /// The name used in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Find { .. } => "find",
            Self::Notify { .. } => "notify",
            Self::Reply { .. } => "reply",
            Self::Decide { .. } => "decide",
            Self::Sanction { .. } => "sanction",
        }
    }

    /// The states from which it leads on.
    const fn from(&self) -> &'static [InspectionState] {
        use InspectionState as S;
        match self {
            Self::Pass | Self::Find { .. } => &[S::Drawn],
            Self::Notify { .. } => &[S::Found],
            Self::Reply { .. } => &[S::Notified],
            Self::Decide { .. } => &[S::Notified, S::Replied],
            Self::Sanction { .. } => &[S::Upheld, S::Partly],
        }
    }

    /// Whether a role has the right to it.
    pub const fn allows(&self, role: Role) -> bool {
        match self {
            Self::Pass | Self::Find { .. } => matches!(role, Role::Auditor),
            Self::Notify { .. } => matches!(role, Role::Auditor | Role::Manager),
            Self::Reply { .. } => matches!(role, Role::Provider),
            Self::Decide { .. } | Self::Sanction { .. } => matches!(role, Role::Manager),
        }
    }
}

/// Who takes a step.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inspector {
    /// The token.
    pub id: PartyId,
    /// The role.
    #[serde(deserialize_with = "role")]
    #[cfg_attr(feature = "schema", schemars(with = "Role"))]
    pub role: Role,
    /// The division of the role.
    pub region: RegionCode,
}

fn role<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
    let name = String::deserialize(deserializer)?;
    let role = Role::ALL.into_iter().find(|role| role.name() == name);
    role.ok_or_else(|| serde::de::Error::custom("unknown role"))
}

/// One step, and when it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InspectionStep {
    /// Who.
    pub actor: Inspector,
    /// When.
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub now: Timestamp,
    /// What.
    pub action: InspectionAction,
}

/// A refusal, with its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InspectionRefusal {
    /// Why.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: InspectionRefusalCode,
    /// In English.
    pub en: &'static str,
    /// In Chinese.
    pub zh: &'static str,
}

impl From<InspectionRefusalCode> for InspectionRefusal {
    fn from(code: InspectionRefusalCode) -> Self {
        Self { code, en: code.en(), zh: code.zh() }
    }
}

/// What is inspected: a redemption that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InspectionCase {
    /// The voucher.
    pub voucher: VoucherId,
    /// Its programme.
    pub programme: ProgrammeId,
    /// The division whose money it is.
    pub region: RegionCode,
    /// Who redeemed it.
    pub provider: PartyId,
    /// What was paid and is not received back: the most that can be asked back.
    #[serde(rename = "paid_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub paid: Fen,
}

/// An inspection: the case, and what its steps have left.
///
/// Keep the case and the steps that were applied: they give the inspection again.
///
/// ```
/// use doorstep::voucher::supervision::{Inspection, InspectionCase, InspectionState, InspectionStep};
/// let case: InspectionCase = serde_json::from_str(
///     r#"{"voucher": "v-1", "programme": "p", "region": "370102", "provider": "pr-1", "paid_fen": 80000}"#).unwrap();
/// let mut inspection = Inspection::new(case);
/// for step in [
///     r#"{"actor": {"id": "u-7", "role": "auditor", "region": "3701"}, "now": 1772413200,
///         "action": {"kind": "find", "reason": "无签到记录", "amount_fen": 80000}}"#,
///     r#"{"actor": {"id": "u-7", "role": "auditor", "region": "3701"}, "now": 1772413300,
///         "action": {"kind": "notify", "days": 10}}"#,
/// ] {
///     inspection.take(&serde_json::from_str::<InspectionStep>(step).unwrap()).unwrap();
/// }
/// assert_eq!(inspection.state(), InspectionState::Notified);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inspection {
    /// What is inspected.
    #[serde(flatten)]
    case: InspectionCase,
    /// How far it is.
    state: InspectionState,
    /// Who examined it.
    #[serde(skip_serializing_if = "Option::is_none")]
    examined_by: Option<PartyId>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<Note>,
    /// How much was found to be paid wrongly.
    #[serde(rename = "found_fen", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
    found: Option<Fen>,
    /// The first instant at which an answer comes too late.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    reply_until: Option<Timestamp>,
    /// What the provider answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<Note>,
    /// Who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<PartyId>,
    /// How.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<InspectionOutcome>,
    /// How much is asked back.
    #[serde(rename = "asked_back_fen", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
    asked_back: Option<Fen>,
    /// What is to be submitted to the ledger: `claw_back` by a payer, `discredit` by a manager, each with an id and an actor.
    actions: Vec<Action>,
    /// When the last step was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    time: Option<Timestamp>,
}

/// Longest reply phase, in days.
const REPLY_DAYS_MAX: u32 = 60;

fn refuse_if(refused: bool, code: InspectionRefusalCode) -> Result<(), InspectionRefusalCode> {
    if refused { Err(code) } else { Ok(()) }
}

impl Inspection {
    /// An inspection of a case that was drawn.
    pub const fn new(case: InspectionCase) -> Self {
        Self {
            case,
            state: InspectionState::Drawn,
            examined_by: None,
            finding: None,
            found: None,
            reply_until: None,
            reply: None,
            decided_by: None,
            outcome: None,
            asked_back: None,
            actions: Vec::new(),
            time: None,
        }
    }

    /// How far it is.
    pub const fn state(&self) -> InspectionState {
        self.state
    }

    /// The first instant at which an answer comes too late, once the provider was told.
    pub const fn reply_until(&self) -> Option<Timestamp> {
        self.reply_until
    }

    /// What is to be submitted to the ledger.
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// Takes a step, or says why not; then nothing is changed.
    ///
    /// # Errors
    /// The first of [`InspectionRefusalCode`] that applies.
    pub fn take(&mut self, step: &InspectionStep) -> Result<(), InspectionRefusal> {
        self.check(step)?;
        let mut next = self.clone();
        next.carry_out(step)?;
        next.time = Some(step.now);
        *self = next;
        Ok(())
    }

    fn check(&self, step: &InspectionStep) -> Result<(), InspectionRefusalCode> {
        use InspectionRefusalCode as Code;
        let InspectionStep { actor, now, action } = step;
        refuse_if(self.time.is_some_and(|time| *now < time), Code::ClockBack)?;
        refuse_if(self.state.is_final(), Code::Closed)?;
        if !action.from().contains(&self.state) {
            let first = action.from().iter().map(|state| state.stage()).min();
            let early = first.is_some_and(|first| self.state.stage() < first);
            return Err(if early { Code::StepMissing } else { Code::StepDone });
        }
        refuse_if(!action.allows(actor.role), Code::Role)?;
        let is_provider = actor.id == self.case.provider;
        if let InspectionAction::Reply { .. } = action {
            return refuse_if(!is_provider, Code::OtherProvider);
        }
        refuse_if(!actor.region.contains(&self.case.region), Code::Region)?;
        let decides = matches!(action, InspectionAction::Decide { .. } | InspectionAction::Sanction { .. });
        let examined = decides && self.examined_by.as_ref() == Some(&actor.id);
        refuse_if(is_provider || examined, Code::FourEyes)
    }

    fn carry_out(&mut self, step: &InspectionStep) -> Result<(), InspectionRefusalCode> {
        use InspectionRefusalCode as Code;
        use InspectionState as S;
        let InspectionStep { actor, now, action } = step;
        self.state = match action {
            InspectionAction::Pass => {
                self.examined_by = Some(actor.id.clone());
                S::InOrder
            }
            InspectionAction::Find { reason, amount } => {
                refuse_if(*amount > self.case.paid, Code::Amount)?;
                self.examined_by = Some(actor.id.clone());
                self.finding = Some(reason.clone());
                self.found = Some(*amount);
                S::Found
            }
            InspectionAction::Notify { days } => {
                refuse_if(!(1..=REPLY_DAYS_MAX).contains(days), Code::ReplyDays)?;
                let until = now.end_of_day_after(*days).map_err(|_| Code::ReplyDays)?;
                self.reply_until = Some(until);
                S::Notified
            }
            InspectionAction::Reply { reply } => {
                refuse_if(self.is_late(*now), Code::ReplyLate)?;
                self.reply = Some(reply.clone());
                S::Replied
            }
            InspectionAction::Decide { outcome, amount, .. } => {
                refuse_if(self.state == S::Notified && !self.is_late(*now), Code::ReplyPending)?;
                self.decide(*outcome, *amount)?;
                self.decided_by = Some(actor.id.clone());
                match outcome {
                    InspectionOutcome::Upheld => S::Upheld,
                    InspectionOutcome::Partly => S::Partly,
                    InspectionOutcome::Dropped => S::Dropped,
                }
            }
            InspectionAction::Sanction { recover, discredit, reason } => {
                self.sanction(*recover, *discredit, reason)?;
                S::Closed
            }
        };
        Ok(())
    }

    fn is_late(&self, now: Timestamp) -> bool {
        self.reply_until.is_some_and(|until| now >= until)
    }

    /// A part is less than the whole; what was found bounds what is asked back.
    fn decide(
        &mut self,
        outcome: InspectionOutcome,
        amount: Option<Fen>,
    ) -> Result<(), InspectionRefusalCode> {
        let found = self.found.unwrap_or_default();
        let (asked, fits) = match outcome {
            InspectionOutcome::Dropped => (Fen::ZERO, amount.is_none_or(|amount| amount == Fen::ZERO)),
            InspectionOutcome::Upheld => (found, amount.is_none_or(|amount| amount == found)),
            InspectionOutcome::Partly => {
                let asked = amount.unwrap_or_default();
                // Of a finding that is not about money, a part is not about money either.
                (asked, amount.is_some() && (asked < found || found == Fen::ZERO && asked == found))
            }
        };
        refuse_if(!fits, InspectionRefusalCode::Amount)?;
        self.outcome = Some(outcome);
        self.asked_back = Some(asked);
        Ok(())
    }

    fn sanction(
        &mut self,
        recover: bool,
        discredit: bool,
        reason: &Note,
    ) -> Result<(), InspectionRefusalCode> {
        refuse_if(!recover && !discredit, InspectionRefusalCode::SanctionEmpty)?;
        let amount = self.asked_back.unwrap_or_default();
        refuse_if(recover && amount == Fen::ZERO, InspectionRefusalCode::Amount)?;
        let InspectionCase { voucher, programme, provider, .. } = &self.case;
        let claw_back = recover.then(|| Action::ClawBack {
            voucher: voucher.clone(),
            amount: Some(amount),
            reason: reason.clone(),
        });
        let discredit = discredit.then(|| Action::Discredit {
            programme: programme.clone(),
            provider: provider.clone(),
            item: None,
            reason: reason.clone(),
        });
        self.actions = claw_back.into_iter().chain(discredit).collect();
        Ok(())
    }
}

impl History {
    /// What is inspected of a voucher whose redemption stands; none of any other.
    pub fn inspection_case(&self, voucher: &VoucherId) -> Option<InspectionCase> {
        let right = self.rights.get(*self.serials.get(voucher)?)?;
        let redemption = self.standing(right).filter(|one| self.serial(one.serial) == Some(voucher))?;
        let paid = if redemption.fate == Fate::Paid { redemption.amount } else { Fen::ZERO };
        Some(InspectionCase {
            voucher: voucher.clone(),
            programme: self.programme(right.programme)?.0.clone(),
            region: self.region_of(right)?.clone(),
            provider: self.party(redemption.provider)?.clone(),
            paid: paid.checked_sub(redemption.recovered).unwrap_or_default(),
        })
    }
}
