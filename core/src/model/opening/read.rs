//! From words to statements, and from statements to hours.

use std::ops::Range;

use super::hours::{DAY_MIN, DayHours, HolidayRule, OpenSpan, OpeningHours, Season, SeasonDates};
use super::words::{Part, Token, Word, words};
use crate::error::{ValueCode, ValueError};

/// What was not read: why, and the characters.
#[derive(Debug)]
pub(super) struct Unread {
    code: ValueCode,
    at: Option<Range<usize>>,
}

impl Unread {
    pub(super) fn piece(at: Range<usize>) -> Self {
        Self { code: ValueCode::OpeningHoursFormat, at: Some(at) }
    }

    fn conflict(at: Range<usize>) -> Self {
        Self { code: ValueCode::OpeningHoursConflict, at: Some(at) }
    }

    fn whole(code: ValueCode) -> Self {
        Self { code, at: None }
    }
}

impl OpeningHours {
    /// Longest text, in characters.
    pub const CHARS_MAX: usize = 1_000;

    /// Reads hours as Chinese stations publish them (周一至周五 9:00-12:00，13:30-17:00；节假日休息) or in the common part of the
    /// OSM `opening_hours` syntax (`Mo-Fr 09:00-17:00; Sa 10:00-14:00; PH off`): days, times, holidays, seasons of dates or
    /// months. In a text without Chinese characters rules follow OSM, so that a later one replaces an earlier one for its
    /// days; in a Chinese one times of the same days add up, fewer days make an exception, and what is neither is refused.
    ///
    /// # Errors
    /// `opening_hours.format` with the piece that was not read; `opening_hours.no_days` for times without days;
    /// `opening_hours.conflict` for two statements of which neither is an exception to the other;
    /// `opening_hours.seasons` for seasons that overlap or leave out a part of the year; `value.too_long`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        if text.chars().nth(Self::CHARS_MAX).is_some() {
            return Err(ValueError::new(ValueCode::TooLong, text));
        }
        let characters: Vec<char> = text.chars().collect();
        let is_osm = text.is_ascii();
        let read = || {
            let statements = Reader::new(is_osm).statements(&words(&characters)?)?;
            hours(&statements, is_osm)
        };
        read().map_err(|unread| {
            let piece = unread.at.and_then(|at| characters.get(at));
            ValueError::new(
                unread.code,
                piece.map_or_else(|| text.to_owned(), |piece| piece.iter().collect()),
            )
        })
    }
}

/// Days that a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Selection {
    /// A bit for each weekday.
    days: u8,
    every: bool,
    working: bool,
    holiday: bool,
    make_up: bool,
}

const WHOLE_WEEK: u8 = 0b111_1111;
const WORKING_DAYS: u8 = 0b001_1111;

impl Selection {
    fn weekdays(self) -> u8 {
        let every = if self.every { WHOLE_WEEK } else { 0 };
        self.days | every | if self.working { WORKING_DAYS } else { 0 }
    }

    /// Adds what a word names, if it names days.
    fn add(&mut self, word: Word) -> bool {
        match word {
            Word::Days(days) => self.days |= days,
            Word::Working => self.working = true,
            Word::EveryDay => self.every = true,
            Word::Holiday => self.holiday = true,
            Word::MakeUp => self.make_up = true,
            _ => return false,
        }
        true
    }
}

/// What holds on days.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Body {
    Hours(DayHours),
    AsUsual,
}

#[derive(Debug, Clone)]
struct Statement {
    season: Option<SeasonDates>,
    selection: Selection,
    body: Body,
    /// Whether it stands beside the one before and replaces nothing (OSM's comma).
    adds: bool,
    at: Range<usize>,
}

/// A statement on its way.
#[derive(Debug, Clone, Default)]
struct Clause {
    selection: Option<Selection>,
    spans: Vec<OpenSpan>,
    /// Closed, or as usual.
    other: Option<bool>,
    /// Whether its days came after its times.
    trails: bool,
    adds: bool,
    at: Range<usize>,
}

impl Clause {
    fn has_body(&self) -> bool {
        !self.spans.is_empty() || self.other.is_some()
    }
}

