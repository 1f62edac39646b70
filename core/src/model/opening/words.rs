//! The words of texts about opening hours.

use std::ops::Range;

use super::hours::{MONTHS, WEEKDAYS};
use super::read::Unread;

/// A word and the characters it stands at.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) word: Word,
    pub(super) at: Range<usize>,
}

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Weekdays, a bit for each, Monday the lowest.
    Days(u8),
    /// Working days (工作日).
    Working,
    /// Every day (每天).
    EveryDay,
    /// Public holidays (节假日).
    Holiday,
    /// Make-up working days (调休上班日).
    MakeUp,
    /// A minute, counted from the start of the day.
    Time(u16),
    /// All day (24小时).
    AllDay,
    /// All day, every day (24/7).
    Always,
    /// Closed (休息).
    Off,
    /// Not then (除外).
    Except,
    /// What stands between this and *except* is left out (除…外).
    But,
    /// As on other days (正常营业).
    AsUsual,
    /// Holidays as other days (全年无休).
    YearRound,
    /// A season by its name (夏令时).
    Season,
    /// A month and a day.
    MonthDay(u8, u8),
    Month(u8),
    Part(Part),
    /// The next day (次日).
    NextDay,
    Dash,
    Comma,
    And,
    Semicolon,
    Opens,
    Closes,
}

/// A part of the day, by which hours of twelve are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

/// Words of Chinese texts; of two that begin alike the longer one first.
const WORDS: &[(&str, Option<Word>)] = &[
    // Names of what follows.
    ("对外办公时间", None),
    ("营业时间", None),
    ("开放时间", None),
    ("办公时间", None),
    ("服务时间", None),
    ("工作时间", None),
    ("上班时间", None),
    ("接待时间", None),
    ("营业", None),
    ("开放", None),
    ("办公", None),
    ("服务", None),
    ("上班", None),
    ("接待", None),
    ("时间", None),
    ("为", None),
    // Days.
    ("调休上班日", Some(Word::MakeUp)),
    ("调休工作日", Some(Word::MakeUp)),
    ("调休补班日", Some(Word::MakeUp)),
    ("补班日", Some(Word::MakeUp)),
    ("国家法定节假日", Some(Word::Holiday)),
    ("国家法定假日", Some(Word::Holiday)),
    ("法定节假日", Some(Word::Holiday)),
    ("法定假日", Some(Word::Holiday)),
    ("国定假日", Some(Word::Holiday)),
    ("公众假期", Some(Word::Holiday)),
    ("节假日", Some(Word::Holiday)),
    ("工作日", Some(Word::Working)),
    ("双休日", Some(Word::Days(0b110_0000))),
    ("周末", Some(Word::Days(0b110_0000))),
    ("每天", Some(Word::EveryDay)),
    ("每日", Some(Word::EveryDay)),
    ("天天", Some(Word::EveryDay)),
    // What holds.
    ("7×24小时", Some(Word::Always)),
    ("7x24小时", Some(Word::Always)),
    ("7*24小时", Some(Word::Always)),
    ("24/7", Some(Word::Always)),
    ("全天24小时", Some(Word::AllDay)),
    ("24小时", Some(Word::AllDay)),
    ("24h", Some(Word::AllDay)),
    ("二十四小时", Some(Word::AllDay)),
    ("全天候", Some(Word::AllDay)),
    ("全天", Some(Word::AllDay)),
    ("全年无休", Some(Word::YearRound)),
    ("正常营业", Some(Word::AsUsual)),
    ("正常开放", Some(Word::AsUsual)),
    ("正常办公", Some(Word::AsUsual)),
    ("正常上班", Some(Word::AsUsual)),
    ("照常营业", Some(Word::AsUsual)),
    ("照常开放", Some(Word::AsUsual)),
    ("照常办公", Some(Word::AsUsual)),
    ("照常上班", Some(Word::AsUsual)),
    ("不休息", Some(Word::AsUsual)),
    ("不休", Some(Word::AsUsual)),
    ("无休", Some(Word::AsUsual)),
    ("不对外开放", Some(Word::Off)),
    ("不对外办公", Some(Word::Off)),
    ("不开放", Some(Word::Off)),
    ("不营业", Some(Word::Off)),
    ("不办公", Some(Word::Off)),
    ("不上班", Some(Word::Off)),
    ("对外", None),
    ("休息", Some(Word::Off)),
    ("闭馆", Some(Word::Off)),
    ("关闭", Some(Word::Off)),
    ("放假", Some(Word::Off)),
    ("公休", Some(Word::Off)),
    ("除外", Some(Word::Except)),
    ("以外", Some(Word::Except)),
    ("之外", Some(Word::Except)),
    ("外", Some(Word::Except)),
    ("除了", Some(Word::But)),
    ("除", Some(Word::But)),
    // Seasons.
    ("夏令时", Some(Word::Season)),
    ("冬令时", Some(Word::Season)),
    ("夏季", Some(Word::Season)),
    ("冬季", Some(Word::Season)),
    ("春季", Some(Word::Season)),
    ("秋季", Some(Word::Season)),
    // Times.
    ("上午", Some(Word::Part(Part::Morning))),
    ("早上", Some(Word::Part(Part::Morning))),
    ("凌晨", Some(Word::Part(Part::Morning))),
    ("中午", Some(Word::Part(Part::Noon))),
    ("下午", Some(Word::Part(Part::Afternoon))),
    ("晚上", Some(Word::Part(Part::Evening))),
    ("次日", Some(Word::NextDay)),
    ("翌日", Some(Word::NextDay)),
    // The season runs over the new year anyhow.
    ("次年", None),
    ("翌年", None),
    // Marks.
    ("至", Some(Word::Dash)),
    ("到", Some(Word::Dash)),
    ("-", Some(Word::Dash)),
    ("及", Some(Word::And)),
    ("和", Some(Word::And)),
    ("与", Some(Word::And)),
    ("、", Some(Word::And)),
    ("/", Some(Word::And)),
    (",", Some(Word::Comma)),
    (";", Some(Word::Semicolon)),
    ("(", Some(Word::Opens)),
    (")", Some(Word::Closes)),
    (":", None),
];

