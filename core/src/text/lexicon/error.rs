//! What can be wrong with the caller's own words.

use crate::error::codes;

codes! {
    /// Why a lexicon cannot be read.
    #[non_exhaustive]
    pub enum LexiconCode {
        Json = "lexicon.json", "the lexicon cannot be read", "无法读取词典";
        Word = "lexicon.word", "a word that is empty or too long", "词为空或过长";
        Occupation = "lexicon.occupation", "not an occupation of the classification", "不在职业分类中的代码";
        TooLarge = "lexicon.too_large", "more words than the limit", "词数超出上限";
    }
}

/// A lexicon that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.en())]
pub struct LexiconError {
    code: LexiconCode,
    detail: String,
}

impl LexiconError {
    pub(crate) fn new(code: LexiconCode, detail: impl std::fmt::Display) -> Self {
        Self { code, detail: detail.to_string() }
    }

    /// Why it cannot be read.
    pub fn code(&self) -> LexiconCode {
        self.code
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}：{}", self.code.zh(), self.detail)
    }
}