struct Reader {
    is_osm: bool,
    season: Option<SeasonDates>,
    /// A season was named and no dates came yet.
    named: Option<Range<usize>>,
    /// Days named before the first season, for all of them.
    carried: Option<Selection>,
    clause: Clause,
    statements: Vec<Statement>,
    /// Exceptions in brackets, which count after the statement that they stand in.
    exceptions: Vec<Statement>,
}

impl Reader {
    fn new(is_osm: bool) -> Self {
        Self {
            is_osm,
            season: None,
            named: None,
            carried: None,
            clause: Clause::default(),
            statements: Vec::new(),
            exceptions: Vec::new(),
        }
    }

    fn statements(mut self, tokens: &[Token]) -> Result<Vec<Statement>, Unread> {
        let mut left = tokens;
        while let Some((token, rest)) = left.split_first() {
            let separated = (tokens.len() - left.len()).checked_sub(1).and_then(|before| tokens.get(before));
            left = self.word(token, rest, separated)?;
        }
        self.end_clause()?;
        Ok(self.statements)
    }

    /// Reads a word and those that belong to it; gives what is left.
    fn word<'a>(
        &mut self,
        token: &Token,
        rest: &'a [Token],
        before: Option<&Token>,
    ) -> Result<&'a [Token], Unread> {
        let unread = || Err(Unread::piece(token.at.clone()));
        let after_mark = before.is_some_and(|before| matches!(before.word, Word::Comma | Word::And));
        match token.word {
            Word::Days(_) | Word::Working | Word::EveryDay | Word::Holiday | Word::MakeUp => {
                return self.days(token, rest, after_mark);
            }
            Word::Part(_) | Word::Time(_) | Word::NextDay => {
                if self.clause.trails {
                    if !after_mark {
                        return unread();
                    }
                    self.end_clause()?;
                }
                let (span, left) = span(token, rest, self.is_osm)?;
                self.add_span(span, token)?;
                if let Some(last) = rest.len().checked_sub(left.len() + 1).and_then(|last| rest.get(last)) {
                    self.extend(last);
                }
                return Ok(left);
            }
            Word::AllDay => self.add_span(OpenSpan::new(0, DAY_MIN), token)?,
            Word::Always => {
                self.select(Word::EveryDay, token, after_mark)?;
                self.add_span(OpenSpan::new(0, DAY_MIN), token)?;
            }
            Word::Off | Word::Except | Word::AsUsual => {
                let except_without_days = token.word == Word::Except && self.clause.selection.is_none();
                if self.clause.has_body() || except_without_days {
                    return unread();
                }
                self.clause.other = Some(token.word == Word::AsUsual);
                self.extend(token);
            }
            Word::But => {
                if self.clause.selection.is_some() && !self.clause.has_body() {
                    return unread();
                }
                self.end_clause()?;
            }
            Word::YearRound => {
                let selection = Selection { holiday: true, ..Selection::default() };
                self.state_apart(selection, Body::AsUsual, token);
            }
            Word::Season => {
                self.check_named()?;
                // The name may follow its dates: 5月1日-9月30日（夏季）.
                let is_dated =
                    before.is_some_and(|before| is_date(before.word) || before.word == Word::Opens);
                if !(is_dated && self.season.is_some() && !self.clause.has_body()) {
                    self.start_season(None, token)?;
                    self.named = Some(token.at.clone());
                }
            }
            Word::MonthDay(..) | Word::Month(_) => {
                let (dates, rest) = season_dates(token, rest)?;
                if self.named.take().is_none() {
                    self.start_season(Some(dates), token)?;
                }
                self.season = Some(dates);
                return Ok(rest);
            }
            Word::Comma | Word::And => {}
            Word::Semicolon => {
                // 上午…；下午… are the same days.
                let continues =
                    !self.is_osm && rest.first().is_some_and(|next| matches!(next.word, Word::Part(_)));
                if self.clause.has_body() && !continues {
                    self.end_clause()?;
                    if self.is_osm {
                        self.season = None;
                    }
                } else if self.is_osm {
                    return unread();
                }
            }
            Word::Opens => return self.bracket(token, rest),
            Word::Closes => {}
            Word::Dash => return unread(),
        }
        Ok(rest)
    }

    /// Days, singly or from one to another.
    fn days<'a>(
        &mut self,
        token: &Token,
        rest: &'a [Token],
        after_mark: bool,
    ) -> Result<&'a [Token], Unread> {
        if let (Word::Days(from), [dash, to, left @ ..]) = (token.word, rest)
            && dash.word == Word::Dash
        {
            let Word::Days(to_days) = to.word else { return Err(Unread::piece(token.at.start..to.at.end)) };
            let days = days_between(from, to_days).ok_or_else(|| Unread::piece(token.at.start..to.at.end))?;
            self.select(Word::Days(days), token, after_mark)?;
            self.extend(to);
            return Ok(left);
        }
        self.select(token.word, token, after_mark)?;
        Ok(rest)
    }

    fn select(&mut self, word: Word, token: &Token, after_mark: bool) -> Result<(), Unread> {
        if self.clause.has_body() {
            let may_trail = self.clause.selection.is_none() && self.carried.is_none() && !self.is_osm;
            if may_trail || (self.clause.trails && after_mark) {
                self.clause.trails = true;
            } else {
                self.end_clause()?;
                self.clause.adds = after_mark;
            }
        }
        self.clause.selection.get_or_insert_default().add(word);
        self.extend(token);
        Ok(())
    }

    fn add_span(&mut self, span: Option<OpenSpan>, token: &Token) -> Result<(), Unread> {
        let span = span.ok_or_else(|| Unread::piece(token.at.clone()))?;
        // In order, lest 9:00-12:00，2:00-5:00 be taken for a time in the night.
        let in_order = self.clause.spans.last().is_none_or(|last| last.to_min() <= span.from_min());
        if self.clause.other.is_some() || !(in_order || self.is_osm) {
            return Err(Unread::piece(token.at.clone()));
        }
        self.clause.spans.push(span);
        self.extend(token);
        Ok(())
    }

    fn extend(&mut self, token: &Token) {
        if self.clause.at.is_empty() {
            self.clause.at = token.at.clone();
        }
        self.clause.at.end = token.at.end;
    }

    /// Notes a statement that stands within another.
    fn state_apart(&mut self, selection: Selection, body: Body, token: &Token) {
        let statement =
            Statement { season: self.shared_season(), selection, body, adds: false, at: token.at.clone() };
        self.exceptions.push(statement);
    }

    /// In a Chinese text what is said without times is said of the whole year.
    fn shared_season(&self) -> Option<SeasonDates> {
        if self.is_osm { self.season } else { None }
    }

    fn check_named(&self) -> Result<(), Unread> {
        self.named.clone().map_or(Ok(()), |at| Err(Unread::piece(at)))
    }

    fn start_season(&mut self, dates: Option<SeasonDates>, token: &Token) -> Result<(), Unread> {
        if self.is_osm && (self.clause.has_body() || self.clause.selection.is_some()) {
            return Err(Unread::piece(token.at.clone()));
        }
        if self.clause.has_body() {
            self.end_clause()?;
        } else if let Some(selection) = self.clause.selection {
            self.carried = Some(selection);
        }
        self.clause = Clause::default();
        self.season = dates;
        Ok(())
    }

    /// A bracket: an exception (节假日除外), the dates of a season, or a part of the text like another.
    fn bracket<'a>(&mut self, token: &Token, rest: &'a [Token]) -> Result<&'a [Token], Unread> {
        let Some(end) = rest.iter().position(|token| token.word == Word::Closes) else {
            return Err(Unread::piece(token.at.clone()));
        };
        let (inner, left) = rest.split_at(end);
        let Some((last, named)) = inner.split_last() else { return Err(Unread::piece(token.at.clone())) };
        if !matches!(last.word, Word::Off | Word::Except | Word::AsUsual) {
            return Ok(rest);
        }
        let named = named.strip_prefix_word(Word::But);
        let mut inside = Reader::new(self.is_osm);
        let mut words = named;
        while let Some((token, rest)) = words.split_first() {
            words = match token.word {
                Word::Comma | Word::And => rest,
                Word::Days(_) | Word::Working | Word::EveryDay | Word::Holiday | Word::MakeUp => {
                    inside.days(token, rest, true)?
                }
                _ => return Err(Unread::piece(token.at.clone())),
            };
        }
        let Some(selection) = inside.clause.selection else { return Err(Unread::piece(last.at.clone())) };
        let body = if last.word == Word::AsUsual { Body::AsUsual } else { Body::Hours(DayHours::default()) };
        self.state_apart(selection, body, last);
        Ok(left)
    }

    fn end_clause(&mut self) -> Result<(), Unread> {
        let clause = std::mem::take(&mut self.clause);
        if !clause.has_body() {
            if clause.selection.is_some() {
                return Err(Unread::piece(clause.at));
            }
        } else {
            self.check_named()?;
            let all_day = clause.spans.first().is_some_and(|span| span.to_min() - span.from_min() == DAY_MIN);
            let every = Selection { every: true, ..Selection::default() };
            let selection = clause.selection.or(self.carried).or(all_day.then_some(every));
            let Some(selection) = selection else {
                return Err(Unread { code: ValueCode::OpeningHoursNoDays, at: Some(clause.at) });
            };
            let season = if clause.spans.is_empty() { self.shared_season() } else { self.season };
            let body = match clause.other {
                Some(true) => Body::AsUsual,
                Some(false) => Body::Hours(DayHours::default()),
                None => Body::Hours(
                    DayHours::new(clause.spans).ok_or_else(|| Unread::conflict(clause.at.clone()))?,
                ),
            };
            self.statements.push(Statement { season, selection, body, adds: clause.adds, at: clause.at });
        }
        self.statements.append(&mut self.exceptions);
        Ok(())
    }
}

