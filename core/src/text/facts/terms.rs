//! What a post offers beside the wage: rest, shift, lodging, meals, insurance, kind, team, places.

use super::token::{Kind, Tokens};
use super::wage::is_refused;
use super::words::Tag;
use super::{Basis, FactValue, Found, Voice};
use crate::model::{Insurance, Rest, Shift, Team};

pub(super) fn read(found: &mut Found<'_>, voice: Voice) {
    let tokens = found.tokens;
    let person = voice == Voice::Person;
    for at in 0..tokens.len() {
        let Some(tag) = tokens.tag(at) else {
            if let Kind::Number(_) = tokens.kind(at) {
                numbered(found, voice, at);
            }
            continue;
        };
        let end = at + 1;
        let refused = || is_refused(tokens, at, end);
        match tag {
            Tag::Rest(rest) if !refused() => {
                let alternative = matches!(tokens.word(end), "可选");
                if !alternative {
                    found.add(FactValue::Rest(rest), Basis::Stated, at, end);
                }
            }
            Tag::MonthRest => month_rest(found, at),
            Tag::Shift(_) if tokens.word(at.saturating_sub(1)).ends_with('或') => {}
            Tag::Shift(shift) => shift_at(found, voice, at, shift),
            Tag::NoNight if person => found.add(FactValue::NotAtNight, Basis::Stated, at, end),
            Tag::NoNight => found.add(FactValue::Shift(Shift::Day), Basis::Derived, at, end),
            Tag::Lodging | Tag::Both | Tag::NoLodging | Tag::NoBoth | Tag::Meals | Tag::NoMeals => {
                board(found, voice, at, tag);
            }
            Tag::Dorm | Tag::Board => bare_board(found, voice, at, tag),
            Tag::Couple if !refused() && !is_duty(tokens, at) => {
                found.add(FactValue::Team(Team::Couple), Basis::Stated, at, end);
            }
            Tag::Insurance(insurance) => insured(found, at, insurance),
            Tag::NoInsurance => found.add(FactValue::Insurance(Insurance::None), Basis::Stated, at, end),
            Tag::Kind(kind) if !refused() && !matches!(tokens.tag(end), Some(Tag::ExpWord)) => {
                found.add(FactValue::Kind(kind), Basis::Stated, at, end);
            }
            Tag::Remote => found.add(FactValue::Remote(!refused()), Basis::Stated, at, end),
            Tag::NotRemote if tokens.word(at).starts_with(['不', '非', '无', 'n']) => {
                found.add(FactValue::Remote(false), Basis::Stated, at, end);
            }
            _ => {}
        }
    }
}

/// Whether a word stands among duties rather than offers: 负责宿舍, 办理社保.
fn is_duty(tokens: &Tokens<'_>, at: usize) -> bool {
    (at.saturating_sub(4)..at).rev().take_while(|before| !tokens.ends(*before)).any(|before| {
        let word = tokens.word(before);
        tokens.kind(before) == Kind::Other
            && [
                "负责", "办理", "维护", "管理", "客户", "业主", "核算", "处理", "协助", "申报", "统计",
                "顾客", "安全", "巡查",
            ]
            .iter()
            .any(|duty| word.contains(duty))
    })
}

/// 月休四天, 月休4-6天: of a range the lower number.
fn month_rest(found: &mut Found<'_>, at: usize) {
    let tokens = found.tokens;
    let mut number_at = at + 1;
    if tokens.kind(number_at) == Kind::Colon
        || tokens.is(number_at, Tag::About)
        || tokens.is(number_at, Tag::AtLeast)
    {
        number_at += 1;
    }
    let Some(days) = tokens.number(number_at).and_then(|number| number.whole_low()) else { return };
    let mut end = number_at + 1;
    if matches!(tokens.kind(end), Kind::Dash | Kind::Word(Tag::To)) && tokens.number(end + 1).is_some() {
        end += 2;
    }
    let day = tokens.is(end, Tag::Day);
    // 每月有 is followed by many things.
    let rest_follows =
        matches!(tokens.tag(end + 1), Some(Tag::RestWord)) || tokens.word(end + 1).starts_with('假');
    if tokens.word(at) == "每月有" && !(day && rest_follows) {
        return;
    }
    let unit = tokens.word(end);
    let other = !day
        && !tokens.parts(end)
        && !tokens.gap(end)
        && tokens.kind(end) == Kind::Other
        && !unit.starts_with('薪');
    if other || tokens.is(end, Tag::Yuan) {
        return;
    }
    end += usize::from(day);
    if let Some(days) = u8::try_from(days).ok().filter(|days| (1..=15).contains(days)) {
        found.add(FactValue::Rest(Rest::PerMonth(days)), Basis::Stated, at, end);
    }
}

