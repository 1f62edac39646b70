//! Parts of a hit's score (搜索评分项), each between 0 and one million (millionths), or not known.

use crate::error::codes;

codes! {
    /// A part of a hit's score.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum SearchPart {
        Words = "words", "words", "词语";
        Occupation = "occupation", "occupation", "职业";
        Proximity = "proximity", "way to work", "通勤";
        Wishes = "wishes", "what is asked for", "所求条件";
        Freshness = "freshness", "newness", "发布时间";
    }
}

impl SearchPart {
    /// How much the part counts. Words count more than occupations, so that a title that says all of the words stands
    /// before one that says none of them, whatever their occupations; how much more was chosen on the queries that
    /// `benches/search` keeps for choices. The others are by judgement.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Words => 600,
            Self::Occupation => 400,
            Self::Proximity | Self::Wishes => 200,
            Self::Freshness => 50,
        }
    }
}