const DIGITS: &str = "一二三四五六日天";

/// A character as words are written here: narrow, in lower case, one kind of each mark.
fn plain(character: char) -> char {
    let narrow = match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    };
    match narrow {
        '~' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{301c}' | '\u{fe63}' => '-',
        '。' | '\n' => ';',
        '【' | '[' => '(',
        '】' | ']' => ')',
        other if other.is_whitespace() => ' ',
        other => other.to_ascii_lowercase(),
    }
}

/// The words of a text.
pub(super) fn words(text: &[char]) -> Result<Vec<Token>, Unread> {
    let plain: Vec<char> = text.iter().copied().map(plain).collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut start = 0;
    while let Some(rest) = plain.get(start..).filter(|rest| !rest.is_empty()) {
        let Some((word, length)) = word(rest, &tokens) else {
            // The piece ends where something is understood again.
            let is_known = |end: &usize| {
                plain.get(*end..).is_none_or(|rest| rest.is_empty() || word_or_space(rest, &tokens).is_some())
            };
            let end = (start + 1..).find(is_known).unwrap_or(plain.len());
            return Err(Unread::piece(start..end));
        };
        let at = start..start + length;
        match word {
            // Two dashes are one (——).
            Some(Word::Dash) if tokens.last().is_some_and(|last| last.word == Word::Dash) => {}
            Some(word) => tokens.push(Token { word, at }),
            None => {}
        }
        start += length;
    }
    Ok(tokens)
}

fn word_or_space(rest: &[char], before: &[Token]) -> Option<(Option<Word>, usize)> {
    // Single letters inside a word of another language are not understood on their own.
    if rest.first()?.is_ascii_alphanumeric() { None } else { word(rest, before) }
}

/// The word at the head of a text, if it says something, and its length in characters.
fn word(rest: &[char], before: &[Token]) -> Option<(Option<Word>, usize)> {
    let first = *rest.first()?;
    if first == ' ' {
        return Some((None, 1));
    }
    let listed = WORDS.iter().find(|(written, _)| starts_with(rest, written));
    if let Some((written, word)) = listed {
        return Some((*word, written.chars().count()));
    }
    if let Some((days, length)) = weekdays(rest, before) {
        return Some((Some(Word::Days(days)), length));
    }
    if first == '每' && weekdays(rest.get(1..)?, before).is_some() {
        return Some((None, 1));
    }
    if first.is_ascii_alphabetic() {
        return english(rest).map(|(word, length)| (Some(word), length));
    }
    number(rest).map(|(word, length)| (Some(word), length))
}

fn starts_with(rest: &[char], written: &str) -> bool {
    let mut left = rest.iter();
    written.chars().all(|character| left.next() == Some(&character))
}

/// `周一`, `星期六日`; after `周一至` also `五` alone.
fn weekdays(rest: &[char], before: &[Token]) -> Option<(u8, usize)> {
    let prefix = ["周", "星期", "礼拜"].into_iter().find(|prefix| starts_with(rest, prefix));
    let continues = match before {
        [.., days, between] => {
            matches!(days.word, Word::Days(_)) && matches!(between.word, Word::Dash | Word::And)
        }
        _ => false,
    };
    if prefix.is_none() && !continues {
        return None;
    }
    let skipped = prefix.map_or(0, |prefix| prefix.chars().count());
    let (mut days, mut length) = (0, skipped);
    while let Some(day) =
        rest.get(length).and_then(|character| DIGITS.chars().position(|day| day == *character))
    {
        // 周六十点: the six is a day, the ten an hour.
        let next = rest.get(length + 1);
        let is_hour = day < 6 && next.is_some_and(|next| "点时月十:".contains(*next));
        if is_hour && !(length == skipped && prefix.is_some()) {
            break;
        }
        days |= 1 << day.min(6);
        length += 1;
    }
    (days != 0).then_some((days, length))
}

