//! Texts as tokens: numbers, words of the table, and the signs between them.

use super::words::{self, Hit, Tag};
use crate::text::Normal;

/// A number as it was written; amounts are in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// The number; of 五六千 the lower one.
    pub(super) low: i64,
    /// The number; of 五六千 the higher one.
    pub(super) high: i64,
    /// Digits before the point, 0 for Chinese numerals.
    pub(super) digits: u8,
    /// Digits after the point.
    pub(super) decimals: u8,
    /// What 千, 万, k or w multiplied it by; 1 without.
    pub(super) scale: i64,
}

impl Number {
    /// The whole number, if it is one.
    pub(super) fn whole(self) -> Option<u32> {
        (self.low == self.high && self.low % 1000 == 0).then(|| u32::try_from(self.low / 1000).ok()).flatten()
    }

    /// The lower whole number: 1 of 一两.
    pub(super) fn whole_low(self) -> Option<u32> {
        (self.low % 1000 == 0).then(|| u32::try_from(self.low / 1000).ok()).flatten()
    }

    /// The whole number, if it is between `least` and `most`.
    pub(super) fn between(self, least: u32, most: u32) -> Option<u32> {
        self.whole().filter(|number| (least..=most).contains(number))
    }
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number(Number),
    Word(Tag),
    /// The end of a sentence, line or list item.
    Break,
    /// A question mark; breaks, too.
    Question,
    /// Comma, enumeration comma, bracket or another sign.
    Comma,
    Dash,
    Slash,
    Colon,
    Plus,
    /// An amount that the publisher hid: `***`.
    Mask,
    /// Letters that mean nothing here.
    Other,
    /// Beyond either end of the text.
    End,
}

/// One token with its bytes in the normal form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether a space stands before it.
    pub(super) gap: bool,
}

/// A text as tokens.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    list: Vec<Token>,
}

/// Most digits of a number; what is longer is a telephone number or a code.
const DIGITS_MAX: usize = 9;

impl<'a> Tokens<'a> {
    /// Cuts a text.
    pub(super) fn of(normal: &'a Normal, written: &str) -> Self {
        let text = normal.text();
        let mut lexer = Lexer { text, list: Vec::with_capacity(text.len() / 4), gap: false };
        let mut hits = words::find(text).peekable();
        let mut at = 0;
        while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
            while hits.next_if(|hit| hit.start < at).is_some() {}
            let next_hit = hits.peek().copied();
            at = if letter == ' ' {
                if normal.span(at, at + 1).clone().any(|byte| written.as_bytes().get(byte) == Some(&b'\n')) {
                    lexer.push(Kind::Break, at, at + 1);
                }
                lexer.gap = true;
                at + 1
            } else {
                lexer.step(at, letter, next_hit)
            };
        }
        Self { text, list: lexer.list }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn kind(&self, at: usize) -> Kind {
        self.list.get(at).map_or(Kind::End, |token| token.kind)
    }

    /// The kind of the token `steps` before `at`.
    pub(super) fn before(&self, at: usize, steps: usize) -> Kind {
        at.checked_sub(steps).map_or(Kind::End, |at| self.kind(at))
    }

    pub(super) fn tag(&self, at: usize) -> Option<Tag> {
        match self.kind(at) {
            Kind::Word(tag) => Some(tag),
            _ => None,
        }
    }

    pub(super) fn tag_before(&self, at: usize, steps: usize) -> Option<Tag> {
        at.checked_sub(steps).and_then(|at| self.tag(at))
    }

