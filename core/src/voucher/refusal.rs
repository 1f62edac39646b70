//! What the machine declines, and why (拒绝).

use serde::Serialize;
use serde::ser::SerializeMap;

use super::state::VoucherState;
use crate::error::codes;

codes! {
    /// Every refusal, in order of precedence: a command with two faults gets the one declared first, in every language.
    pub enum RefusalCode {
        KeyReuse = "voucher.key_reuse",
            "this command id was used for another content", "命令编号已用于其他内容";
        ClockBehind = "voucher.clock_behind",
            "the clock is too far behind the ledger's last entry", "时钟落后账本最后记账时间过多";
        RoleNotAllowed = "voucher.role_not_allowed",
            "the actor's role has no right to this action", "该角色无权执行此操作";
        TermsInvalid = "voucher.terms_invalid",
            "terms that make no sense", "项目条款不合理";
        AmountZero = "voucher.amount_zero",
            "an amount of zero", "金额为零";
        ProgrammeExists = "voucher.programme_exists",
            "a programme with this id exists", "项目编号已存在";
        ProgrammeUnknown = "voucher.programme_unknown",
            "no such programme", "项目不存在";
        VoucherExists = "voucher.voucher_exists",
            "a voucher with this id exists", "券号已存在";
        VoucherUnknown = "voucher.voucher_unknown",
            "no such voucher", "券不存在";
        BatchUnknown = "voucher.batch_unknown",
            "no such payment batch", "支付批次不存在";
        OutsideRegion = "voucher.outside_region",
            "the programme lies outside the actor's region", "超出经办人所辖区划";
        OutsideProgramme = "voucher.outside_programme",
            "the actor's right is for another programme", "超出经办人负责的项目";
        NotTheHolder = "voucher.not_the_holder",
            "only the holder may do this", "仅限持券人本人操作";
        VersionConflict = "voucher.version_conflict",
            "it has changed since it was read", "读取后已被他人更改";
        Closed = "voucher.closed",
            "the voucher is revoked or clawed back", "券已撤销或已追回";
        Expired = "voucher.expired",
            "the voucher has expired", "券已过期";
        StepDone = "voucher.step_done",
            "the voucher is past this step already", "该环节已办理，不可重复";
        StepMissing = "voucher.step_missing",
            "an earlier step is missing", "前序环节尚未办理";
        NotDisputed = "voucher.not_disputed",
            "there is no dispute to settle", "无待处理的争议";
        AlreadyDisputed = "voucher.already_disputed",
            "a dispute is open already", "已有未结争议";
        Disputed = "voucher.disputed",
            "held by an open dispute", "争议未结，暂停办理";
        NotSuspended = "voucher.not_suspended",
            "the voucher is not suspended", "券未被冻结";
        AlreadySuspended = "voucher.already_suspended",
            "the voucher is suspended already", "券已被冻结";
        Suspended = "voucher.suspended",
            "the voucher is suspended", "券已冻结，暂停办理";
        BatchOtherProgramme = "voucher.batch_other_programme",
            "the batch is of another programme", "支付批次属于其他项目";
        BatchClosed = "voucher.batch_closed",
            "the batch is sealed or cancelled", "支付批次已封批或已作废";
        BatchOpen = "voucher.batch_open",
            "the batch is not sealed yet", "支付批次尚未封批";
        BatchApproved = "voucher.batch_approved",
            "the batch has all its approvals", "支付批次已完成复核";
        AlreadyScheduled = "voucher.already_scheduled",
            "the voucher is in a payment batch already", "券已列入支付批次";
        NotScheduled = "voucher.not_scheduled",
            "the programme pays in batches only", "该项目须按批次支付";
        BatchNotApproved = "voucher.batch_not_approved",
            "the batch lacks an approval", "支付批次尚未完成复核";
        NotYetValid = "voucher.not_yet_valid",
            "the validity has not begun", "尚未到有效期";
        NotExpired = "voucher.not_expired",
            "the voucher has not expired", "券尚未过期";
        ProgrammeNotOpen = "voucher.programme_not_open",
            "the programme does not issue yet", "项目尚未开始发放";
        ProgrammeEnded = "voucher.programme_ended",
            "the programme issues no more", "项目发放期或有效期已结束";
        FourEyes = "voucher.four_eyes",
            "the actor has served this voucher or batch in another duty", "同一主体不得兼办同一张券或同一批次的不同环节";
        ItemUnknown = "voucher.item_unknown",
            "not an item of the programme", "非本项目的服务项目";
        RoleLimit = "voucher.role_limit",
            "above the limit of the role", "超过该角色的金额权限";
        EvidenceMissing = "voucher.evidence_missing",
            "the decision that the issue rests on is not named", "缺少发放依据";
        RuleMismatch = "voucher.rule_mismatch",
            "decided by other rules than the programme's", "规则版本与项目不符";
        PerPersonLimit = "voucher.per_person_limit",
            "the holder has received as many as allowed", "已达每人限领数量";
        PerPeriodLimit = "voucher.per_period_limit",
            "the holder has received as many as allowed in this period", "已达本周期每人限领数量";
        SecretWrong = "voucher.secret_wrong",
            "the secret number is missing or wrong", "券密码缺失或错误";
        NotAccredited = "voucher.not_accredited",
            "the provider is not accredited for the item", "机构未取得该项目定点资格";
        ServiceDate = "voucher.service_date",
            "the service was given outside the validity, or later than now", "服务时间不在有效期内或晚于当前时间";
        RecordUsed = "voucher.record_used",
            "the service record supports another redemption", "该服务记录已用于核销";
        AboveFace = "voucher.above_face",
            "more than the face amount", "超过券面金额";
        PartialNotAllowed = "voucher.partial_not_allowed",
            "the item does not allow redeeming a part", "该服务项目不允许部分核销";
        PaymentUsed = "voucher.payment_used",
            "this payment id was used before", "支付指令号已使用";
        PaymentMismatch = "voucher.payment_mismatch",
            "not the payment of this voucher", "与该券的支付指令号不符";
        RecoveryBegun = "voucher.recovery_begun",
            "money of this payment was received back already", "该笔拨付已开始追回";
        AbovePaid = "voucher.above_paid",
            "more than was paid and not yet recovered", "超过已拨付未追回的金额";
        BudgetShort = "voucher.budget_short",
            "the programme has too little money left", "项目可用资金不足";
        AmountOverflow = "voucher.amount_overflow",
            "a total above 2^53 - 1 fen", "合计金额超过 2^53 - 1 分";
    }
}

