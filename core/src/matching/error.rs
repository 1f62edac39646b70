//! What can be wrong with a question to the matcher.

use crate::error::codes;

codes! {
    /// Why the matcher cannot answer.
    #[non_exhaustive]
    pub enum MatchingCode {
        DuplicatePost = "matching.duplicate_post", "two posts with the same id", "岗位主键重复";
        UnknownPost = "matching.unknown_post", "no post has this id", "没有此主键的岗位";
        Weights = "matching.weights", "a weight above 1000000, or all weights 0", "权重过大或全部为零";
        WorkHours = "matching.work_hours", "hours that no month or day has", "折算工时超出范围";
        Vector = "matching.vector", "vectors of different lengths, or not finite", "向量长度不一致或含非有限数";
        Audit = "matching.audit", "the same person twice in an audit", "审计数据中同一人出现两次";
        TooManyPosts = "matching.too_many_posts", "more posts than the index takes", "岗位数超出上限";
        StalePeople = "matching.stale_people", "people made ready for other posts", "求职者批次与当前岗位不符";
        Threads = "matching.threads", "the system gives no threads", "无法创建线程";
        Stopped = "matching.stopped", "stopped before the end", "任务已中止";
        NetworkSystem = "matching.network_system", "a place in a more shifted system than the street network", "坐标系比路网偏移更多";
        SavedDamaged = "matching.saved_damaged", "not a saved matcher, or a damaged one", "不是已保存的匹配器，或已损坏";
        SavedVersion = "matching.saved_version", "saved in another version of the format", "保存格式的版本不同";
        SavedLexicon = "matching.saved_lexicon", "saved with another lexicon", "保存时使用的词典不同";
    }
}

/// The matcher cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.en())]
pub struct MatchingError {
    code: MatchingCode,
    detail: String,
}

impl MatchingError {
    pub(super) fn new(code: MatchingCode, detail: impl std::fmt::Display) -> Self {
        Self { code, detail: detail.to_string() }
    }

    /// `matching.stopped`: whoever was told how far the work is stopped it, after `done` of `all` items, if it is known how
    /// many there are.
    pub fn stopped(done: usize, all: Option<usize>) -> Self {
        let detail = all.map_or_else(|| done.to_string(), |all| format!("{done} of {all}"));
        Self::new(MatchingCode::Stopped, detail)
    }

    /// Why it cannot.
    pub fn code(&self) -> MatchingCode {
        self.code
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}：{}", self.code.zh(), self.detail)
    }
}
