//! Why supervision has no answer.

use crate::error::codes;

codes! {
    /// Why rates, findings, a sample or key figures could not be given.
    #[non_exhaustive]
    pub enum SupervisionCode {
        EventOrder = "supervision.event_order",
            "an event that is not after the one before", "事件序号未递增";
        HistoryIncomplete = "supervision.history_incomplete",
            "an event whose voucher was not issued, or whose programme was not defined, by an event before it",
            "事件所属的券缺少发放事件，或所属项目缺少设立事件";
        AsOf = "supervision.as_of",
            "events after the instant for which is asked", "存在晚于查询时点的事件";
        Parameter = "supervision.parameter", "a parameter outside its range", "参数超出允许范围";
        Duplicate = "supervision.duplicate", "the same id twice", "编号重复";
        Seed = "supervision.seed", "a seed or id that is empty or has a line break", "种子或编号为空或含换行";
        Period = "supervision.period", "a period that ends before it begins, or on that day", "期间截止不晚于起始";
        AmountTooLarge = "supervision.amount_too_large", "a sum above 2^53 - 1 fen", "合计金额超过 2^53 - 1 分";
    }
}

/// A question of supervision that has no answer: why, and at which place of the question.
///
/// The place is a path such as `population[3]`, counted from 0, or an event such as `event 7`; values are not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} ({place})", code.en())]
pub struct SupervisionError {
    code: SupervisionCode,
    place: String,
}

impl SupervisionError {
    pub(crate) fn new(code: SupervisionCode, place: impl std::fmt::Display) -> Self {
        Self { code, place: place.to_string() }
    }

    /// Why there is no answer.
    pub const fn code(&self) -> SupervisionCode {
        self.code
    }

    /// The place of the question.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}（{}）", self.code.zh(), self.place)
    }
}
