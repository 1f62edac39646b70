//! Codes of the occupational classification (职业分类代码).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// The level of a code: how many of its groups are written (层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OccupationLevel {
    /// 大类, `4`.
    Major,
    /// 中类, `4-10`.
    Middle,
    /// 小类, `4-10-01`.
    Small,
    /// 细类（职业）, `4-10-01-05`.
    Detail,
}

impl OccupationLevel {
    /// Every level, from the largest classes to single occupations.
    pub const ALL: [Self; 4] = [Self::Major, Self::Middle, Self::Small, Self::Detail];

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Major => "大类",
            Self::Middle => "中类",
            Self::Small => "小类",
            Self::Detail => "细类（职业）",
        }
    }

    /// What one step of the last written group is worth in the seven digits.
    const fn unit(self) -> u32 {
        match self {
            Self::Major => 1_000_000,
            Self::Middle => 10_000,
            Self::Small => 100,
            Self::Detail => 1,
        }
    }
}

/// A code of any level of the 2022 occupational classification (职业分类大典 2022), in one integer.
///
/// The classification fills a code up with `00` where it does not divide any further: `4-08-06-00` is the only
/// occupation of the small class `4-08-06`, and tables of data write `2-06-07-00` for the small class `2-06-07`. Both
/// forms name the same people, so [`contains`](Self::contains) ignores groups of `00` at the end; equality and order
/// do not, because the small class and its one occupation may have different names.
///
/// ```
/// use doorstep::{OccupationCode, OccupationLevel};
/// let code = OccupationCode::parse("4100105")?;
/// assert_eq!((code.to_string().as_str(), code.level()), ("4-10-01-05", OccupationLevel::Detail));
/// assert!(OccupationCode::parse("4-10")?.contains(code));
/// assert_eq!(code.small_class(), Some(OccupationCode::parse("4-10-01")?));
/// # Ok::<(), doorstep::Error>(())
/// ```
// INVARIANT: eight times the seven digits, filled up with zeros, plus the index of the level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OccupationCode(u32);

