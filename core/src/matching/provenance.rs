//! From what an answer comes (结果溯源).

use chrono::NaiveDate;
use serde::Serialize;
use twox_hash::xxhash3_64::Hasher;

use super::{MatchOptions, Matcher};

/// From what a matcher's answers come (结果溯源): the same posts and the same provenance give the same answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provenance {
    /// The options but for the day: XXH3 (64 bits) of them as JSON, in 16 hexadecimal digits. Versions of the library
    /// that have other options give other digits.
    pub config_hash: String,
    /// Fingerprint of the lexicon, in 16 hexadecimal digits.
    pub lexicon: String,
    /// Fingerprint of each street network that ways are measured on and of how places are brought to it, in 16 hexadecimal
    /// digits, in the order walk, cycle, drive.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<String>,
    /// How often changes were applied since the posts were made ready.
    pub generation: u64,
    /// The day of asking.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub today: Option<NaiveDate>,
}

impl Matcher {
    /// From what the answers come, to be kept beside them (结果溯源).
    ///
    /// ```
    /// use doorstep::{Post, matching::{Delta, MatchOptions, Matcher}};
    /// let mut matcher = Matcher::new(vec![Post::new("a")], MatchOptions::default())?;
    /// let before = matcher.provenance();
    /// matcher.apply(vec![Delta::Remove("a".into())])?;
    /// let after = matcher.provenance();
    /// assert_eq!((before.generation, after.generation), (0, 1));
    /// assert_eq!(before.config_hash, after.config_hash);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn provenance(&self) -> Provenance {
        let options = MatchOptions { today: None, ..self.options().clone() };
        // Numbers, dates and words alone: there is nothing that JSON could not hold.
        let options = serde_json::to_string(&options).unwrap_or_default();
        Provenance {
            config_hash: format!("{:016x}", Hasher::oneshot(options.as_bytes())),
            lexicon: format!("{:016x}", self.lexicon().fingerprint()),
            networks: self.roads.fingerprints().iter().map(|number| format!("{number:016x}")).collect(),
            generation: self.generation(),
            today: self.options().today,
        }
    }
}