    pub(super) fn number(&self, at: usize) -> Option<Number> {
        match self.kind(at) {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn is(&self, at: usize, tag: Tag) -> bool {
        self.tag(at) == Some(tag)
    }

    /// Whether a space stands before the token.
    pub(super) fn gap(&self, at: usize) -> bool {
        self.list.get(at).is_none_or(|token| token.gap)
    }

    /// The letters of a token.
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.list.get(at).and_then(|token| self.text.get(token.start..token.end)).unwrap_or_default()
    }

    /// The letters from one token to the one before `end`.
    pub(super) fn words(&self, from: usize, end: usize) -> &'a str {
        let (start, end) = self.span(from, end);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The bytes from one token to the one before `end`.
    pub(super) fn span(&self, from: usize, end: usize) -> (usize, usize) {
        let start = self.list.get(from).map_or(self.text.len(), |token| token.start);
        let last = end.checked_sub(1).and_then(|last| self.list.get(last)).map_or(start, |token| token.end);
        (start, last.max(start))
    }

    /// Whether the clause ends before the token.
    pub(super) fn ends(&self, at: usize) -> bool {
        matches!(self.kind(at), Kind::Break | Kind::Question | Kind::End)
    }

    /// Whether the phrase ends before the token: at a comma or the clause's end.
    pub(super) fn parts(&self, at: usize) -> bool {
        self.ends(at) || self.kind(at) == Kind::Comma
    }

    /// The first token of `at..` within `steps` that is in the same phrase and for which `wanted` holds.
    pub(super) fn ahead(&self, at: usize, steps: usize, wanted: impl Fn(Tag) -> bool) -> Option<usize> {
        (at..at.saturating_add(steps))
            .take_while(|at| !self.parts(*at))
            .find(|at| self.tag(*at).is_some_and(&wanted))
    }

    /// The nearest token before `at` within `steps`, in the same phrase, for which `wanted` holds.
    pub(super) fn behind(&self, at: usize, steps: usize, wanted: impl Fn(Tag) -> bool) -> Option<usize> {
        (at.saturating_sub(steps)..at)
            .rev()
            .take_while(|at| !self.parts(*at))
            .find(|at| self.tag(*at).is_some_and(&wanted))
    }
}

struct Lexer<'a> {
    text: &'a str,
    list: Vec<Token>,
    gap: bool,
}

