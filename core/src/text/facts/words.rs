//! The table of words (词表) and the automaton that finds them.

use std::sync::LazyLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use crate::model::{Education, Insurance, PostKind, Rest, Settlement, Shift};
use crate::text::Normal;

/// The words: a tag, a tab, its words parted by `|`; all written for this project.
pub(in crate::text) const TABLE: &str = include_str!("../data/fact_words.tsv");

/// A part of the day (时段).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Dawn,
    Morning,
    Noon,
    Afternoon,
    Evening,
}

/// Declares the tags that carry nothing, with their names in the table.
macro_rules! tags {
    ($($tag:ident = $name:literal),* $(,)?) => {
        /// What a word means to the grammars.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Tag {
            $(#[doc = $name] $tag,)*
            Education(Education),
            Settlement(Settlement),
            Rest(Rest),
            Shift(Shift),
            Insurance(Insurance),
            Kind(PostKind),
            Weekday(u8),
            Part(Part),
        }

        fn plain_tag(name: &str) -> Option<Tag> {
            match name {
                $($name => Some(Tag::$tag),)*
                _ => None,
            }
        }
    };
}

tags! {
    Yuan = "yuan", Month = "month", Day = "day", Hour = "hour", Piece = "piece", Year = "year", Week = "week",
    AgeUnit = "age_unit", Head = "head", Minute = "minute", OClock = "oclock", Half = "half", Km = "km", Li = "li",
    Meter = "meter", OfMonth = "of_month", Percent = "percent", Per = "per", EachMonth = "each_month",
    EachDay = "each_day", EachHour = "each_hour", EachPiece = "each_piece", EachYear = "each_year",
    MonthPay = "month_pay", DayPay = "day_pay", HourPay = "hour_pay", YearPay = "year_pay",
    TenThousand = "ten_thousand", WageWord = "wage_word", Total = "total", Guaranteed = "guaranteed", Base = "base",
    PiecePay = "piece_pay", NotWage = "not_wage", OpenWage = "open_wage", Thirteen = "thirteen", Above = "above",
    AtLeast = "at_least", Below = "below", About = "about", HalfMonthly = "settle.half", OnLeaving = "settle.leave", Probation = "probation", Dorm = "dorm", Board = "board", Best = "best", NotExp = "not_exp", NextDay = "next_day", PayDay = "pay_day",
    SalaryDate = "salary_date", Ignore = "ignore", EduWord = "edu_word", EduAny = "edu_any", NotEdu = "not_edu",
    Prefer = "prefer", Relax = "relax", AnyWord = "any_word", ExpWord = "exp_word", ExpNone = "exp_none",
    Teach = "teach", Graduate = "graduate", Founded = "founded", AgeWord = "age_word", AgeAny = "age_any",
    Men = "men", Women = "women", NotStaff = "not_staff", MonthRest = "month_rest", RestWord = "rest_word",
    NotRest = "not_rest", NotShift = "not_shift", NoNight = "no_night", Lodging = "lodging", Meals = "meals",
    Both = "both", NoLodging = "no_lodging", NoMeals = "no_meals", NoBoth = "no_both", NotLodging = "not_lodging",
    NotMeals = "not_meals", Couple = "couple", NotCouple = "not_couple", Group = "group",
    NoInsurance = "no_insurance", NotInsurance = "not_insurance", Fund = "fund", NotKind = "not_kind",
    Remote = "remote", NotRemote = "not_remote", Hire = "hire", HeadCount = "head_count", Weekend = "weekend",
    Workdays = "workdays", Daytime = "daytime", To = "to", BreakTime = "break_time", WorkTime = "work_time",
    NotHours = "not_hours", Near = "near", Commute = "commute", PickUp = "pick_up", NoonHome = "noon_home",
    Free = "free", Busy = "busy", Only = "only", Refuse = "refuse", Want = "want", Agency = "agency",
    Overtime = "overtime", Neg = "neg", Provide = "provide", Question = "question", Unwanted = "unwanted",
    WholeDay = "whole_day", HalfYear = "half_year",
}