/// Words of OSM, and those of other lands for the same.
fn english(rest: &[char]) -> Option<(Word, usize)> {
    let length = rest.iter().take_while(|character| character.is_ascii_alphabetic()).count();
    let written: String = rest.iter().take(length).collect();
    let word = match written.as_str() {
        "ph" => Word::Holiday,
        "makeup" => Word::MakeUp,
        "weekday" => Word::AsUsual,
        "off" | "closed" => Word::Off,
        other => {
            let is_named = |name: &&str| name.eq_ignore_ascii_case(other);
            if let Some(day) = WEEKDAYS.iter().position(&is_named) {
                Word::Days(1 << day)
            } else {
                let month = MONTHS.iter().zip(1..).find(|(name, _)| is_named(name))?.1;
                return Some(month_day(rest, length, month));
            }
        }
    };
    Some((word, length))
}

/// `May 01`, or `May` alone.
fn month_day(rest: &[char], length: usize, month: u8) -> (Word, usize) {
    let blank = rest.iter().skip(length).take_while(|character| **character == ' ').count();
    let after = rest.get(length + blank..).unwrap_or_default();
    match digits(after, 2) {
        Some((day, used)) if after.get(used) != Some(&':') => {
            (Word::MonthDay(month, day as u8), length + blank + used)
        }
        _ => (Word::Month(month), length),
    }
}

/// Up to so many digits as a number.
fn digits(rest: &[char], most: usize) -> Option<(u16, usize)> {
    let found: Vec<u16> =
        rest.iter().take(most + 1).map_while(|digit| digit.to_digit(10)).map(|digit| digit as u16).collect();
    let is_number = !found.is_empty() && found.len() <= most;
    is_number.then(|| (found.iter().fold(0, |number, digit| number * 10 + digit), found.len()))
}

/// `十二`, `二十`, `八`: a number up to 99.
fn chinese_digits(rest: &[char]) -> Option<(u16, usize)> {
    let digit = |character: &char| match character {
        '两' => Some(2),
        '〇' | '零' => Some(0),
        other => {
            "一二三四五六七八九".chars().zip(1..).find(|(digit, _)| digit == other).map(|(_, value)| value)
        }
    };
    let ones = |at: usize| rest.get(at).and_then(digit);
    match (rest.first()?, rest.get(1)) {
        ('十', _) => Some(ones(1).map_or((10, 1), |ones| (10 + ones, 2))),
        (first, Some('十')) => {
            let tens = 10 * digit(first)?;
            Some(ones(2).map_or((tens, 2), |ones| (tens + ones, 3)))
        }
        (first, _) => digit(first).map(|ones| (ones, 1)),
    }
}

fn number_of(rest: &[char]) -> Option<(u16, usize)> {
    digits(rest, 2).or_else(|| chinese_digits(rest))
}

/// `9:00`, `9点半`, `九点三十分`, `5月1日`.
fn number(rest: &[char]) -> Option<(Word, usize)> {
    let (number, length) = number_of(rest)?;
    let after = rest.get(length + 1..).unwrap_or_default();
    match rest.get(length)? {
        ':' => {
            let (minute, used) = digits(after, 2).filter(|(_, used)| *used == 2)?;
            // 9:00:00 is another thing.
            let is_end =
                after.get(used) != Some(&':') || !after.get(used + 1).is_some_and(char::is_ascii_digit);
            is_end.then(|| time(number, minute)).flatten().map(|time| (time, length + 1 + used))
        }
        '点' | '时' => {
            let (minute, used) = match after.first() {
                Some('半') => (30, 1),
                Some('整') => (0, 1),
                _ => number_of(after).map_or((0, 0), |(minute, used)| (minute, used)),
            };
            let minutes_end = after.get(used) == Some(&'分');
            // Minutes in words end in 分, lest the hour of another time be taken for them.
            let counts =
                used == 0 || minutes_end || !after.get(used).is_some_and(|next| "点时:月".contains(*next));
            let (minute, used) = if counts { (minute, used) } else { (0, 0) };
            let used = used + usize::from(used > 0 && minutes_end);
            time(number, minute).map(|time| (time, length + 1 + used))
        }
        '月' => {
            let month = u8::try_from(number).ok()?;
            match number_of(after) {
                Some((day, used)) if matches!(after.get(used), Some('日' | '号')) => {
                    Some((Word::MonthDay(month, u8::try_from(day).ok()?), length + 2 + used))
                }
                Some(_) => None,
                None => Some((Word::Month(month), length + 1)),
            }
        }
        _ => None,
    }
}

/// Hours run to 48, as OSM writes ends on the next day.
fn time(hour: u16, minute: u16) -> Option<Word> {
    (hour <= 48 && minute < 60 && hour * 60 + minute <= 2880).then(|| Word::Time(hour * 60 + minute))
}