trait StripWord {
    fn strip_prefix_word(&self, word: Word) -> &Self;
}

impl StripWord for [Token] {
    fn strip_prefix_word(&self, word: Word) -> &Self {
        match self.split_first() {
            Some((first, rest)) if first.word == word => rest,
            _ => self,
        }
    }
}

fn is_date(word: Word) -> bool {
    matches!(word, Word::MonthDay(..) | Word::Month(_))
}

/// From one day to another, over Sunday if need be.
fn days_between(from: u8, to: u8) -> Option<u8> {
    if from.count_ones() != 1 || to.count_ones() != 1 {
        return None;
    }
    let (mut day, last) = (from.trailing_zeros(), to.trailing_zeros());
    let mut days = 0;
    loop {
        days |= 1 << day;
        if day == last {
            return Some(days);
        }
        day = (day + 1) % 7;
    }
}

/// `5月1日至9月30日`, `May-Sep`.
fn season_dates<'a>(token: &Token, rest: &'a [Token]) -> Result<(SeasonDates, &'a [Token]), Unread> {
    let [dash, to, left @ ..] = rest else { return Err(Unread::piece(token.at.clone())) };
    let dates = match (token.word, dash.word, to.word) {
        (Word::MonthDay(month, day), Word::Dash, Word::MonthDay(to_month, to_day)) => {
            SeasonDates::new((month, day), (to_month, to_day))
        }
        (Word::Month(from), Word::Dash, Word::Month(to)) => SeasonDates::months(from, to),
        _ => None,
    };
    dates.map(|dates| (dates, left)).ok_or_else(|| Unread::piece(token.at.start..to.at.end))
}

