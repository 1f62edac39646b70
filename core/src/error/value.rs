//! One value that is not acceptable, whatever it was meant for.

use super::codes;

codes! {
    /// Why a value is not acceptable.
    #[non_exhaustive]
    pub enum ValueCode {
        Missing = "value.missing", "a required value is missing", "缺少必填值";
        NotANumber = "value.not_a_number", "not a number", "不是数字";
        NotFinite = "value.not_finite", "not a finite number", "不是有限数";
        NotAnInteger = "value.not_an_integer", "not a whole number", "不是整数";
        OutOfRange = "value.out_of_range", "out of range", "超出范围";
        NotABoolean = "value.not_a_boolean", "neither yes nor no", "不是是/否值";
        NotADate = "value.not_a_date", "not a calendar date", "不是有效日期";
        NotALocalTime = "value.not_a_local_time",
            "not a date and time of day, such as 2026-11-26T09:30, without an offset",
            "不是当地日期时间（如 2026-11-26T09:30，不带时区）";
        DatesReversed = "value.dates_reversed", "ends before it begins", "结束日期早于开始日期";
        UnknownWord = "value.unknown_word", "a word that is not in the list", "不在词表中的词";
        TooLong = "value.too_long", "text too long", "文本过长";
        Contradiction = "value.contradiction", "contradicts another field", "与另一字段矛盾";
        Duplicate = "value.duplicate", "the same key twice", "键值重复";
        NotAnIdentifier = "value.not_an_identifier",
            "not an identifier of 1 to 64 letters, digits and `._:-`", "标识符应为 1 至 64 个字母、数字或 ._:- 字符";
        Personal = "value.personal",
            "looks like a resident id, phone or account number; give a token", "疑似身份证号、手机号或账号，请改用代号";
        WrongType = "value.wrong_type", "a value of another type", "值的类型不符";
        LongitudeOutOfRange = "coordinate.longitude_out_of_range", "longitude outside -180..180", "经度超出 -180..180";
        LatitudeOutOfRange = "coordinate.latitude_out_of_range", "latitude outside -90..90", "纬度超出 -90..90";
        CoordinateIncomplete = "coordinate.incomplete", "one of longitude and latitude is missing", "经纬度缺一项";
        CoordinateNullPoint = "coordinate.null_point", "a placeholder instead of a place", "占位坐标，并非真实位置";
        UnknownSystem = "coordinate.unknown_system", "unknown coordinate system", "未知坐标系";
        OffsetNotInvertible = "coordinate.inverse_disabled",
            "taking an offset back needs the feature `inverse-offset`", "坐标偏移的逆向转换未启用（inverse-offset）";
        NegativeAmount = "money.negative", "a negative amount", "金额为负";
        AmountFraction = "money.fraction_of_fen", "more than two decimals of a yuan", "金额精度小于分";
        AmountTooLarge = "money.too_large", "above 2^53 - 1 fen", "金额超过 2^53 - 1 分";
        NegativeWage = "wage.negative", "a negative wage", "工资为负";
        WageReversed = "wage.reversed", "the lowest wage is above the highest", "最低工资高于最高工资";
        UnknownEducation = "education.unknown", "unknown level of education", "未知学历";
        ResidentIdFormat = "resident_id.format", "not 17 digits and a check character", "身份证号格式不符";
        ResidentIdDate = "resident_id.date", "the birth date does not exist", "身份证号出生日期无效";
        ResidentIdCheckDigit = "resident_id.check_digit", "wrong check digit", "身份证号校验位错误";
        CreditCodeFormat = "credit_code.format", "not 18 characters of a credit code", "统一社会信用代码格式不符";
        CreditCodeCheckDigit = "credit_code.check_digit", "wrong check digit", "统一社会信用代码校验位错误";
        RegionCodeFormat = "region_code.format", "not a division code of 2, 4, 6, 9 or 12 digits", "行政区划代码格式不符";
        OccupationFormat = "occupation.format", "not a code of the occupational classification", "职业代码格式不符";
        OccupationWeights = "occupation.weights", "not a file of weights of the occupation coder", "不是职业编码权重文件";
        PseudonymKeyTooShort = "pseudonym_key.too_short", "a key of fewer than 32 bytes", "密钥不足 32 字节";
        ScheduleFormat = "schedule.format", "not a weekly schedule", "工作时间格式不符";
        OpeningHoursFormat = "opening_hours.format",
            "a piece of opening hours that cannot be read", "营业时间中有无法识别的内容";
        OpeningHoursNoDays = "opening_hours.no_days",
            "times without the days on which they hold", "营业时间未写明适用的日子";
        OpeningHoursConflict = "opening_hours.conflict",
            "two statements about the same days, of which neither is an exception to the other",
            "同一日子有两种互相矛盾的营业时间";
        OpeningHoursSeasons = "opening_hours.seasons",
            "seasons that overlap or leave out a part of the year", "季节营业时间重叠或未覆盖全年";
    }
}

/// A value that was refused: why, and what was given (masked if it is personal).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} (got `{shown}`)", code.en())]
pub struct ValueError {
    code: ValueCode,
    shown: String,
}

impl ValueError {
    /// Longest part of a refused value that a message quotes, in characters.
    const SHOWN_CHARS_MAX: usize = 40;

    /// Refuses a value that is not personal; at most 40 characters of it are kept.
    pub fn new(code: ValueCode, value: impl std::fmt::Display) -> Self {
        let text = value.to_string();
        let mut shown: String = text.chars().take(Self::SHOWN_CHARS_MAX).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self { code, shown }
    }

    /// Why the value was refused.
    pub fn code(&self) -> ValueCode {
        self.code
    }

    /// The refused value as it may be shown: cut, and masked where it is personal.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}（值为“{}”）", self.code.zh(), self.shown)
    }

    /// The same refusal with another text in place of the value, for callers that know that it is personal.
    #[must_use]
    pub fn with_shown(mut self, shown: impl Into<String>) -> Self {
        self.shown = shown.into();
        self
    }
}
