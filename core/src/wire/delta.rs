//! Requests and answers about posts that come, change and go.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rows::no_rows;
use super::{OnReject, Rows, settle};
use crate::error::Error;
use crate::matching::{Applied, Delta, Matcher, Provenance};
use crate::model::Post;
use crate::table::Finding;

/// Asks a matcher that is kept to follow changes (增量更新). They are applied in the order of the fields: a post that is
/// both put and withdrawn is gone.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApplyRequest {
    /// Posts that are new, or stand in the place of those with their ids.
    #[serde(default = "no_rows")]
    pub upsert: Rows,
    /// Ids of posts that are withdrawn.
    #[serde(default)]
    pub remove: Vec<String>,
    /// How many places are left, by the post's id; a post with none is recommended to nobody.
    #[serde(default)]
    pub openings: BTreeMap<String, u32>,
    /// The day of asking from now on; the same as before if it is left out.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub today: Option<NaiveDate>,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

impl ApplyRequest {
    /// The changes, with posts that were read from the rows.
    pub fn deltas(self, upsert: Vec<Post>) -> Vec<Delta> {
        let openings = |(post_id, openings)| Delta::Openings { post_id, openings };
        let upsert = upsert.into_iter().map(Delta::Upsert);
        let remove = self.remove.into_iter().map(Delta::Remove);
        let openings = self.openings.into_iter().map(openings);
        upsert.chain(remove).chain(openings).chain(self.today.map(Delta::Today)).collect()
    }
}

/// What the changes did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApplyAnswer {
    /// How many there were of each.
    #[serde(flatten)]
    pub applied: Applied,
    /// What was wrong with the rows of posts.
    pub findings: Vec<Finding>,
    /// From what answers come now.
    pub provenance: Provenance,
}

/// Applies an [`ApplyRequest`]: all of it, or nothing if any of it is refused.
///
/// # Errors
/// Those of the table and of [`Matcher::apply`].
///
/// ```
/// use doorstep::{Post, matching::{MatchOptions, Matcher}, wire::apply};
/// let mut matcher = Matcher::new(vec![Post::new("a"), Post::new("b")], MatchOptions::default())?;
/// let request = r#"{"upsert": {"rows": [{"id": "c"}]}, "remove": ["a"], "openings": {"b": 0}}"#;
/// let answer = apply(&mut matcher, serde_json::from_str(request).unwrap())?;
/// assert_eq!((answer.applied.upserted, answer.applied.removed, answer.applied.openings), (1, 1, 1));
/// assert_eq!(answer.provenance.generation, 1);
/// # Ok::<(), doorstep::Error>(())
/// ```
pub fn apply(matcher: &mut Matcher, request: ApplyRequest) -> Result<ApplyAnswer, Error> {
    let (posts, findings) = settle(request.upsert.read::<Post>()?, request.errors)?;
    let applied = matcher.apply(request.deltas(posts))?;
    Ok(ApplyAnswer { applied, findings, provenance: matcher.provenance() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::matching::MatchOptions;

    #[test]
    fn the_order_of_the_fields_is_the_order_of_the_changes() {
        let mut matcher = Matcher::new(vec![Post::new("a")], MatchOptions::default()).unwrap();
        let mut ask = |request| {
            let answer = apply(&mut matcher, serde_json::from_value(request).unwrap());
            (answer.map_err(|error| error.code()), matcher.len(), matcher.generation())
        };
        let row = json!({"rows": [{"id": "b"}]});
        let (answer, count, _) =
            ask(json!({"remove": ["b", "a", "x"], "upsert": row, "today": "2026-11-25"}));
        let applied = answer.unwrap().applied;
        let counted = (applied.upserted, applied.removed, applied.unknown, applied.days, count);
        assert_eq!(counted, (1, 2, 1, 1, 0));

        // Nothing is done if any of it is refused.
        let refused = ask(json!({"upsert": {"rows": [{"id": "c"}]}, "openings": {"b": 1}}));
        assert_eq!(refused, (Err("matching.unknown_post"), 0, 1));
        let refused = ask(json!({"upsert": {"rows": [{"id": "c"}, {"id": "d", "lat": 136}]}}));
        assert_eq!(refused, (Err("table.rejected"), 0, 1));
        let (answer, count, generation) =
            ask(json!({"upsert": {"rows": [{"id": "c"}, {"id": "d", "lat": 136}]}, "errors": "collect"}));
        assert_eq!((answer.unwrap().findings.is_empty(), count, generation), (false, 1, 2));
    }
}