impl RefusalCode {
    /// Whether the same request may succeed later, under a new command id, without anybody correcting it.
    ///
    /// The list is complete on purpose: a new code does not compile until it is placed here.
    pub const fn transient(self) -> bool {
        match self {
            Self::ClockBehind
            | Self::ProgrammeUnknown
            | Self::VoucherUnknown
            | Self::BatchUnknown
            | Self::VersionConflict
            | Self::StepMissing
            | Self::Disputed
            | Self::Suspended
            | Self::BatchOpen
            | Self::NotScheduled
            | Self::BatchNotApproved
            | Self::NotYetValid
            | Self::NotExpired
            | Self::ProgrammeNotOpen
            | Self::PerPeriodLimit
            | Self::NotAccredited
            | Self::BudgetShort => true,
            Self::KeyReuse
            | Self::RoleNotAllowed
            | Self::TermsInvalid
            | Self::AmountZero
            | Self::ProgrammeExists
            | Self::VoucherExists
            | Self::OutsideRegion
            | Self::OutsideProgramme
            | Self::NotTheHolder
            | Self::Closed
            | Self::Expired
            | Self::StepDone
            | Self::NotDisputed
            | Self::AlreadyDisputed
            | Self::NotSuspended
            | Self::AlreadySuspended
            | Self::BatchOtherProgramme
            | Self::BatchClosed
            | Self::BatchApproved
            | Self::AlreadyScheduled
            | Self::ProgrammeEnded
            | Self::FourEyes
            | Self::ItemUnknown
            | Self::RoleLimit
            | Self::EvidenceMissing
            | Self::RuleMismatch
            | Self::PerPersonLimit
            | Self::SecretWrong
            | Self::ServiceDate
            | Self::RecordUsed
            | Self::AboveFace
            | Self::PartialNotAllowed
            | Self::PaymentUsed
            | Self::PaymentMismatch
            | Self::RecoveryBegun
            | Self::AbovePaid
            | Self::AmountOverflow => false,
        }
    }

    /// Whether the refusal is recorded, so that the same command gets it again for ever.
    ///
    /// A clock that was wrong says nothing about the command, and a reused id has its answer already.
    pub const fn recorded(self) -> bool {
        !matches!(self, Self::KeyReuse | Self::ClockBehind)
    }
}

/// A refusal: its code, and the field or state that it is about. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Refusal {
    code: RefusalCode,
    field: Option<String>,
    state: Option<VoucherState>,
}

impl Refusal {
    pub(crate) fn in_field(code: RefusalCode, field: impl Into<String>) -> Self {
        Self { code, field: Some(field.into()), state: None }
    }

    pub(crate) const fn in_state(code: RefusalCode, state: VoucherState) -> Self {
        Self { code, field: None, state: Some(state) }
    }

    pub(super) const fn from_parts(
        code: RefusalCode,
        field: Option<String>,
        state: Option<VoucherState>,
    ) -> Self {
        Self { code, field, state }
    }

    /// Why.
    pub const fn code(&self) -> RefusalCode {
        self.code
    }

    /// The field of the command that the refusal is about: the first one that differs, the term that makes no sense.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The state in which the voucher was, where that is the reason.
    pub const fn state(&self) -> Option<VoucherState> {
        self.state
    }
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self { code, field: None, state: None }
    }
}

/// The English text, with the field or the state.
impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.en())?;
        if let Some(field) = &self.field {
            write!(f, " (field `{field}`)")?;
        }
        if let Some(state) = self.state {
            write!(f, " (it is {})", state.name())?;
        }
        Ok(())
    }
}

/// `{"code", "message", "message_zh", "transient"}`, with `field` and `state` where there is one.
impl Serialize for Refusal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code.code())?;
        map.serialize_entry("message", self.code.en())?;
        map.serialize_entry("message_zh", self.code.zh())?;
        map.serialize_entry("transient", &self.code.transient())?;
        if let Some(field) = &self.field {
            map.serialize_entry("field", field)?;
        }
        if let Some(state) = &self.state {
            map.serialize_entry("state", state)?;
        }
        map.end()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Refusal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Refusal".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let codes: Vec<&str> = RefusalCode::ALL.iter().map(|code| code.code()).collect();
        let state = generator.subschema_for::<VoucherState>();
        schemars::json_schema!({
            "type": "object",
            "properties": {
                "code": {"type": "string", "enum": codes},
                "message": {"type": "string"},
                "message_zh": {"type": "string"},
                "transient": {"type": "boolean"},
                "field": {"type": "string"},
                "state": state
            },
            "required": ["code", "message", "message_zh", "transient"]
        })
    }
}