/// A time from its first word on.
fn span<'a>(
    first: &Token,
    rest: &'a [Token],
    is_osm: bool,
) -> Result<(Option<OpenSpan>, &'a [Token]), Unread> {
    let unread =
        |last: Option<&Token>| Unread::piece(first.at.start..last.map_or(first.at.end, |last| last.at.end));
    let (mut part, mut left) = (None, rest);
    let from = match first.word {
        Word::Time(minute) => minute,
        Word::Part(of_day) => {
            part = Some(of_day);
            let Some((time, after)) = left.split_first() else { return Err(unread(None)) };
            let Word::Time(minute) = time.word else { return Err(unread(Some(time))) };
            left = after;
            minute
        }
        _ => return Err(unread(None)),
    };
    let start = of_day(from, part).ok_or_else(|| unread(None))?;
    let Some((dash, after)) = left.split_first().filter(|(dash, _)| dash.word == Word::Dash) else {
        return Err(unread(None));
    };
    left = after;
    let (mut next_day, mut end_part) = (false, part);
    loop {
        let Some((token, after)) = left.split_first() else { return Err(unread(Some(dash))) };
        left = after;
        match token.word {
            Word::NextDay => (next_day, end_part) = (true, None),
            Word::Part(of_day) => end_part = Some(of_day),
            Word::Time(minute) => {
                let end = of_day(minute, end_part).ok_or_else(|| unread(Some(token)))?;
                let overnight = next_day || end <= start;
                // 8:30-5:30 means the afternoon where nothing else is said; only what begins late runs over midnight.
                let is_said =
                    next_day || is_osm || (start >= DAY_MIN / 2 && end_part != Some(Part::Afternoon));
                if overnight && (!is_said || end == start && !next_day) {
                    return Err(unread(Some(token)));
                }
                let end = if overnight { end + DAY_MIN } else { end };
                let span = OpenSpan::new(start, end).ok_or_else(|| unread(Some(token)))?;
                return Ok((Some(span), left));
            }
            _ => return Err(unread(Some(token))),
        }
    }
}

