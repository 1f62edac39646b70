//! What a window does not allow, and why (拒绝).

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::SerializeMap;

use crate::error::codes;

codes! {
    /// Every refusal, in order of precedence: a request with two faults gets the one declared first.
    pub enum WindowRefusalCode {
        NotOpened = "window.not_opened", "no window was opened", "尚未开立期限";
        AlreadyOpened = "window.already_opened", "the window was opened before", "期限已开立";
        RuleInvalid = "window.rule_invalid", "a rule that makes no sense", "补贴期限规则不合理";
        RuleOther = "window.rule_other", "the window was opened under another rule", "与开立时适用的规则不符";
        DateRange = "window.date_range", "a date outside the years 1900 to 2999", "日期超出 1900 至 2999 年";
        StateInvalid = "window.state_invalid",
            "a window that does not follow from its own history", "补贴期限记录自相矛盾";
        ParentReversed = "window.parent_reversed", "the parent ends before it begins", "上级期限止早于起";
        RetirementMissing = "window.retirement_missing",
            "the rule asks for the retirement date at first approval", "缺少首次核准时的法定退休日期";
        Retired = "window.retired", "retirement age is reached", "已达法定退休年龄";
        WindowsUsed = "window.windows_used", "as many windows as allowed were opened", "享受次数已达上限";
        MonthsUsed = "window.months_used", "no months are left", "享受月数已用完";
        TermEmpty = "window.term_empty", "a term without a day", "期限为零";
        AboveMonthsMax = "window.above_months_max", "longer than the rule allows", "超过规则允许的最长期限";
        WindowOverlap = "window.overlap", "overlaps an earlier window of the same right", "与此前享受期限重叠";
        Closed = "window.closed", "the window was closed before", "期限已终止";
        Ended = "window.ended", "the window has ended", "期限已届满";
        ReasonUnknown = "window.reason_unknown", "not a reason of the rule", "规则中无此事由";
        EntriesMax = "window.entries_max", "too many pauses or extensions", "中止或延长次数过多";
        PauseEmpty = "window.pause_empty", "a pause without a day", "中止期限为零";
        BeforeStart = "window.before_start", "before the window begins", "早于期限起始日";
        AfterEnd = "window.after_end", "not before the end of the window", "晚于期限终止日";
        NotWholeMonths = "window.not_whole_months",
            "not at the beginning of a month of the window, and the rule counts whole months", "未按整月办理";
        PauseOverlap = "window.pause_overlap", "overlaps another pause", "与其他中止期限重叠";
        PauseUnbounded = "window.pause_unbounded",
            "a pause without an end, and nothing that would end it", "中止未定止日且无上限可依";
        PauseTimes = "window.pause_times", "paused for this reason as often as allowed", "该事由中止次数已达上限";
        PauseCap = "window.pause_cap", "paused for this reason longer than allowed", "该事由中止时长超过上限";
        PauseTotal = "window.pause_total", "paused longer in total than allowed", "中止总时长超过上限";
        NotPaused = "window.not_paused", "not paused on that day", "当日并未中止";
        ExtensionEmpty = "window.extension_empty", "an extension of nothing", "延长时长为零";
        ExtensionUnit = "window.extension_unit",
            "the rule counts extensions in another unit", "延长的计时单位与规则不符";
        ExtensionTimes = "window.extension_times",
            "extended for this reason as often as allowed", "该事由延长次数已达上限";
        ExtensionCap = "window.extension_cap",
            "extended for this reason longer than allowed", "该事由延长时长超过上限";
        ExtensionTotal = "window.extension_total", "extended longer in total than allowed", "延长总时长超过上限";
        OutsideParent = "window.outside_parent", "outside the parent window", "超出上级期限";
        PastRetirement = "window.past_retirement", "past the retirement date", "超过法定退休日期";
        PauseOutside = "window.pause_outside",
            "a pause would lie after the end, which moves with the pauses before it", "变更后有中止落在期限届满之后";
        TooLate = "window.too_late", "would end after the year 2999", "终止日晚于 2999 年";
        MonthOutside = "window.month_outside", "no month of the window", "不在享受期限内的月份";
        MonthRepeated = "window.month_repeated", "the same month twice", "月份重复";
        AboveShare = "window.above_share", "more than the share of what was paid", "超过实际缴费的规定比例";
        AmountOverflow = "window.amount_overflow", "a total above 2^53 - 1 fen", "合计金额超过 2^53 - 1 分";
    }
}

