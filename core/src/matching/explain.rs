//! Why a post is recommended, or why it is not (匹配解释).

use serde::Serialize;

use super::change::Counterfactual;
use super::part::{score, weight};
use super::prepared::{Pair, PreparedPost, PreparedSeeker};
use super::priority::{self, Priority};
use super::reading::{Contradiction, ReadFact};
use super::streets::Measured;
use super::ways::{Way, Ways};
use super::{Constraint, Matcher, MatchingError, Part, Verdict, facts};
use crate::model::Seeker;

/// Everything that was weighed for one person and one post. The contributions of the parts add up to the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// The person.
    pub seeker_id: String,
    /// The post.
    pub post_id: String,
    /// No if a constraint excludes the post, else unknown if the answer to one is open, else yes.
    pub verdict: Verdict,
    /// Score in millionths, whatever the verdict.
    pub score: u32,
    /// Share of all weight that belongs to known parts, in millionths.
    pub known: u32,
    /// Straight line from home, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<u32>,
    /// Travel time by the person's mode, in minutes, rounded up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub travel_min: Option<u32>,
    /// By what the way is measured; none where the matcher has no street network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
    /// Every constraint with its answer.
    pub constraints: Vec<ConstraintFinding>,
    /// Every part of the score.
    pub parts: Vec<PartFinding>,
    /// Policy priority, an axis of its own beside the score.
    pub priority: Priority,
    /// What was read from the post's text where no field says it, and from the person's wish.
    pub read: Vec<ReadFact>,
    /// Where the post's text says other than its fields; the field counts.
    pub contradictions: Vec<Contradiction>,
    /// What the person could change so that nothing excludes the post; none if nothing does, or nothing helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterfactual: Option<Counterfactual>,
}

/// The answer to one constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConstraintFinding {
    /// Which constraint.
    pub code: Constraint,
    /// The answer.
    pub verdict: Verdict,
    /// The facts, in English.
    pub en: String,
    /// The facts, in Chinese.
    pub zh: String,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartFinding {
    /// Which part.
    pub name: Part,
    /// Its weight.
    pub weight: u32,
    /// Its value in millionths; none if a fact is missing or the part does not apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<u32>,
    /// What it adds to the score, in millionths: weight × value ÷ weight of all known parts, rounded down.
    pub contribution: u32,
    /// The facts, in English.
    pub en: String,
    /// The facts, in Chinese.
    pub zh: String,
}

impl Explanation {
    /// Short reasons in Chinese: what counts for the post, most first, then what is still open.
    pub fn reasons_zh(&self) -> Vec<String> {
        self.reasons(|part| &part.zh, |finding| format!("待确认：{}", finding.zh))
    }

    /// Short reasons in English.
    pub fn reasons_en(&self) -> Vec<String> {
        self.reasons(|part| &part.en, |finding| format!("open: {}", finding.en))
    }

    fn reasons<'a>(
        &'a self,
        text: impl Fn(&'a PartFinding) -> &'a String,
        open: impl Fn(&'a ConstraintFinding) -> String,
    ) -> Vec<String> {
        let mut parts: Vec<&PartFinding> = self.parts.iter().filter(|part| part.contribution > 0).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.contribution));
        let questions = self.constraints.iter().filter(|finding| finding.verdict == Verdict::Unknown);
        parts.into_iter().map(|part| text(part).clone()).chain(questions.map(open)).collect()
    }
}

impl Matcher {
    /// Every constraint and every part of the score, for one person and one post.
    ///
    /// # Errors
    /// `matching.unknown_post`.
    pub fn explain(&self, seeker: &Seeker, post_id: &str) -> Result<Explanation, MatchingError> {
        let post = self.find(post_id)?;
        let prepared = self.prepare_one(seeker);
        Ok(self.explain_prepared(seeker, &prepared, &self.ways(&prepared), post))
    }

    /// The same for a person and a post that are made ready.
    pub(super) fn explain_prepared(
        &self,
        seeker: &Seeker,
        prepared: &PreparedSeeker<'_>,
        ways: &Ways<'_>,
        post: &PreparedPost,
    ) -> Explanation {
        let pair = Pair::new(prepared, post, ways);
        let constraints: Vec<ConstraintFinding> = Constraint::ALL
            .iter()
            .map(|constraint| {
                let verdict = constraint.verdict(&pair, self.options());
                let (en, zh) = facts::of_constraint(*constraint, verdict, &pair);
                ConstraintFinding { code: *constraint, verdict, en, zh }
            })
            .collect();
        let score = score(&pair, self.options());
        let parts = Part::ALL
            .iter()
            .zip(score.parts)
            .map(|(part, (value, contribution))| {
                let (en, zh) = facts::of_part(*part, value, &pair);
                PartFinding {
                    name: *part,
                    weight: weight(*part, &pair, self.options()),
                    value,
                    contribution,
                    en,
                    zh,
                }
            })
            .collect();
        let answered = |answer| constraints.iter().any(|finding| finding.verdict == answer);
        let verdict = match (answered(Verdict::No), answered(Verdict::Unknown)) {
            (true, _) => Verdict::No,
            (false, true) => Verdict::Unknown,
            (false, false) => Verdict::Yes,
        };
        let excluded = verdict == Verdict::No;
        Explanation {
            seeker_id: seeker.id.clone(),
            post_id: post.record.id.clone(),
            verdict,
            score: score.total,
            known: score.known,
            distance_m: pair.way().map(|way| way.distance_m),
            travel_min: pair.way().and_then(Way::travel_min),
            measured: pair.way().and_then(|way| way.measured),
            constraints,
            parts,
            priority: priority::priority(&pair, &self.options().priorities),
            read: pair.post.reading.facts.iter().chain(&prepared.reading.facts).cloned().collect(),
            contradictions: pair.post.reading.contradictions.clone(),
            counterfactual: if excluded { self.counterfactual(seeker, &pair) } else { None },
        }
    }
}