/// The minute of the day of a time in a part of the day: 下午1:30 is 13:30.
fn of_day(minute: u16, part: Option<Part>) -> Option<u16> {
    const HOUR: u16 = 60;
    let half = DAY_MIN / 2;
    match part {
        None => Some(minute),
        Some(Part::Morning) => (minute <= 13 * HOUR).then_some(minute),
        Some(Part::Noon) if minute < 3 * HOUR => Some(minute + half),
        Some(Part::Noon) => (11 * HOUR..=15 * HOUR).contains(&minute).then_some(minute),
        Some(Part::Afternoon) if (HOUR..half).contains(&minute) => Some(minute + half),
        Some(Part::Afternoon) => (half..=DAY_MIN).contains(&minute).then_some(minute),
        Some(Part::Evening) if (5 * HOUR..half).contains(&minute) => Some(minute + half),
        Some(Part::Evening) => (17 * HOUR..=DAY_MIN).contains(&minute).then_some(minute),
    }
}

/// What is said of a day, and of which days it is said.
type Given = Option<(u8, DayHours)>;

#[derive(Debug, Default)]
struct Draft {
    week: [Given; 7],
    holidays: HolidayRule,
    /// What words for days imply of holidays.
    implied: HolidayRule,
    make_up: Option<Body>,
    /// Hours of working days.
    working: Option<DayHours>,
}

/// The hours that statements give together.
fn hours(statements: &[Statement], is_osm: bool) -> Result<OpeningHours, Unread> {
    let mut dates: Vec<Option<SeasonDates>> = Vec::new();
    for statement in statements.iter().filter(|statement| statement.season.is_some()) {
        if !dates.contains(&statement.season) {
            dates.push(statement.season);
        }
    }
    if dates.is_empty() {
        dates.push(None);
    }
    // More seasons than days cannot part the year.
    if dates.len() > 366 {
        return Err(Unread::whole(ValueCode::OpeningHoursSeasons));
    }
    let season = |dates: &Option<SeasonDates>| {
        let mut draft = Draft::default();
        let holds = |statement: &&Statement| statement.season.is_none() || statement.season == *dates;
        for statement in statements.iter().filter(holds) {
            draft.add(statement, is_osm)?;
        }
        draft.finish(*dates)
    };
    let seasons = dates.iter().map(season).collect::<Result<Vec<_>, Unread>>()?;
    OpeningHours::new(seasons).ok_or_else(|| Unread::whole(ValueCode::OpeningHoursSeasons))
}