/// What begins with a number: 4休2, 招5名, 3人一组.
fn numbered(found: &mut Found<'_>, voice: Voice, at: usize) {
    let tokens = found.tokens;
    let Some(number) = tokens.number(at) else { return };
    if tokens.is(at + 1, Tag::Group)
        && let Some(size) = number.between(2, 20).and_then(|size| u8::try_from(size).ok())
        && voice == Voice::Post
        && !is_duty(tokens, at)
    {
        found.add(FactValue::Team(Team::Group(size)), Basis::Stated, at, at + 2);
        return;
    }
    // 每月4天带薪休息.
    if tokens.is(at + 1, Tag::Day)
        && tokens.tag_before(at, 1) == Some(Tag::EachMonth)
        && let Some(rest) = tokens.ahead(at + 2, 2, |tag| tag == Tag::RestWord)
        && let Some(days) = number.between(1, 15).and_then(|days| u8::try_from(days).ok())
    {
        found.add(FactValue::Rest(Rest::PerMonth(days)), Basis::Stated, at - 1, rest + 1);
        return;
    }
    if voice == Voice::Post {
        openings(found, at);
    }
}

/// 招5名, 招聘人数：6-10人, 招聘保安3人: of a range the higher number.
fn openings(found: &mut Found<'_>, at: usize) {
    let tokens = found.tokens;
    // The second number of a range has been read with the first.
    if matches!(tokens.before(at, 1), Kind::Dash | Kind::Word(Tag::To)) {
        return;
    }
    let Some(mut count) = tokens.number(at).and_then(|number| number.between(1, 5_000)) else { return };
    let mut end = at + 1;
    if matches!(tokens.kind(end), Kind::Dash | Kind::Word(Tag::To))
        && let Some(upper) = tokens.number(end + 1).and_then(|number| number.between(count, 5_000))
    {
        count = upper;
        end += 2;
    }
    let head = tokens.is(end, Tag::Head) || (tokens.is(end, Tag::Piece) && tokens.word(end) == "个");
    let counted = tokens.behind(at, 3, |tag| tag == Tag::HeadCount).is_some_and(|label| {
        label + 2 >= at && !(label + 1..at).any(|between| tokens.kind(between) == Kind::Other)
    });
    let hire = (at.saturating_sub(4)..at)
        .rev()
        .take_while(|before| !tokens.parts(*before) && tokens.number(*before).is_none())
        .find(|before| tokens.is(*before, Tag::Hire) && !matches!(tokens.word(*before), "需" | "需求"));
    let from = match (hire, counted) {
        (Some(label), _) if head => label,
        (_, true) if head || tokens.parts(end) => at,
        _ => return,
    };
    let more = matches!(tokens.tag(end + 1), Some(Tag::Group | Tag::Above))
        || matches!(tokens.tag(end), Some(Tag::Group));
    if !more {
        found.add(FactValue::Openings(count), Basis::Stated, from, end + usize::from(head));
    }
}

fn shift_at(found: &mut Found<'_>, voice: Voice, at: usize, shift: Shift) {
    let tokens = found.tokens;
    let end = at + 1;
    let refused = is_refused(tokens, at, end)
        || matches!(tokens.tag_before(at, 1), Some(Tag::Refuse | Tag::Busy))
        || matches!(tokens.tag(end), Some(Tag::Busy));
    if refused {
        if shift == Shift::Day {
            return;
        }
        let (from, value, basis) = match voice {
            Voice::Person => (at - 1, FactValue::NotAtNight, Basis::Stated),
            Voice::Post => (at.saturating_sub(1), FactValue::Shift(Shift::Day), Basis::Derived),
        };
        let from = if matches!(
            tokens.tag_before(at, 1),
            Some(Tag::Neg | Tag::Refuse | Tag::Busy | Tag::Provide | Tag::Want)
        ) {
            from
        } else {
            at
        };
        if !matches!(tokens.tag_before(at, 1), Some(Tag::Question))
            && !matches!(tokens.tag(end), Some(Tag::Question))
            && tokens.kind(end) != Kind::Question
        {
            found.add(value, basis, from, end.max(from + 1));
        }
        return;
    }
    if tokens.is(end, Tag::NotWage) && !tokens.gap(end) {
        return;
    }
    found.add(FactValue::Shift(shift), Basis::Stated, at, end);
}