impl WindowRefusalCode {
    /// Whether the same request may succeed later, without anybody correcting it.
    ///
    /// The list is complete on purpose: a new code does not compile until it is placed here.
    pub const fn transient(self) -> bool {
        match self {
            // What it needs may be recorded meanwhile.
            Self::NotOpened | Self::NotPaused => true,
            Self::AlreadyOpened
            | Self::RuleInvalid
            | Self::RuleOther
            | Self::DateRange
            | Self::StateInvalid
            | Self::ParentReversed
            | Self::RetirementMissing
            | Self::Retired
            | Self::WindowsUsed
            | Self::MonthsUsed
            | Self::TermEmpty
            | Self::AboveMonthsMax
            | Self::WindowOverlap
            | Self::Closed
            | Self::Ended
            | Self::ReasonUnknown
            | Self::EntriesMax
            | Self::PauseEmpty
            | Self::BeforeStart
            | Self::AfterEnd
            | Self::NotWholeMonths
            | Self::PauseOverlap
            | Self::PauseUnbounded
            | Self::PauseTimes
            | Self::PauseCap
            | Self::PauseTotal
            | Self::ExtensionEmpty
            | Self::ExtensionUnit
            | Self::ExtensionTimes
            | Self::ExtensionCap
            | Self::ExtensionTotal
            | Self::OutsideParent
            | Self::PastRetirement
            | Self::PauseOutside
            | Self::TooLate
            | Self::MonthOutside
            | Self::MonthRepeated
            | Self::AboveShare
            | Self::AmountOverflow => false,
        }
    }
}

/// A refusal: its code, and the field that it is about. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WindowRefusal {
    code: WindowRefusalCode,
    field: Option<Cow<'static, str>>,
}

impl WindowRefusal {
    pub(super) fn in_field(code: WindowRefusalCode, field: impl Into<Cow<'static, str>>) -> Self {
        Self { code, field: Some(field.into()) }
    }

    /// Why.
    pub const fn code(&self) -> WindowRefusalCode {
        self.code
    }

    /// The field of the request or of the rule that the refusal is about.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }
}

impl From<WindowRefusalCode> for WindowRefusal {
    fn from(code: WindowRefusalCode) -> Self {
        Self { code, field: None }
    }
}

/// The English text, with the field.
impl std::fmt::Display for WindowRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.en())?;
        match &self.field {
            Some(field) => write!(f, " (field `{field}`)"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for WindowRefusal {}

/// `{"code", "message", "message_zh", "transient"}`, with `field` where there is one.
impl Serialize for WindowRefusal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code.code())?;
        map.serialize_entry("message", self.code.en())?;
        map.serialize_entry("message_zh", self.code.zh())?;
        map.serialize_entry("transient", &self.code.transient())?;
        if let Some(field) = &self.field {
            map.serialize_entry("field", field)?;
        }
        map.end()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for WindowRefusal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WindowRefusal".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let codes: Vec<&str> = WindowRefusalCode::ALL.iter().map(|code| code.code()).collect();
        schemars::json_schema!({
            "type": "object",
            "properties": {
                "code": {"type": "string", "enum": codes},
                "message": {"type": "string"},
                "message_zh": {"type": "string"},
                "transient": {"type": "boolean"},
                "field": {"type": "string"}
            },
            "required": ["code", "message", "message_zh", "transient"]
        })
    }
}