impl Lexer<'_> {
    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let gap = std::mem::take(&mut self.gap);
        if let Some(last) = self.list.last_mut() {
            // Runs of letters, of dashes and of asterisks are one token each.
            let joins = matches!(kind, Kind::Other | Kind::Dash | Kind::Mask | Kind::Break);
            if last.kind == kind && joins && (!gap || kind == Kind::Break) {
                last.end = end;
                return;
            }
        }
        self.list.push(Token { kind, start, end, gap });
    }

    fn peek(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    /// Whether a list's number may stand here: nothing, a break, a colon or a space before.
    fn begins(&self) -> bool {
        // The minutes of 17:30) number nothing.
        if let [.., before, last] = self.list.as_slice()
            && (last.kind, matches!(before.kind, Kind::Number(_))) == (Kind::Colon, true)
        {
            return false;
        }
        self.gap
            || self.list.last().is_none_or(|token| {
                matches!(token.kind, Kind::Break | Kind::Question | Kind::Colon | Kind::Comma)
            })
    }

    /// Makes the token that begins at `at` with `letter`; gives where the next one begins.
    fn step(&mut self, at: usize, letter: char, hit: Option<Hit>) -> usize {
        let after = at + letter.len_utf8();
        if letter.is_ascii_digit() {
            return self.digits(at);
        }
        if let Some(hit) = hit.filter(|hit| hit.start == at) {
            self.push(Kind::Word(hit.tag), hit.start, hit.end);
            return hit.end;
        }
        // 5800一6500: the numeral stands for a dash.
        if letter == '一' && self.is_between_digits(at, after) {
            self.push(Kind::Dash, at, after);
            return after;
        }
        if numeral(letter).is_some() {
            return self.han(at, hit.map_or(usize::MAX, |hit| hit.start));
        }
        if letter == '<' || letter == '&' {
            return self.markup(at, after);
        }
        let kind = match letter {
            '。' | ';' | '!' | '…' | '•' | '●' | '※' | '◆' | '■' | '★' | '▶' | '\u{2705}' => {
                Kind::Break
            }
            '?' => Kind::Question,
            // Points end sentences, but for those inside of Latin words.
            '.' if !self.peek(after).is_some_and(|next| next.is_ascii_alphanumeric()) => Kind::Break,
            '.' => Kind::Other,
            '-' | '~' | '—' | '–' | '─' | '―' | '→' | '‐' | '‑' | '−' | '〜' => Kind::Dash,
            '/' | '\\' => Kind::Slash,
            ':' | '∶' => Kind::Colon,
            '+' | '➕' => Kind::Plus,
            '*' => Kind::Mask,
            // A quote mark hides nothing.
            '"' | '\'' | '“' | '”' | '‘' | '’' | '《' | '》' => return after,
            other if other.is_alphanumeric() => Kind::Other,
            _ => Kind::Comma,
        };
        self.push(kind, at, after);
        after
    }

    fn is_between_digits(&self, at: usize, after: usize) -> bool {
        let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        digit(self.text.get(..at).and_then(|before| before.chars().next_back())) && digit(self.peek(after))
    }

    /// Tags of HTML break the text, and its entities are spaces.
    fn markup(&mut self, at: usize, after: usize) -> usize {
        const LENGTH_MAX: usize = 60;
        let rest = self.text.get(after..).unwrap_or_default();
        let close = if self.peek(at) == Some('<') { '>' } else { ';' };
        let inner = rest.char_indices().take(LENGTH_MAX).find(|(_, letter)| *letter == close);
        let named = rest.trim_start_matches('/').starts_with(|letter: char| letter.is_ascii_alphabetic());
        match inner {
            Some((length, _)) if named && close == '>' => {
                self.push(Kind::Break, at, after + length + 1);
                after + length + 1
            }
            Some((length, _)) if named && length <= 6 => {
                self.gap = true;
                after + length + 1
            }
            _ => {
                self.push(Kind::Comma, at, after);
                after
            }
        }
    }

    /// How many bytes of digits stand at `at`.
    fn run(&self, at: usize) -> usize {
        self.text.get(at..).unwrap_or_default().bytes().take_while(u8::is_ascii_digit).count()
    }

    fn digits(&mut self, at: usize) -> usize {
        let length = self.run(at);
        let mut end = at + length;
        let mut whole = self.text.get(at..end).unwrap_or_default().to_owned();
        // 5,000: a comma before three digits and no fourth is part of the number.
        if (1..=3).contains(&length) && !whole.starts_with('0') {
            while self.peek(end) == Some(',') && self.run(end + 1) == 3 && whole.len() <= DIGITS_MAX {
                whole.push_str(self.text.get(end + 1..end + 4).unwrap_or_default());
                end += 4;
            }
        }
        if length <= 2 && self.begins() && self.is_bullet(end) {
            let end = end + self.peek(end).map_or(0, char::len_utf8);
            self.push(Kind::Break, at, end);
            return end;
        }
        let mut decimals = 0;
        if self.peek(end) == Some('.') && self.run(end + 1) > 0 {
            decimals = self.run(end + 1);
        }
        let fraction = self.text.get(end + 1..end + 1 + decimals).unwrap_or_default();
        let number = (whole.len() <= DIGITS_MAX && decimals <= 3).then(|| {
            let fraction: i64 = format!("{fraction:0<3}").parse().unwrap_or(0);
            whole.parse::<i64>().unwrap_or(0).saturating_mul(1000).saturating_add(fraction)
        });
        if decimals > 0 {
            end += 1 + decimals;
        }
        let Some(low) = number else {
            self.push(Kind::Other, at, end);
            return end;
        };
        let (scale, mut end) = self.scale(end);
        let mut low = low.saturating_mul(scale);
        // 1万2, 3千5: the digit counts tenths of the unit.
        if matches!(scale, 1_000 | 10_000) && self.run(end) == 1 && decimals == 0 {
            let next = self.peek(end + 1);
            let ends = !matches!(
                next,
                Some(
                    '.' | '-'
                        | '~'
                        | '、'
                        | ')'
                        | '天'
                        | '个'
                        | '小'
                        | '月'
                        | '年'
                        | ':'
                        | 'k'
                        | 'w'
                        | '千'
                        | '万'
                )
            );
            let unit = self.text.get(..end).is_some_and(|text| text.ends_with(['千', '万']));
            if let Some(tenths) = self.peek(end).and_then(|digit| digit.to_digit(10)).filter(|_| ends && unit)
            {
                low = low.saturating_add(i64::from(tenths).saturating_mul(scale).saturating_mul(100));
                end += 1;
            }
        }
        let small = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
        let number = Number { low, high: low, digits: small(whole.len()), decimals: small(decimals), scale };
        self.push(Kind::Number(number), at, end);
        end
    }

    /// `1、`, `1.` or `1)` before something that is not the rest of a number.
    fn is_bullet(&self, end: usize) -> bool {
        let rest = self.text.get(end..).unwrap_or_default();
        let mut letters = rest.chars();
        match letters.next() {
            Some('、' | ')') => true,
            Some('.') => {
                let digits = self.run(end + 1);
                if digits == 0 {
                    return true;
                }
                // 1.30岁以下, 2.1-3年: a list's number before an age or years.
                let mut tail = end + 1 + digits;
                if self.peek(tail) == Some(':') {
                    return true;
                }
                while let Some(dash @ ('-' | '~' | '—' | '至' | '到')) = self.peek(tail) {
                    tail += dash.len_utf8();
                }
                tail += self.run(tail);
                digits <= 2 && matches!(self.peek(tail), Some('岁' | '周' | '年' | '名'))
            }
            _ => false,
        }
    }

    /// A multiplier after a number: 千, 万, k, w, and 百; and where the number ends.
    fn scale(&self, end: usize) -> (i64, usize) {
        let Some(letter) = self.peek(end) else { return (1, end) };
        let next = self.peek(end + letter.len_utf8());
        let latin = next.is_some_and(|next| next.is_ascii_alphanumeric());
        let scale = match letter {
            '千' if !matches!(next, Some('克' | '米' | '瓦')) => 1_000,
            '만' | '万' => 10_000,
            '百' => 100,
            'k' if !latin => 1_000,
            'w' if !latin => 10_000,
            _ => return (1, end),
        };
        (scale, end + letter.len_utf8())
    }

    /// A number in Chinese numerals, as far as `limit`, where a word of the table begins.
    fn han(&mut self, at: usize, limit: usize) -> usize {
        let mut end = at;
        let mut numerals = Vec::new();
        while let Some(numeral) = self.peek(end).and_then(numeral)
            && end < limit
            && numerals.len() < 12
        {
            numerals.push(numeral);
            end += '一'.len_utf8();
        }
        let Some((low, high)) = han_value(&numerals) else {
            self.push(Kind::Other, at, end);
            return end;
        };
        let scale = if numerals.contains(&Numeral::Unit(10_000)) {
            10_000
        } else if numerals.contains(&Numeral::Unit(1_000)) {
            1_000
        } else {
            1
        };
        let number = Number { low, high, digits: 0, decimals: 0, scale };
        self.push(Kind::Number(number), at, end);
        end
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numeral {
    Digit(i64),
    Unit(i64),
}

const fn numeral(letter: char) -> Option<Numeral> {
    Some(match letter {
        '零' | '〇' => Numeral::Digit(0),
        '一' => Numeral::Digit(1),
        '二' | '两' => Numeral::Digit(2),
        '三' => Numeral::Digit(3),
        '四' => Numeral::Digit(4),
        '五' => Numeral::Digit(5),
        '六' => Numeral::Digit(6),
        '七' => Numeral::Digit(7),
        '八' => Numeral::Digit(8),
        '九' => Numeral::Digit(9),
        '十' => Numeral::Unit(10),
        '百' => Numeral::Unit(100),
        '千' => Numeral::Unit(1_000),
        '万' => Numeral::Unit(10_000),
        _ => return None,
    })
}

/// The number of numerals in thousandths, or the two of 五六千: 三千五 is 3500, 一万二 is 12000.
fn han_value(numerals: &[Numeral]) -> Option<(i64, i64)> {
    // 十 is a number, 百, 千 and 万 alone are not.
    if matches!(numerals, [Numeral::Unit(unit)] if *unit > 10) {
        return None;
    }
    let (mut total, mut section, mut unit_last) = (0_i64, 0_i64, 1_i64);
    let (mut digit, mut spread): (Option<i64>, i64) = (None, 0);
    let mut zero = false;
    for numeral in numerals {
        match *numeral {
            Numeral::Digit(0) => zero = true,
            Numeral::Digit(next) => {
                if let Some(previous) = digit {
                    // 五六千: two neighbours of the row; 二〇二四 and the like are no amounts.
                    if next != previous + 1 || spread != 0 {
                        return None;
                    }
                    spread = 1;
                } else {
                    digit = Some(next);
                }
            }
            Numeral::Unit(10_000) => {
                let before = section + digit.take().unwrap_or(i64::from(section == 0));
                total += before.checked_mul(10_000)?;
                spread *= 10_000;
                (section, unit_last, zero) = (0, 10_000, false);
            }
            Numeral::Unit(unit) => {
                section += digit.take().unwrap_or(1) * unit;
                spread *= unit;
                (unit_last, zero) = (unit, false);
            }
        }
    }
    if let Some(last) = digit {
        // A digit at the end counts tenths of the unit before it, unless a zero or ten stands there.
        section += if unit_last > 10 && !zero { last * unit_last / 10 } else { last };
    }
    let low = (total + section).checked_mul(1000)?;
    Some((low, low.checked_add(spread.checked_mul(1000)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<(i64, i64)> {
        let normal = Normal::of(text);
        let tokens = Tokens::of(&normal, text);
        tokens.number(0).map(|number| (number.low / 10, number.high / 10))
    }

    #[test]
    fn reads_numbers() {
        for (text, low, high) in [
            ("三千五", 350_000, 350_000),
            ("一万二", 1_200_000, 1_200_000),
            ("两千零五十", 205_000, 205_000),
            ("五六千", 500_000, 600_000),
            ("十二", 1_200, 1_200),
            ("一万", 1_000_000, 1_000_000),
            ("三百五", 35_000, 35_000),
            ("5,000", 500_000, 500_000),
            ("５０００", 500_000, 500_000),
            ("0.8万", 800_000, 800_000),
            ("8k", 800_000, 800_000),
            ("3.5千", 350_000, 350_000),
            ("1万2", 1_200_000, 1_200_000),
        ] {
            assert_eq!(number(text), Some((low, high)), "{text}");
        }
        for text in ["13800138000", "二四", "5.12345"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(number("10kg"), Some((1_000, 1_000)));
    }

    #[test]
    fn list_numbers_are_no_numbers() {
        for text in ["1、30岁", "1.30岁以下", "2.1-3年", "1) 30", "1. 30"] {
            let normal = Normal::of(text);
            let tokens = Tokens::of(&normal, text);
            assert_eq!(tokens.kind(0), Kind::Break, "{text}");
        }
        let normal = Normal::of("8.30-18.00");
        assert!(Tokens::of(&normal, "8.30-18.00").number(0).is_some());
    }

    #[test]
    fn markup_breaks() {
        let text = "<p>包住</p>&nbsp;<br />x<y";
        let normal = Normal::of(text);
        let tokens = Tokens::of(&normal, text);
        let kinds: Vec<Kind> = (0..tokens.len()).map(|at| tokens.kind(at)).collect();
        assert_eq!(
            kinds,
            [Kind::Break, Kind::Word(Tag::Lodging), Kind::Break, Kind::Other, Kind::Comma, Kind::Other]
        );
    }
}