impl OccupationCode {
    /// Reads `4-10-01-05`, `4100105` or a shorter code (`4-10-01`, `41001`, `4-10`, `410`, `4`). A mark of digital
    /// (`S`) or green (`L`) occupations at the end is passed over: `2-02-38-01S`, `2-02-38-11 (L/S)`.
    ///
    /// # Errors
    /// `occupation.format` for anything else.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let refuse = || ValueError::new(ValueCode::OccupationFormat, text);
        let is_mark = |letter: char| {
            letter.is_whitespace() || matches!(letter, 'S' | 'L' | 's' | 'l' | '/' | '(' | ')' | '（' | '）')
        };
        let written = text.trim_start();
        let bare = written.trim_end_matches(is_mark);
        let groups =
            if bare.contains('-') { groups_of(bare) } else { groups_of(&dashed(bare).ok_or_else(refuse)?) };
        let (groups, count) = groups.ok_or_else(refuse)?;
        groups.get(..count).and_then(Self::from_groups).ok_or_else(refuse)
    }

    fn from_groups(groups: &[u32]) -> Option<Self> {
        let level = *OccupationLevel::ALL.get(groups.len().checked_sub(1)?)?;
        let digits: u32 =
            groups.iter().zip(OccupationLevel::ALL).map(|(group, level)| group * level.unit()).sum();
        let (major, middle) = (*groups.first()?, groups.get(1));
        let undivided = middle == Some(&0) && !digits.is_multiple_of(OccupationLevel::Middle.unit());
        ((1..=8).contains(&major) && !undivided).then_some(Self::of(digits, level))
    }

    /// The code and its level in one number.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }

    /// The code that has this [`number`](Self::number).
    pub(crate) fn from_number(number: u32) -> Option<Self> {
        let level = usize::try_from(number % 8).ok()?;
        let digits = number / 8;
        let groups = OccupationLevel::ALL.map(|above| match above {
            OccupationLevel::Major => digits / above.unit(),
            _ => digits / above.unit() % 100,
        });
        Self::from_groups(groups.get(..=level)?).filter(|code| code.0 == number)
    }

    const fn of(digits: u32, level: OccupationLevel) -> Self {
        Self(digits * 8 + level as u32)
    }

    /// The seven digits as a number, filled up with zeros: `4-10` is 4,100,000.
    pub const fn digits(self) -> u32 {
        self.0 / 8
    }

    /// The level that the code is written at.
    pub const fn level(self) -> OccupationLevel {
        match self.0 % 8 {
            0 => OccupationLevel::Major,
            1 => OccupationLevel::Middle,
            2 => OccupationLevel::Small,
            _ => OccupationLevel::Detail,
        }
    }

    /// The class of `level` that this code is or lies in; `None` if `level` is below it.
    pub fn at(self, level: OccupationLevel) -> Option<Self> {
        (level <= self.level()).then(|| Self::of(self.digits() - self.digits() % level.unit(), level))
    }

    /// The class right above; `None` of a major class.
    pub fn parent(self) -> Option<Self> {
        let above = OccupationLevel::ALL.into_iter().rev().find(|level| *level < self.level())?;
        self.at(above)
    }

    /// The small class (小类) that the code is or lies in; `None` of a code above that level.
    pub fn small_class(self) -> Option<Self> {
        self.at(OccupationLevel::Small)
    }

    /// The same code without groups of `00` at its end: `2-06-07-00` is `2-06-07`.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let level = OccupationLevel::ALL
            .into_iter()
            .find(|level| self.digits().is_multiple_of(level.unit()))
            .unwrap_or(OccupationLevel::Detail);
        Self::of(self.digits(), level.min(self.level()))
    }

    /// The same code filled up with `00` to the level of occupations: `2-06-07` is `2-06-07-00`.
    #[must_use]
    pub const fn padded(self) -> Self {
        Self::of(self.digits(), OccupationLevel::Detail)
    }

    /// The lowest level on which both meet; `None` if not even the major class is the same.
    pub fn shared_level(self, other: Self) -> Option<OccupationLevel> {
        let (own, theirs) = (self.trimmed(), other.trimmed());
        OccupationLevel::ALL
            .into_iter()
            .rev()
            .find(|level| own.at(*level).is_some_and(|class| theirs.at(*level) == Some(class)))
    }

    /// Whether `other` names the same people as this code, or some of them.
    pub fn contains(self, other: Self) -> bool {
        let unit = self.trimmed().level().unit();
        self.digits() / unit == other.digits() / unit
    }
}

/// Groups of digits between dashes, and how many: one digit, then two each.
fn groups_of(text: &str) -> Option<([u32; OccupationLevel::ALL.len()], usize)> {
    let (mut groups, mut count) = ([0; OccupationLevel::ALL.len()], 0);
    for group in text.split('-') {
        let length = if count == 0 { 1 } else { 2 };
        if group.len() != length || !group.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *groups.get_mut(count)? = group.parse().ok()?;
        count += 1;
    }
    Some((groups, count))
}

/// Bare digits with dashes between the groups.
fn dashed(digits: &str) -> Option<String> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(digits.len(), 1 | 3 | 5 | 7) {
        return None;
    }
    let (major, rest) = digits.split_at_checked(1)?;
    let pairs = rest.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    Some(std::iter::once(major).chain(pairs).collect::<Vec<_>>().join("-"))
}

impl fmt::Display for OccupationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        write!(f, "{}", digits / OccupationLevel::Major.unit())?;
        for level in OccupationLevel::ALL.into_iter().skip(1).filter(|level| *level <= self.level()) {
            write!(f, "-{:02}", digits / level.unit() % 100)?;
        }
        Ok(())
    }
}

impl fmt::Debug for OccupationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for OccupationCode {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        Self::parse(&text)
    }
}

impl From<OccupationCode> for String {
    fn from(code: OccupationCode) -> Self {
        code.to_string()
    }
}

