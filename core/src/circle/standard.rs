//! The standard that a service circle is measured by (服务圈标准).

use serde::{Deserialize, Serialize};

use crate::model::{AreaClass, TravelMode};
use crate::place::TravelModel;

/// How far a service circle reaches in one class of area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Rule {
    /// As far as one travels in a time (出行时间).
    Time {
        /// Minutes of travel.
        minutes: u32,
        /// How one travels; on foot if not said.
        #[serde(default)]
        mode: TravelMode,
    },
    /// As far as a straight line (直线距离).
    Distance {
        /// Metres.
        metres: u32,
    },
}

/// The standard of a city: one rule for town and one for country, and how fast people travel.
///
/// The default is what Chengdu reports of its circles, 15 minutes in town and 5 km in the country. The reports name no
/// way of travelling; walking is assumed. Elsewhere it is another number (Anhui's 「三公里」就业圈: 3 km), so the
/// standard is a value.
///
/// ```
/// use doorstep::{AreaClass, circle::{Rule, Standard}};
/// assert_eq!(Standard::default().reach_m(AreaClass::Urban), 961); // 15 min × 5 km/h ÷ 1.3
/// let anhui: Standard = serde_json::from_str(r#"{"urban": {"kind": "distance", "metres": 3000}}"#).unwrap();
/// assert_eq!(anhui.urban, Rule::Distance { metres: 3_000 });
/// assert_eq!(anhui.reach_m(AreaClass::Rural), 5_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standard {
    /// The rule for town (城镇).
    pub urban: Rule,
    /// The rule for country (乡村).
    pub rural: Rule,
    /// Pace of each mode, for rules of time and for shown travel times.
    pub travel: TravelModel,
}

impl Default for Standard {
    fn default() -> Self {
        Self {
            urban: Rule::Time { minutes: 15, mode: TravelMode::Walk },
            rural: Rule::Distance { metres: 5_000 },
            travel: TravelModel::default(),
        }
    }
}

impl Standard {
    /// The rule of a class of area.
    pub const fn rule(&self, class: AreaClass) -> Rule {
        match class {
            AreaClass::Urban => self.urban,
            AreaClass::Rural => self.rural,
        }
    }

    /// The radius of a circle in one class of area, in whole metres of straight line: a place is covered if and only if
    /// its distance, rounded up, is not more.
    pub fn reach_m(&self, class: AreaClass) -> u32 {
        match self.rule(class) {
            Rule::Time { minutes, mode } => self.travel.reach_m(mode, minutes),
            Rule::Distance { metres } => metres,
        }
    }

    /// The mode in which travel times are shown: that of the rule that applies, else that of the other rule, else on
    /// foot.
    pub fn shown_mode(&self, class: Option<AreaClass>) -> TravelMode {
        let rules = match class {
            Some(AreaClass::Rural) => [self.rural, self.urban],
            Some(AreaClass::Urban) | None => [self.urban, self.rural],
        };
        let mut modes = rules.into_iter().filter_map(|rule| match rule {
            Rule::Time { mode, .. } => Some(mode),
            Rule::Distance { .. } => None,
        });
        modes.next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_is_data() {
        let json = serde_json::to_string(&Standard::default()).unwrap();
        assert!(json.starts_with(
            r#"{"urban":{"kind":"time","minutes":15,"mode":"walk"},"rural":{"kind":"distance","metres":5000},"#
        ));
        assert_eq!(serde_json::from_str::<Standard>(&json).unwrap(), Standard::default());
        assert_eq!(serde_json::from_str::<Standard>("{}").unwrap(), Standard::default());
        for wrong in [
            r#"{"urban":{"kind":"time","minutes":15,"metres":3}}"#,
            r#"{"urban":{"kind":"time"}}"#,
            r#"{"urban":{"kind":"time","minutes":-1}}"#,
            r#"{"city":{"kind":"distance","metres":3}}"#,
        ] {
            assert!(serde_json::from_str::<Standard>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn travel_times_are_shown_in_a_mode_of_the_rules() {
        let bus = Rule::Time { minutes: 30, mode: TravelMode::Transit };
        let metres = Rule::Distance { metres: 1 };
        let standard = |urban, rural| Standard { urban, rural, travel: TravelModel::default() };
        assert_eq!(standard(metres, bus).shown_mode(Some(AreaClass::Urban)), TravelMode::Transit);
        assert_eq!(standard(metres, bus).shown_mode(None), TravelMode::Transit);
        assert_eq!(standard(metres, metres).shown_mode(Some(AreaClass::Rural)), TravelMode::Walk);
        assert_eq!(Standard::default().shown_mode(Some(AreaClass::Rural)), TravelMode::Walk);
    }
}
