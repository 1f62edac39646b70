//! Wages and settlement (工资, 结算方式).

use super::token::{Kind, Number, Tokens};
use super::words::Tag;
use super::{Basis, FactValue, Found, Voice, WagePart};
use crate::model::{Fen, PeriodSource, Settlement, Wage, WagePeriod};

/// Tokens that are looked at before an amount for what it is.
const BEHIND: usize = 7;
/// Tokens that are looked at after an amount for what it is.
const AHEAD: usize = 4;

/// The period of an amount as written; a year becomes a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Of(WagePeriod),
    Year,
}

/// An amount or a range of amounts, in thousandths of a yuan.
#[derive(Debug, Clone, Copy)]
struct Amount {
    low: i64,
    high: i64,
    /// Written in digits, not in Chinese numerals.
    digits: bool,
    /// One of the numbers had 千, k, 万 or w.
    scale: i64,
    /// 元 stands behind it.
    yuan: bool,
    /// Two numbers with a dash.
    range: bool,
    /// 以上, 起, +.
    open: bool,
    period: Option<Period>,
    /// The first token behind it.
    end: usize,
}

pub(super) fn read(found: &mut Found<'_>, voice: Voice) {
    let tokens = found.tokens;
    let mut at = 0;
    while at < tokens.len() {
        match tokens.kind(at) {
            Kind::Number(first) => at = read_amount(found, voice, at, first),
            Kind::Word(Tag::TenThousand) => {
                let ten_thousand = Fen::new(1_000_000).unwrap_or_default();
                add_wage(
                    found,
                    voice,
                    Paid { low: ten_thousand, high: ten_thousand, open_end: true },
                    Period::Of(WagePeriod::Month),
                    true,
                    WagePart::Whole,
                    (at, at + 1),
                );
                at += 1;
            }
            Kind::Word(Tag::Settlement(settlement)) => {
                if !is_refused(tokens, at, at + 1) {
                    // One of several to choose from (日结、周结) says less than one alone.
                    let basis = if is_choice(tokens, at) { Basis::Derived } else { Basis::Stated };
                    found.add(FactValue::Settlement(settlement), basis, at, at + 1);
                }
                at += 1;
            }
            Kind::Word(Tag::OnLeaving) => {
                found.add(FactValue::Settlement(Settlement::OnCompletion), Basis::Derived, at, at + 1);
                at += 1;
            }
            Kind::Word(Tag::HalfMonthly) => {
                found.add(FactValue::Settlement(Settlement::Monthly), Basis::Derived, at, at + 1);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// Reads what begins with the number at `at`; gives the token to go on from.
fn read_amount(found: &mut Found<'_>, voice: Voice, at: usize, first: Number) -> usize {
    let tokens = found.tokens;
    if let Some(end) = pay_day(tokens, at, first) {
        found.add(FactValue::Settlement(Settlement::Monthly), Basis::Stated, end.0, end.1);
        return end.1.max(at + 1);
    }
    let Some(amount) = amount_at(tokens, at, first) else { return at + 1 };
    let next = amount.end;
    let context = context(tokens, at, &amount);
    let Some((period, stated)) = period_of(tokens, at, &amount, &context, voice) else { return next };
    let (low, high) = match period {
        Period::Year => (amount.low / 12, amount.high / 12),
        Period::Of(_) => (amount.low, amount.high),
    };
    if !is_likely(period, &amount, low, high, stated) {
        return next;
    }
    let fen = |thousandths: i64| Fen::new(thousandths / 10);
    if let (Ok(low), Ok(high)) = (fen(low), fen(high)) {
        let from = context.from.unwrap_or(at);
        let paid = Paid { low, high, open_end: amount.open };
        add_wage(found, voice, paid, period, stated, context.part, (from, context.end.max(next)));
    }
    next
}

/// What is paid.
struct Paid {
    low: Fen,
    high: Fen,
    /// More may come: 以上, 起, +.
    open_end: bool,
}

fn add_wage(
    found: &mut Found<'_>,
    voice: Voice,
    Paid { low, high, open_end }: Paid,
    period: Period,
    stated: bool,
    part: WagePart,
    (from, end): (usize, usize),
) {
    let (unit, by_twelve) = match period {
        Period::Year => (WagePeriod::Month, true),
        Period::Of(unit) => (unit, false),
    };
    let basis = if stated && !by_twelve { Basis::Stated } else { Basis::Derived };
    let value = match voice {
        Voice::Person => FactValue::WageFloor(low, unit),
        Voice::Post => {
            let source = if stated { PeriodSource::Stated } else { PeriodSource::Inferred };
            let Ok(wage) = Wage::new(low, high, unit, source) else { return };
            FactValue::Wage(if open_end { wage.with_open_end() } else { wage }, part)
        }
    };
    found.add(value, basis, from, end);
}

/// `每月15号发工资`: the span of it, if the number is its day.
fn pay_day(tokens: &Tokens<'_>, at: usize, number: Number) -> Option<(usize, usize)> {
    number.between(1, 31)?;
    let mut end = at + 1;
    let day_follows = matches!(tokens.tag(end), Some(Tag::OfMonth | Tag::Day));
    if !day_follows {
        return None;
    }
    end += 1;
    let from = match tokens.tag_before(at, 1) {
        Some(Tag::EachMonth) => at - 1,
        _ => at,
    };
    if let Some(pay) = tokens.ahead(end, 3, |tag| tag == Tag::PayDay) {
        return Some((from, pay + 1));
    }
    let label = (from.saturating_sub(2)..from)
        .find(|label| matches!(tokens.tag(*label), Some(Tag::SalaryDate | Tag::PayDay)))?;
    Some((label, end))
}

/// The amount that begins with the number at `at`.
fn amount_at(tokens: &Tokens<'_>, at: usize, first: Number) -> Option<Amount> {
    let (mut low, mut high, mut scale) = (first.low, first.high, first.scale);
    let mut end = at + 1;
    let mut yuan = skip(tokens, &mut end, Tag::Yuan);
    let mut open = false;
    let mut per_before_dash = None;
    let mut range = first.low != first.high;
    // 5000元/月-8000元/月.
    if let Some((period, after)) = period_behind(tokens, end)
        && tokens.kind(after) == Kind::Dash
        && tokens.number(after + 1).is_some()
    {
        (per_before_dash, end) = (Some(period), after);
    }
    if is_dash(tokens, end)
        && let Some(second) = tokens.number(end + 1)
    {
        let mut upper = second.high;
        if second.scale > 1
            && first.scale == 1
            && first.digits > 0
            && first.low.saturating_mul(second.scale) <= upper
        {
            // 5-8千, 0.8-1.2万.
            low = low.saturating_mul(second.scale);
        } else if first.scale > 1
            && second.scale == 1
            && second.high.saturating_mul(first.scale) >= low
            && second.low < 1_000_000
        {
            // 5k-8.
            upper = upper.saturating_mul(first.scale);
        }
        if upper >= low {
            (high, scale, range) = (upper, scale.max(second.scale), true);
            end += 2;
            yuan |= skip(tokens, &mut end, Tag::Yuan);
        }
    }
    loop {
        match tokens.kind(end) {
            Kind::Plus if !matches!(tokens.kind(end + 1), Kind::Number(_)) || !range => open = true,
            Kind::Word(Tag::Above) => open = true,
            // 10000-上不封顶.
            Kind::Dash if tokens.is(end + 1, Tag::Above) => open = true,
            Kind::Word(Tag::About) if !tokens.gap(end) => {}
            _ => break,
        }
        end += 1;
        yuan |= skip(tokens, &mut end, Tag::Yuan);
        if end > at + 12 {
            break;
        }
    }
    if tokens.tag_before(at, 1) == Some(Tag::AtLeast) {
        open = true;
    }
    let mut period = per_before_dash;
    if let Some((unit, after)) = period_behind(tokens, end) {
        (period, end) = (Some(unit), after);
        while matches!(tokens.kind(end), Kind::Plus | Kind::Word(Tag::Above)) {
            open = true;
            end += 1;
        }
    }
    (low > 0).then_some(Amount {
        low,
        high: if open && !range { low } else { high },
        digits: first.digits > 0,
        scale,
        yuan,
        range,
        open,
        period,
        end,
    })
}

fn skip(tokens: &Tokens<'_>, at: &mut usize, tag: Tag) -> bool {
    let found = tokens.is(*at, tag);
    if found {
        *at += 1;
    }
    found
}

fn is_dash(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.kind(at), Kind::Dash | Kind::Word(Tag::To))
}

/// `/月`, `每小时`, `一天`, `per hour` at `at`, and the token behind it.
fn period_behind(tokens: &Tokens<'_>, at: usize) -> Option<(Period, usize)> {
    let each = match tokens.tag(at) {
        Some(Tag::EachMonth) => Some(Period::Of(WagePeriod::Month)),
        Some(Tag::EachDay) => Some(Period::Of(WagePeriod::Day)),
        Some(Tag::EachHour) => Some(Period::Of(WagePeriod::Hour)),
        Some(Tag::EachPiece) => Some(Period::Of(WagePeriod::Piece)),
        Some(Tag::EachYear) => Some(Period::Year),
        _ => None,
    };
    if let Some(period) = each {
        return Some((period, at + 1));
    }
    let joined = matches!(tokens.kind(at), Kind::Slash | Kind::Word(Tag::Per))
        || tokens.number(at).is_some_and(|number| number.whole() == Some(1));
    if !joined {
        return None;
    }
    // 200/一天.
    let at = if tokens.number(at + 1).is_some_and(|number| number.whole() == Some(1)) { at + 1 } else { at };
    if let (Kind::Slash, Some((period, end))) = (tokens.kind(at), period_of_each(tokens, at + 1)) {
        return Some((period, end));
    }
    let unit = match tokens.tag(at + 1)? {
        Tag::Month => Period::Of(WagePeriod::Month),
        Tag::Day => Period::Of(WagePeriod::Day),
        Tag::Hour => Period::Of(WagePeriod::Hour),
        Tag::Piece => Period::Of(WagePeriod::Piece),
        Tag::Year => Period::Year,
        _ => return None,
    };
    Some((unit, at + 2))
}

fn period_of_each(tokens: &Tokens<'_>, at: usize) -> Option<(Period, usize)> {
    let period = match tokens.tag(at)? {
        Tag::EachMonth => Period::Of(WagePeriod::Month),
        Tag::EachDay => Period::Of(WagePeriod::Day),
        Tag::EachHour => Period::Of(WagePeriod::Hour),
        Tag::EachPiece => Period::Of(WagePeriod::Piece),
        Tag::EachYear => Period::Year,
        _ => return None,
    };
    Some((period, at + 1))
}

/// What the words around an amount say of it.
#[derive(Debug, Clone, Copy)]
struct Context {
    /// Something that is no wage: a subsidy, a target, a price.
    blocked: bool,
    /// A word for wages stands by it.
    wage: bool,
    part: WagePart,
    period: Option<Period>,
    /// 日结 stands by it.
    daily: bool,
    from: Option<usize>,
    end: usize,
}

fn blocks(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::NotWage
            | Tag::NotShift
            | Tag::NotLodging
            | Tag::NotMeals
            | Tag::Fund
            | Tag::NotInsurance
            | Tag::Founded
    )
}

fn context(tokens: &Tokens<'_>, at: usize, amount: &Amount) -> Context {
    let mut context = Context {
        blocked: false,
        wage: false,
        part: WagePart::Whole,
        period: None,
        daily: false,
        from: None,
        end: amount.end,
    };
    for label in (at.saturating_sub(BEHIND)..at).rev() {
        if tokens.ends(label) {
            break;
        }
        let mut from = Some(label);
        match tokens.kind(label) {
            // The amount before has its own labels; in a range of labels (综合 6000) none stands between.
            Kind::Number(_) | Kind::Mask => {
                // 一天200, 一小时 21元.
                break;
            }
            Kind::Comma => {
                if tokens.kind(label.saturating_sub(1)) != Kind::Colon && label + 1 != at {
                    break;
                }
                // 薪资(5000元), 绩效(2-6k): what stands before the bracket labels the amount.
                if label + 1 == at && !is_label(tokens.before(label, 1)) {
                    context.blocked =
                        tokens.tag_before(label, 1).is_some_and(blocks) && tokens.word(label) == "(";
                    break;
                }
                continue;
            }
            Kind::Word(Tag::MonthPay) => set(&mut context, Period::Of(WagePeriod::Month)),
            Kind::Word(Tag::DayPay) => set(&mut context, Period::Of(WagePeriod::Day)),
            Kind::Word(Tag::HourPay) => set(&mut context, Period::Of(WagePeriod::Hour)),
            Kind::Word(Tag::YearPay) => set(&mut context, Period::Year),
            Kind::Word(Tag::Probation) => {
                context.part = WagePart::Probation;
                from = None;
            }
            Kind::Word(Tag::Best) => {
                context.part = context.part.max(WagePart::Best);
                from = None;
            }
            Kind::Word(Tag::PiecePay) => set(&mut context, Period::Of(WagePeriod::Piece)),
            Kind::Word(Tag::EachMonth) => {
                context.period = context.period.or(Some(Period::Of(WagePeriod::Month)))
            }
            Kind::Word(Tag::EachDay) => context.period = context.period.or(Some(Period::Of(WagePeriod::Day))),
            Kind::Word(Tag::EachHour) => {
                context.period = context.period.or(Some(Period::Of(WagePeriod::Hour)))
            }
            Kind::Word(Tag::EachPiece) => {
                context.period = context.period.or(Some(Period::Of(WagePeriod::Piece)))
            }
            Kind::Word(Tag::EachYear) => context.period = context.period.or(Some(Period::Year)),
            Kind::Word(Tag::WageWord | Tag::Total) => context.wage = true,
            Kind::Word(Tag::Guaranteed) => {
                context.wage = true;
                context.part = context.part.max(WagePart::Guaranteed);
            }
            Kind::Word(Tag::Base) => {
                context.wage = true;
                // 底薪+提成5000: the sum of both.
                let summed = (label + 1..at).any(|between| tokens.kind(between) == Kind::Plus);
                context.part = context.part.max(if summed { WagePart::Whole } else { WagePart::Base });
            }
            Kind::Word(Tag::Settlement(Settlement::Daily)) => context.daily = true,
            Kind::Word(tag) if blocks(tag) => {
                let summand = tokens.before(label, 1) == Kind::Plus;
                let wage_before = tokens.behind(label, BEHIND, is_wage_word).is_some();
                context.blocked = !(summand && wage_before);
                if context.blocked {
                    break;
                }
                continue;
            }
            _ => from = None,
        }
        context.from = from.or(context.from);
        if context.wage {
            // 试用期底薪, 试用期工资.
            let probation = tokens.behind(label, 2, |tag| tag == Tag::Probation).is_some();
            let best = tokens.behind(label, 2, |tag| tag == Tag::Best).is_some();
            if probation {
                context.part = WagePart::Probation;
            } else if best {
                context.part = context.part.max(WagePart::Best);
            }
            break;
        }
    }
    if context.from.is_some_and(|from| tokens.tag(from) == Some(Tag::Settlement(Settlement::Daily))) {
        context.from = None;
    }
    look_behind(tokens, amount, &mut context);
    context
}

fn set(context: &mut Context, period: Period) {
    context.wage = true;
    context.period = context.period.or(Some(period));
}

fn is_label(kind: Kind) -> bool {
    match kind {
        Kind::Word(tag) => is_wage_word(tag),
        _ => false,
    }
}

fn is_wage_word(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::WageWord
            | Tag::Total
            | Tag::MonthPay
            | Tag::DayPay
            | Tag::HourPay
            | Tag::YearPay
            | Tag::Base
            | Tag::Guaranteed
    )
}

/// The words behind an amount: `4500底薪`, `15元/小时加班费`, `240/天 日结`.
fn look_behind(tokens: &Tokens<'_>, amount: &Amount, context: &mut Context) {
    for at in amount.end..amount.end + AHEAD {
        if tokens.parts(at) || (tokens.gap(at) && at > amount.end) || tokens.number(at).is_some() {
            break;
        }
        match tokens.kind(at) {
            Kind::Word(Tag::Base) if at <= amount.end + usize::from(!context.wage) => {
                (context.wage, context.end) = (true, at + 1);
                context.part = context.part.max(WagePart::Base);
                break;
            }
            Kind::Word(Tag::Guaranteed) if at <= amount.end + usize::from(!context.wage) => {
                (context.wage, context.end) = (true, at + 1);
                context.part = context.part.max(WagePart::Guaranteed);
                break;
            }
            Kind::Word(Tag::Settlement(Settlement::Daily)) => context.daily = true,
            Kind::Word(tag) if is_wage_word(tag) => {
                context.wage |= !matches!(tokens.kind(at + 1), Kind::Colon | Kind::Number(_));
                break;
            }
            Kind::Word(tag) if blocks(tag) => {
                // 全勤奖200 behind an amount is a new item, as is what a plus or space parts from it.
                let parted = (amount.end..=at).any(|between| tokens.gap(between))
                    || (amount.end..at)
                        .any(|between| matches!(tokens.kind(between), Kind::Plus | Kind::Slash))
                    || amount.open;
                let labels_next = matches!(tokens.kind(at + 1), Kind::Colon | Kind::Number(_));
                context.blocked |= !parted && !labels_next;
                break;
            }
            Kind::Plus => break,
            _ => {}
        }
    }
}

/// The period of an amount and whether the text states it; `None` if the amount is no wage.
fn period_of(
    tokens: &Tokens<'_>,
    at: usize,
    amount: &Amount,
    context: &Context,
    voice: Voice,
) -> Option<(Period, bool)> {
    if context.blocked || is_other_unit(tokens, amount) {
        return None;
    }
    // 13800138000, 3.5/5: no amounts of money stand right before or behind such signs.
    if matches!(tokens.before(at, 1), Kind::Slash | Kind::Dash) && !context.wage && amount.period.is_none() {
        return None;
    }
    if let Some(period) = amount.period {
        let money =
            amount.yuan || context.wage || amount.scale > 1 || is_bare_rate(tokens, at, amount, period);
        return money.then_some((period, true));
    }
    if let Some(period) = context.period {
        let money = amount.yuan || context.wage || amount.scale >= 1000 || amount.low >= 50_000;
        return money.then_some((period, true));
    }
    let month = Period::Of(WagePeriod::Month);
    let month_like = (1_500_000..=100_000_000).contains(&amount.low);
    if context.daily && (50_000..=2_000_000).contains(&amount.low) && amount.scale == 1 {
        return Some((Period::Of(WagePeriod::Day), false));
    }
    if context.wage {
        // Without a period the size tells it; what is between a day's and a month's wage tells nothing.
        return match amount.low / 1000 {
            0..10 => None,
            10..50 => Some((Period::Of(WagePeriod::Hour), false)),
            80..800 => Some((Period::Of(WagePeriod::Day), false)),
            1_000..=200_000 => Some((month, false)),
            _ => None,
        };
    }
    if voice == Voice::Person {
        let said = amount.yuan || amount.open || amount.scale > 1 || is_alone(tokens, at, amount);
        return (said && (1_000_000..=100_000_000).contains(&amount.low)).then_some((month, false));
    }
    // 4K-6K, 5-8千, 6000+包吃住.
    let thousands =
        amount.digits && amount.scale == 1000 && amount.high < 100_000_000 && amount.low >= 1_500_000;
    let ends = |end: usize| {
        tokens.gap(end)
            || matches!(tokens.kind(end), Kind::Word(_) | Kind::Plus | Kind::Slash)
            || tokens.parts(end)
    };
    let open =
        amount.open && month_like && !is_priced(tokens, at) && amount.high <= 30_000_000 && ends(amount.end);
    let ranged = amount.range && amount.yuan && month_like && !is_priced(tokens, at);
    // 10K+网络销售: a figure of thousands in front of what is wanted.
    let figure = "线屏视高粉步画分清".contains(|letter| tokens.word(amount.end).starts_with(letter));
    let high = thousands && amount.low >= 5_000_000 && !figure;
    let wide = amount.range
        && amount.scale == 1
        && month_like
        && amount.low % 100_000 == 0
        && amount.high % 100_000 == 0
        && amount.high <= 60_000_000
        && ends(amount.end);
    (high || (thousands && (amount.range || ends(amount.end))) || open || ranged || wide)
        .then_some((month, false))
}

/// `200/天`, `28/小时`: a rate without 元; of hours, days and pieces only where the number is no duration or count.
fn is_bare_rate(tokens: &Tokens<'_>, at: usize, amount: &Amount, period: Period) -> bool {
    let labelled =
        matches!(tokens.before(at, 1), Kind::Word(Tag::EachDay | Tag::EachHour | Tag::WorkTime | Tag::Hour));
    !labelled
        && match period {
            Period::Of(WagePeriod::Month) => amount.low >= 1_500_000,
            Period::Of(WagePeriod::Day) => amount.low >= 50_000,
            Period::Of(WagePeriod::Hour) => amount.low >= 10_000,
            Period::Of(WagePeriod::Piece) | Period::Year => false,
        }
}

/// A number of something else: years, people, percent, hours, kilometres.
fn is_other_unit(tokens: &Tokens<'_>, amount: &Amount) -> bool {
    if amount.yuan || amount.period.is_some() {
        return false;
    }
    matches!(
        tokens.kind(amount.end),
        Kind::Word(
            Tag::Year
                | Tag::Month
                | Tag::Day
                | Tag::Hour
                | Tag::Week
                | Tag::AgeUnit
                | Tag::Head
                | Tag::Minute
                | Tag::OClock
                | Tag::Km
                | Tag::Li
                | Tag::Meter
                | Tag::OfMonth
                | Tag::Percent
                | Tag::Piece
                | Tag::Thirteen
                | Tag::Group
        ) | Kind::Colon
    ) && !tokens.gap(amount.end)
}

/// Whether a bonus, a target or a price is named before in the sentence.
fn is_priced(tokens: &Tokens<'_>, at: usize) -> bool {
    (at.saturating_sub(BEHIND * 2)..at)
        .rev()
        .take_while(|before| !tokens.ends(*before))
        .any(|before| tokens.tag(before).is_some_and(blocks))
}

/// Whether the phrase holds nothing but the amount.
fn is_alone(tokens: &Tokens<'_>, at: usize, amount: &Amount) -> bool {
    let parted = |token: usize| tokens.parts(token) || tokens.gap(token);
    at.checked_sub(1).is_none_or(|before| tokens.parts(before) || tokens.gap(at)) && parted(amount.end)
}

/// Amounts that a wage of the period can be; a typing error or another thing is outside.
fn is_likely(period: Period, amount: &Amount, low: i64, high: i64, stated: bool) -> bool {
    let yuan = |least: i64, most: i64| low >= least * 1000 && high <= most * 1000;
    match period {
        // Above that a month's wage is only believed where the text says that it is a month's.
        Period::Of(WagePeriod::Month) if stated => yuan(800, 500_000),
        Period::Of(WagePeriod::Month) => yuan(1_000, 80_000),
        Period::Of(WagePeriod::Day) => yuan(30, 5_000),
        Period::Of(WagePeriod::Hour) => yuan(5, 1_000),
        Period::Of(WagePeriod::Piece) => low > 0 && high <= 10_000_000 && (amount.yuan || amount.scale == 1),
        Period::Year => yuan(800, 500_000),
    }
}

/// Whether another settlement stands next to the one at `at`, but for a sign or a word between.
fn is_choice(tokens: &Tokens<'_>, at: usize) -> bool {
    let this = tokens.tag(at);
    let other = |at: Option<usize>| {
        let tag = at.and_then(|at| tokens.tag(at));
        tag != this && matches!(tag, Some(Tag::Settlement(_) | Tag::HalfMonthly))
    };
    (1..=2).any(|steps| {
        let between = |inner: usize| !tokens.ends(inner) && !tokens.gap(inner);
        (other(Some(at + steps)) && (at + 1..at + steps).all(between))
            || (other(at.checked_sub(steps)) && (at.saturating_sub(steps) + 1..at).all(between))
    })
}

/// Whether the words around say that it is not so: `不日结`, `日结勿扰`, `是否日结`, `日结吗`.
pub(super) fn is_refused(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let negated = |steps: usize| matches!(tokens.tag_before(at, steps), Some(Tag::Neg | Tag::Question));
    let provided =
        matches!(tokens.tag_before(at, 1), Some(Tag::Provide | Tag::Free | Tag::Want | Tag::AnyWord));
    negated(1)
        || (provided && negated(2))
        || matches!(tokens.tag(end), Some(Tag::Unwanted | Tag::Question))
        || matches!(tokens.word(end), "없음" | "なし")
        || tokens.kind(end) == Kind::Question
}