impl std::str::FromStr for OccupationCode {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> OccupationCode {
        OccupationCode::parse(text).unwrap()
    }

    #[test]
    fn reads_every_form() {
        use OccupationLevel::{Detail, Major, Middle, Small};
        for (text, shown, level) in [
            ("4-10-01-05", "4-10-01-05", Detail),
            ("4100105", "4-10-01-05", Detail),
            ("4-10-01", "4-10-01", Small),
            ("41001", "4-10-01", Small),
            ("4-10", "4-10", Middle),
            ("410", "4-10", Middle),
            ("4", "4", Major),
            ("2-06-07-00", "2-06-07-00", Detail),
            ("1-01-00", "1-01-00", Small),
            ("8-00-00-00", "8-00-00-00", Detail),
            ("2-02-38-01S", "2-02-38-01", Detail),
            (" 2-02-38-11（L/S） ", "2-02-38-11", Detail),
            ("2-03-04-00 L", "2-03-04-00", Detail),
        ] {
            assert_eq!((code(text).to_string().as_str(), code(text).level()), (shown, level), "{text}");
        }
        for text in [
            "",
            "-",
            "9",
            "0-01",
            "4-1",
            "4-10-1",
            "41",
            "4-10-01-05-01",
            "4-10-",
            "４-10",
            "4-00-01-01",
            "S",
            "-4",
            "4-10-01-0a",
            "41001055",
            "4--01",
            "4 10 01",
        ] {
            let refused = OccupationCode::parse(text).map_err(|error| error.code());
            assert_eq!(refused, Err(ValueCode::OccupationFormat), "{text}");
        }
    }

    #[test]
    fn knows_what_lies_in_what() {
        for (outer, inner, lies) in [
            ("4", "4-10-01-05", true),
            ("4-10", "4-10-01-05", true),
            ("4-10-01", "4-10-01-05", true),
            ("4-10-01-00", "4-10-01-05", true),
            ("4-10-01-05", "4-10-01", false),
            ("4-08-06", "4-08-06-00", true),
            ("4-08-06-00", "4-08-06", true),
            ("1-01", "1-01-00-02", true),
            ("1-01-00", "1-01", true),
            ("4-01", "4-10", false),
            ("6-00-00-00", "6-31-01-03", true),
        ] {
            assert_eq!(code(outer).contains(code(inner)), lies, "{outer} {inner}");
        }
        assert_eq!(code("4-10-01-05").parent(), Some(code("4-10-01")));
        assert_eq!(code("4").parent(), None);
        assert_eq!(code("4-10").small_class(), None);
        assert_eq!(code("6-00-00-00").trimmed(), code("6"));
        assert_eq!(code("6").padded(), code("6-00-00-00"));
        assert_eq!(code("1-01-00-02").trimmed(), code("1-01-00-02"));
    }

    #[test]
    fn sorts_as_the_book_does() {
        let mut codes: Vec<OccupationCode> =
            ["4-10-01", "4-10-01-05", "4-02", "4-10-01-00", "4", "4-10"].map(code).to_vec();
        codes.sort();
        let shown: Vec<String> = codes.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["4", "4-02", "4-10", "4-10-01", "4-10-01-00", "4-10-01-05"]);
    }

    proptest! {
        #[test]
        fn any_number_is_a_code_or_refused(any: u32, small in 0..72_000_000_u32) {
            for number in [any, small] {
                if let Some(code) = OccupationCode::from_number(number) {
                    prop_assert_eq!(code.number(), number);
                    prop_assert_eq!(OccupationCode::parse(&code.to_string()), Ok(code));
                }
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[1-9SL/ -]{0,14}|\\PC{0,12}") {
            if let Ok(code) = OccupationCode::parse(&text) {
                prop_assert_eq!(OccupationCode::from_number(code.number()), Some(code));
                prop_assert_eq!(OccupationCode::parse(&code.to_string()), Ok(code));
                prop_assert!(code.contains(code) && code.trimmed().contains(code) && code.contains(code.padded()));
            }
        }
    }
}