impl Draft {
    fn add(&mut self, statement: &Statement, is_osm: bool) -> Result<(), Unread> {
        let Statement { selection, body, adds, at, .. } = statement;
        let conflict = || Unread::conflict(at.clone());
        let days = selection.weekdays();
        match body {
            Body::AsUsual if days != 0 => return Err(Unread::piece(at.clone())),
            Body::AsUsual => {}
            Body::Hours(hours) => {
                let chosen = self.week.iter_mut().zip(0..).filter(|(_, day)| days & (1 << day) != 0);
                for (given, _) in chosen {
                    let next = match given.take() {
                        None => hours.clone(),
                        Some((_, before)) if is_osm && *adds => both(&before, hours).ok_or_else(conflict)?,
                        Some(_) if is_osm => hours.clone(),
                        Some((of, before)) if of == days => both(&before, hours).ok_or_else(conflict)?,
                        Some((of, _)) if of & days == days => hours.clone(),
                        Some(_) => return Err(conflict()),
                    };
                    *given = Some((days, next));
                }
                if selection.working {
                    let before = self.working.take().unwrap_or_default();
                    let together =
                        if before.is_closed() { Some(hours.clone()) } else { both(&before, hours) };
                    self.working = Some(together.ok_or_else(conflict)?);
                }
            }
        }
        let implied = match (selection.every, selection.working) {
            (true, _) => HolidayRule::ByWeekday,
            (_, true) => HolidayRule::Hours(DayHours::default()),
            _ => HolidayRule::NotStated,
        };
        if implied != HolidayRule::NotStated {
            if self.implied != HolidayRule::NotStated && self.implied != implied {
                return Err(conflict());
            }
            self.implied = implied;
        }
        if selection.holiday {
            let stated = match body {
                Body::AsUsual => HolidayRule::ByWeekday,
                Body::Hours(hours) => HolidayRule::Hours(hours.clone()),
            };
            self.holidays = match (std::mem::take(&mut self.holidays), stated) {
                (HolidayRule::NotStated, stated) => stated,
                (HolidayRule::Hours(before), HolidayRule::Hours(hours)) if !is_osm || *adds => {
                    HolidayRule::Hours(both(&before, &hours).ok_or_else(conflict)?)
                }
                (_, stated) if is_osm => stated,
                (before, stated) if before == stated => stated,
                _ => return Err(conflict()),
            };
        }
        if selection.make_up {
            self.make_up = match (self.make_up.take(), body) {
                (None, body) => Some(body.clone()),
                (Some(Body::Hours(before)), Body::Hours(hours)) if !is_osm || *adds => {
                    Some(Body::Hours(both(&before, hours).ok_or_else(conflict)?))
                }
                (Some(_), body) if is_osm => Some(body.clone()),
                (Some(before), body) if before == *body => Some(before),
                _ => return Err(conflict()),
            };
        }
        Ok(())
    }

    fn finish(self, dates: Option<SeasonDates>) -> Result<Season, Unread> {
        if self.week.iter().all(Option::is_none) {
            return Err(Unread::whole(ValueCode::OpeningHoursNoDays));
        }
        let week = self.week.map(|given| given.map(|(_, hours)| hours).unwrap_or_default());
        let make_up = match self.make_up {
            Some(Body::Hours(hours)) => Some(hours),
            // As on working days, if these are all alike.
            Some(Body::AsUsual) => {
                let [monday, .., friday, _, _] = &week;
                let alike = week.iter().take(5).all(|hours| hours == monday) && !friday.is_closed();
                let usual = self.working.or_else(|| alike.then(|| monday.clone()));
                Some(usual.ok_or_else(|| Unread::whole(ValueCode::OpeningHoursConflict))?)
            }
            None => self.working,
        };
        let holidays = if self.holidays == HolidayRule::NotStated { self.implied } else { self.holidays };
        Ok(Season { dates, week, holidays, make_up })
    }
}

/// The spans of both; none if they overlap, or if one says closed and the other does not.
fn both(one: &DayHours, other: &DayHours) -> Option<DayHours> {
    if one.is_closed() != other.is_closed() {
        return None;
    }
    DayHours::new(one.spans().iter().chain(other.spans()).copied().collect())
}