impl Tag {
    /// The tag of a name in the table.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "edu.primary" => Self::Education(Education::Primary),
            "edu.junior" => Self::Education(Education::JuniorMiddle),
            "edu.senior" => Self::Education(Education::SeniorMiddle),
            "edu.college" => Self::Education(Education::JuniorCollege),
            "edu.bachelor" => Self::Education(Education::Bachelor),
            "edu.master" => Self::Education(Education::Master),
            "edu.doctor" => Self::Education(Education::Doctor),
            "settle.daily" => Self::Settlement(Settlement::Daily),
            "settle.weekly" => Self::Settlement(Settlement::Weekly),
            "settle.monthly" => Self::Settlement(Settlement::Monthly),
            "settle.done" => Self::Settlement(Settlement::OnCompletion),
            "rest.double" => Self::Rest(Rest::Double),
            "rest.single" => Self::Rest(Rest::Single),
            "rest.bigsmall" => Self::Rest(Rest::BigSmall),
            "rest.rota" => Self::Rest(Rest::Rota),
            "shift.day" => Self::Shift(Shift::Day),
            "shift.night" => Self::Shift(Shift::Night),
            "shift.rotating" => Self::Shift(Shift::Rotating),
            "ins.five_fund" => Self::Insurance(Insurance::FiveAndFund),
            "ins.five" => Self::Insurance(Insurance::Five),
            "ins.commercial" => Self::Insurance(Insurance::Commercial),
            "kind.full" => Self::Kind(PostKind::FullTime),
            "kind.part" => Self::Kind(PostKind::PartTime),
            "kind.gig" => Self::Kind(PostKind::Gig),
            "kind.piece" => Self::Kind(PostKind::PieceWork),
            "kind.intern" => Self::Kind(PostKind::Internship),
            "kind.welfare" => Self::Kind(PostKind::PublicWelfare),
            "part.dawn" => Self::Part(Part::Dawn),
            "part.morning" => Self::Part(Part::Morning),
            "part.noon" => Self::Part(Part::Noon),
            "part.afternoon" => Self::Part(Part::Afternoon),
            "part.evening" => Self::Part(Part::Evening),
            other => match other.strip_prefix("weekday.") {
                Some(day) => Self::Weekday(day.parse().ok()?),
                None => plain_tag(other)?,
            },
        })
    }
}

/// Finds the words of the table.
pub(super) struct Words {
    /// `None` if the table could not be built, which a test rules out.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u16>>,
    tags: Vec<Tag>,
}

/// A word that was found: its bytes in the text, and what it means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) tag: Tag,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let (mut words, mut tags): (Vec<(String, u16)>, Vec<Tag>) = (Vec::new(), Vec::new());
    for (name, list) in rows() {
        let (Some(tag), Ok(index)) = (Tag::named(name), u16::try_from(tags.len())) else { continue };
        tags.push(tag);
        words.extend(list.split('|').map(|word| (Normal::of(word).text().to_owned(), index)));
    }
    // Two spellings may have one normal form; the tag that stands first keeps it.
    words.sort();
    words.dedup_by(|later, earlier| later.0 == earlier.0);
    words.retain(|(word, _)| !word.is_empty());
    let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build_with_values(words)
        .ok();
    Words { automaton, tags }
});

/// The rows of the table: tag and words.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Every word of `text` (in normal form), from left to right, none overlapping another.
pub(super) fn find(text: &str) -> impl Iterator<Item = Hit> {
    let words: &'static Words = &WORDS;
    let found = words.automaton.as_ref().map(|automaton| automaton.leftmost_find_iter(text));
    found.into_iter().flatten().filter_map(move |found| {
        let tag = words.tags.get(usize::from(found.value())).copied()?;
        let hit = Hit { start: found.start(), end: found.end(), tag };
        is_whole(text, hit).then_some(hit)
    })
}

/// A Latin word must not stand inside a longer one.
fn is_whole(text: &str, hit: Hit) -> bool {
    let latin = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphabetic());
    let (before, word) = (text.get(..hit.start), text.get(hit.start..hit.end).unwrap_or_default());
    let before = before.and_then(|before| before.chars().next_back());
    let after = text.get(hit.end..).and_then(|after| after.chars().next());
    !(latin(word.chars().next()) && latin(before) || latin(word.chars().next_back()) && latin(after))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert!(WORDS.automaton.is_some());
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, list) in rows() {
            assert!(Tag::named(name).is_some(), "{name}");
            for word in list.split('|') {
                let normal = Normal::of(word).text().to_owned();
                assert!(!normal.is_empty(), "{name}: {word:?}");
                if let Some(other) = seen.insert(normal, name) {
                    assert_eq!(other, name, "{word} has two tags");
                }
            }
        }
    }

    #[test]
    fn latin_words_are_whole_words() {
        let tags: Vec<Tag> = find("birthday, 200 a day").map(|hit| hit.tag).collect();
        assert_eq!(tags, [Tag::EachDay]);
    }
}