/// Lodging and meals.
fn board(found: &mut Found<'_>, voice: Voice, at: usize, tag: Tag) {
    let tokens = found.tokens;
    let end = at + 1;
    let questioned = matches!(tokens.tag(end), Some(Tag::Question))
        || tokens.kind(end) == Kind::Question
        || matches!(tokens.tag_before(at, 1), Some(Tag::Question))
        || matches!(tokens.tag_before(at, 2), Some(Tag::Question));
    // 维护秩序管吃住: what says that it is given is no duty.
    let given_by_word = tokens.word(at).starts_with(['包', '管', '免', '提', '供', '可', '不']);
    if questioned || (!given_by_word && is_duty(tokens, at) && voice == Voice::Post) {
        return;
    }
    let offered = matches!(tag, Tag::Lodging | Tag::Meals | Tag::Both);
    let negated = |at: usize| is_refused(tokens, at, at + 1) || tokens.word(at + 1).starts_with("自理");
    // 不包吃包住: the first negation holds for both.
    let given = offered
        && !negated(at)
        && !(matches!(tokens.tag_before(at, 1), Some(Tag::Meals | Tag::Lodging))
            && matches!(tokens.tag_before(at, 2), Some(Tag::Neg)));
    // Dormitories are no offer where they are looked after, moved or cleaned.
    let word = tokens.word(at);
    let next = tokens.word(end);
    let looked_after = [
        "管理",
        "卫生",
        "楼",
        "调动",
        "维修",
        "物品",
        "人员",
        "区域",
        "制度",
        "入住",
        "安全",
        "水电",
        "日常",
        "后勤",
        "环境卫生",
        "巡",
    ];
    if looked_after.iter().any(|duty| next.starts_with(duty)) && !tokens.gap(end) {
        return;
    }
    let lodging = matches!(tag, Tag::Lodging | Tag::Both | Tag::NoLodging | Tag::NoBoth);
    let meals = matches!(tag, Tag::Meals | Tag::Both | Tag::NoMeals | Tag::NoBoth);
    // 管饭 and the like with a price are none: 工作餐10元.
    if tag == Tag::Meals && tokens.number(end).is_some() && tokens.is(end + 1, Tag::Yuan) {
        return;
    }
    match voice {
        Voice::Post => {
            if lodging {
                found.add(FactValue::Lodging(given), Basis::Stated, at, end);
                if word.contains("夫妻") {
                    found.add(FactValue::Team(Team::Couple), Basis::Derived, at, end);
                }
            }
            if meals {
                found.add(FactValue::Meals(given), Basis::Stated, at, end);
            }
        }
        Voice::Person => {
            if lodging {
                found.add(FactValue::NeedsLodging(given), Basis::Stated, at, end);
            }
            if meals && given {
                found.add(FactValue::Meals(true), Basis::Stated, at, end);
            }
        }
    }
}

/// 宿舍, 住宿, 食宿 without a word of giving: an offer where the phrase holds nothing else, or where it is provided before.
fn bare_board(found: &mut Found<'_>, voice: Voice, at: usize, tag: Tag) {
    let tokens = found.tokens;
    let end = at + 1;
    let parts = |at: usize| tokens.parts(at) || tokens.kind(at) == Kind::Plus;
    let listed = at.checked_sub(1).is_none_or(parts) && parts(end);
    let provided = tokens.behind(at, 6, |tag| tag == Tag::Provide).is_some_and(|word| {
        matches!(
            tokens.word(word),
            "提供" | "免费" | "包" | "管" | "供" | "公司提供" | "免费提供" | "可提供" | "安排"
        )
    });
    let follows = parts(end) || tokens.gap(end) || tokens.kind(end) == Kind::Dash;
    if is_duty(tokens, at) || is_refused(tokens, at, end) || !(listed || (provided && follows)) {
        return;
    }
    match voice {
        Voice::Post => {
            found.add(FactValue::Lodging(true), Basis::Stated, at, end);
            if tag == Tag::Board {
                found.add(FactValue::Meals(true), Basis::Stated, at, end);
            }
        }
        Voice::Person => found.add(FactValue::NeedsLodging(true), Basis::Stated, at, end),
    }
}

fn insured(found: &mut Found<'_>, at: usize, mut insurance: Insurance) {
    let tokens = found.tokens;
    let mut end = at + 1;
    // 社保、公积金 in one list.
    if insurance == Insurance::Five {
        let mut look = end;
        while look < end + 4 && matches!(tokens.kind(look), Kind::Comma | Kind::Plus | Kind::Slash)
            || matches!(tokens.word(look), "和" | "及" | "加" | "与")
        {
            look += 1;
        }
        if tokens.is(look, Tag::Fund) && !is_refused(tokens, look, look + 1) {
            (insurance, end) = (Insurance::FiveAndFund, look + 1);
        }
    }
    if is_duty(tokens, at) {
        return;
    }
    let next = tokens.word(end);
    let business = [
        "补贴",
        "费",
        "申报",
        "代理",
        "局",
        "缴纳工作",
        "产品",
        "业务",
        "办理",
        "增减",
        "相关",
        "基数",
        "手续",
        "公司",
        "销售",
        "专员",
        "顾问",
        "等事务",
        "核算",
    ];
    if !tokens.gap(end) && business.iter().any(|word| next.starts_with(word)) {
        return;
    }
    if is_refused(tokens, at, end) {
        if insurance != Insurance::Commercial
            && matches!(tokens.tag_before(at, 1), Some(Tag::Neg | Tag::Provide))
        {
            found.add(FactValue::Insurance(Insurance::None), Basis::Stated, at.saturating_sub(1), end);
        }
        return;
    }
    found.add(FactValue::Insurance(insurance), Basis::Stated, at, end);
}
