//! Education, experience and ages (学历, 经验, 年龄).

use super::token::{Kind, Tokens};
use super::words::Tag;
use super::{Basis, FactValue, Found, Voice};
use crate::model::{AgeRange, Education, EducationDemand};

/// Most tokens between years and the word for experience.
const PHRASE: usize = 18;
/// Most years that a post asks for.
const YEARS_MAX: u32 = 30;

pub(super) fn read(found: &mut Found<'_>, voice: Voice) {
    let tokens = found.tokens;
    let mut at = 0;
    while at < tokens.len() {
        let next = match tokens.kind(at) {
            Kind::Word(Tag::Education(level)) => education(found, voice, at, level),
            Kind::Word(Tag::EduAny) => {
                found.add(FactValue::Education(EducationDemand::Any), Basis::Stated, at, at + 1);
                at + 1
            }
            Kind::Word(Tag::EduWord | Tag::ExpWord | Tag::AgeWord) => any_of_list(found, at),
            Kind::Word(Tag::ExpNone | Tag::Graduate | Tag::Teach) => no_experience(found, voice, at),
            Kind::Word(Tag::HalfYear) => {
                // Half a year is less than one and more than none: rounded up.
                if let Some((from, end)) = experience_around(tokens, at, at + 1) {
                    found.add(FactValue::ExperienceYears(1), Basis::Derived, from, end);
                }
                at + 1
            }
            Kind::Word(Tag::AgeAny) => {
                if let (Voice::Post, Ok(ages)) = (voice, AgeRange::new(None, None)) {
                    found.add(FactValue::Ages(ages), Basis::Stated, at, at + 1);
                }
                at + 1
            }
            Kind::Word(Tag::EachYear) if tokens.word(at) == "一年" => years(found, at).unwrap_or(at + 1),
            Kind::Number(_) => years(found, at)
                .or_else(|| if voice == Voice::Post { ages(found, at) } else { None })
                .unwrap_or(at + 1),
            _ => at + 1,
        };
        at = next.max(at + 1);
    }
}

/// 学历, 经验不限; 年龄：不限.
fn any_of_list(found: &mut Found<'_>, at: usize) -> usize {
    let tokens = found.tokens;
    let mut end = at + 1;
    let list = |at: usize| {
        matches!(
            tokens.kind(at),
            Kind::Colon
                | Kind::Slash
                | Kind::Word(Tag::EduWord | Tag::ExpWord | Tag::AgeWord | Tag::Men | Tag::Women)
        ) || (tokens.kind(at) == Kind::Comma
            && matches!(tokens.tag(at + 1), Some(Tag::EduWord | Tag::ExpWord | Tag::AgeWord))
            && tokens.word(at) == "、")
            || matches!(tokens.word(at), "专业" | "和" | "性别" | "专业和" | "、")
    };
    while list(end) && end < at + 8 {
        end += 1;
    }
    let any = match tokens.tag(end) {
        Some(Tag::ExpNone | Tag::EduAny | Tag::AgeAny) => true,
        Some(Tag::AnyWord) => !matches!(
            tokens.word(end),
            "可" | "可以" | "也可" | "也可以" | "均可" | "都可" | "都可以" | "皆可" | "亦可"
        ),
        _ => false,
    };
    let before = tokens.word(at.saturating_sub(1));
    let negated = matches!(tokens.tag_before(at, 1), Some(Tag::Neg)) || (at > 0 && before == "不限");
    let from_neg = at.saturating_sub(usize::from(negated));
    // 不需要学历和经验: the negation before holds for the list.
    if negated
        && matches!(tokens.word(from_neg), "不需要" | "不需" | "无需" | "不用" | "无须" | "不要" | "不限")
    {
        for word in at..end {
            let value = match tokens.tag(word) {
                Some(Tag::EduWord) => FactValue::Education(EducationDemand::Any),
                Some(Tag::ExpWord) => FactValue::ExperienceYears(0),
                _ => continue,
            };
            found.add(value, Basis::Stated, from_neg, word + 1);
        }
        return end;
    }
    if any {
        for word in at..end {
            let value = match tokens.tag(word) {
                Some(Tag::EduWord) => FactValue::Education(EducationDemand::Any),
                Some(Tag::ExpWord) => FactValue::ExperienceYears(0),
                Some(Tag::AgeWord) => match AgeRange::new(None, None) {
                    Ok(ages) => FactValue::Ages(ages),
                    Err(_) => continue,
                },
                _ => continue,
            };
            found.add(value, Basis::Stated, word, end + 1);
        }
        // The last word of the list may be a fact of its own.
        return if tokens.is(end, Tag::AnyWord) { end + 1 } else { end };
    }
    at + 1
}

/// A level of education: a demand if 以上, 学历 or a sign stands behind it.
fn education(found: &mut Found<'_>, voice: Voice, at: usize, level: Education) -> usize {
    let tokens = found.tokens;
    let (mut lowest, mut end) = (level, at + 1);
    // 大专/本科, 高中或中专, 大专、本科: the lowest of them.
    loop {
        let sign = matches!(tokens.kind(end), Kind::Slash | Kind::Comma | Kind::Dash | Kind::Word(Tag::To))
            || matches!(tokens.word(end), "或" | "和" | "及" | "或者" | "与");
        let Some(Tag::Education(other)) = tokens.tag(end + usize::from(sign)) else { break };
        // 大专，本科优先: the second only improves on the first.
        let preferred = tokens.ahead(end + usize::from(sign) + 1, 3, |tag| tag == Tag::Prefer).is_some();
        if preferred && tokens.kind(end) == Kind::Comma {
            break;
        }
        lowest = lowest.min(other);
        end += usize::from(sign) + 1;
    }
    let level_end = end;
    let before = tokens.before(at, 1);
    let labelled = tokens.behind(at, 3, |tag| tag == Tag::EduWord).is_some()
        || (before == Kind::Colon && tokens.tag_before(at, 2) == Some(Tag::EduWord));
    let relaxed = tokens.behind(at, 3, |tag| tag == Tag::Relax).is_some();
    let mut above = false;
    while matches!(tokens.kind(end), Kind::Word(Tag::Above | Tag::EduWord | Tag::About))
        || tokens.word(end) == "或"
    {
        above |= tokens.is(end, Tag::Above);
        end += 1;
        if end > at + 12 {
            break;
        }
    }
    let below = tokens.is(end, Tag::Below);
    let worded = end > level_end;
    let starts = |words: &[&str]| words.iter().any(|word| tokens.word(end).starts_with(word));
    let closes = tokens.parts(end)
        || tokens.gap(end)
        || matches!(tokens.kind(end), Kind::Slash | Kind::Number(_) | Kind::Word(Tag::Prefer | Tag::ExpWord))
        || starts(&["学信网", "相关专业", "及同等", "或同等", "以及以上", "专业", "级以上", "同等"]);
    let last = tokens.word(at.saturating_sub(1));
    let opens = at == 0
        || tokens.parts(at - 1)
        || tokens.gap(at)
        || labelled
        || before == Kind::Colon
        || ["专业", "要求", "统招", "及", "以", "全日制", "公办", "大学"]
            .iter()
            .any(|word| last.ends_with(word));
    let bare = lowest >= Education::JuniorCollege && opens && closes;
    if relaxed || !(above || worded || labelled || bare || below) {
        return end;
    }
    // 不要求本科, 本科学历补助.
    let refused = matches!(tokens.tag_before(at, 1), Some(Tag::Neg));
    let about_other = matches!(tokens.tag(end), Some(Tag::NotWage | Tag::NotEdu));
    if refused || about_other {
        return end;
    }
    let preferred = tokens
        .ahead(end, 6, |tag| matches!(tag, Tag::Prefer | Tag::ExpWord))
        .is_some_and(|word| tokens.is(word, Tag::Prefer))
        || tokens.tag_before(at, 1) == Some(Tag::Prefer);
    let basis = if preferred { Basis::Preferred } else { Basis::Stated };
    let any = below && voice == Voice::Post;
    let demand = if any { EducationDemand::Any } else { EducationDemand::AtLeast(lowest) };
    let end = end + usize::from(below);
    found.add(FactValue::Education(demand), basis, at, end);
    end
}

/// 无需经验, 应届生可, 包教包会.
fn no_experience(found: &mut Found<'_>, voice: Voice, at: usize) -> usize {
    let tokens = found.tokens;
    let word = tokens.tag(at);
    let mut end = at + 1;
    while matches!(tokens.tag(end), Some(Tag::AnyWord)) {
        end += 1;
    }
    let refused = matches!(tokens.tag_before(at, 1), Some(Tag::Neg | Tag::Question | Tag::Refuse))
        || (tokens.tag_before(at, 1) == Some(Tag::Provide) && tokens.tag_before(at, 2) == Some(Tag::Neg))
        || tokens.ahead(end, 2, |tag| tag == Tag::Unwanted).is_some();
    // 无经验者年薪 … , 无相关类目经验但有1年以上: not what is asked.
    if refused || voice == Voice::Person && word != Some(Tag::ExpNone) {
        return end;
    }
    let preferred = tokens.ahead(end, 3, |tag| tag == Tag::Prefer).is_some();
    let basis = match word {
        Some(Tag::ExpNone) => Basis::Stated,
        _ if preferred => Basis::Preferred,
        _ => Basis::Derived,
    };
    found.add(FactValue::ExperienceYears(0), basis, at, end);
    end
}

/// Years of experience that begin with the number at `at`.
fn years(found: &mut Found<'_>, at: usize) -> Option<usize> {
    let tokens = found.tokens;
    // 一年 is one word of the table.
    let one_year = tokens.is(at, Tag::EachYear);
    let number = tokens.number(at);
    // One and a half is asked for as two.
    let half = number.is_some_and(|number| number.low % 1000 == 500 && number.scale == 1);
    let first = match number {
        None if one_year => 1,
        number => {
            number.filter(|number| half || number.low % 1000 == 0)?.low.div_euclid(1000).try_into().ok()?
        }
    };
    let first: u32 = first + u32::from(half);
    let mut unit = if one_year { at } else { at + 1 };
    let unit_at =
        |at: usize| matches!(tokens.tag(at), Some(Tag::Year)) || matches!(tokens.word(at), "年" | "一年");
    if unit_at(unit)
        && matches!(tokens.kind(unit + 1), Kind::Dash | Kind::Word(Tag::To))
        && tokens.number(unit + 2).is_some()
    {
        // 1年-3年.
        unit += 3;
    } else if matches!(tokens.kind(unit), Kind::Dash | Kind::Word(Tag::To | Tag::Above))
        && tokens.number(unit + 1).is_some()
    {
        unit += 2;
    } else if tokens.kind(unit) == Kind::Plus {
        unit += 1;
    }
    let months = tokens.is(unit, Tag::Month) && tokens.word(unit) == "个月";
    if !(unit_at(unit) || months) || first > YEARS_MAX {
        return None;
    }
    let years = if months { first.div_ceil(12) } else { first };
    let (from, end) = experience_around(tokens, at, unit + 1)?;
    let basis = if months || half { Basis::Derived } else { Basis::Stated };
    let preferred = tokens.ahead(end, 4, |tag| tag == Tag::Prefer).is_some()
        || tokens.ahead(unit, PHRASE + 4, |tag| matches!(tag, Tag::Prefer)).is_some();
    let basis = if preferred { Basis::Preferred } else { basis };
    let relaxed = tokens.behind(at, 3, |tag| tag == Tag::Relax).is_some();
    if !relaxed && let Ok(years) = u8::try_from(years) {
        found.add(FactValue::ExperienceYears(years), basis, from, end);
    }
    Some(end)
}

/// The span of an experience whose years stand from `at` to the token before `end`: 3年以上…经验, 经验3年以上.
fn experience_around(tokens: &Tokens<'_>, at: usize, end: usize) -> Option<(usize, usize)> {
    let above = |at: usize| matches!(tokens.kind(at), Kind::Word(Tag::Above | Tag::About | Tag::Half));
    let mut tail = end;
    while above(tail) || tokens.word(tail) == "的" {
        tail += 1;
        if tail > end + 4 {
            break;
        }
    }
    let founded = |tag| matches!(tag, Tag::Founded | Tag::NotExp);
    if tokens.behind(at, 3, founded).is_some() {
        return None;
    }
    // 经验：3年以上 before; 3年以上相关工作经验 behind.
    let label = (at.saturating_sub(5)..at)
        .rev()
        .take_while(|label| !tokens.parts(*label))
        .find(|label| matches!(tokens.tag(*label), Some(Tag::ExpWord)));
    if let Some(label) = label {
        return Some((label, tail));
    }
    // …经验，至少8年以上.
    if tokens.tag_before(at, 1) == Some(Tag::AtLeast)
        && tokens.before(at, 2) == Kind::Comma
        && tokens.tag_before(at, 3) == Some(Tag::ExpWord)
    {
        return Some((at - 3, tail));
    }
    // Professional lists may part the years from the word by an enumeration comma or slash.
    let mut behind = tail;
    // 至少3年以上…, …经验: with 以上 a comma or two may stand between, but no other fact.
    let mut commas = 0;
    while behind < tail + PHRASE && !tokens.ends(behind) {
        match tokens.kind(behind) {
            Kind::Comma if !matches!(tokens.word(behind), "、" | "(" | ")") => {
                commas += 1;
                if tail == end || commas > 3 {
                    break;
                }
            }
            Kind::Word(Tag::ExpWord) => return Some((at, behind + 1)),
            Kind::Word(Tag::NotExp) | Kind::Number(_) => break,
            Kind::Word(tag)
                if commas > 0
                    && !matches!(
                        tag,
                        Tag::Ignore | Tag::NotStaff | Tag::NotWage | Tag::Piece | Tag::Head | Tag::Hire
                    ) =>
            {
                break;
            }
            _ => {}
        }
        behind += 1;
    }
    // 从事相关工作3年以上; 3年以上销售工作.
    let above = tokens.is(end, Tag::Above) || tokens.is(end, Tag::About);
    let worked = above
        && (at.saturating_sub(3)..at).rev().take_while(|before| !tokens.parts(*before)).any(|before| {
            let word = tokens.word(before);
            (word.ends_with("工作") && (before + 1 == at || tokens.tag_before(at, 1) == Some(Tag::AtLeast)))
                || word.contains("从事")
                || word.starts_with('事') && tokens.word(before.saturating_sub(1)) == "从"
        });
    if worked {
        return Some((at, tail));
    }
    let works = above
        && tokens.kind(tail) == Kind::Other
        && tokens.word(tail).ends_with("工作")
        && tokens.parts(tail + 1);
    works.then_some((at, tail + 1))
}

/// Ages that begin with the number at `at`.
fn ages(found: &mut Found<'_>, at: usize) -> Option<usize> {
    let tokens = found.tokens;
    let (mut min, mut max, mut end) = age_range(tokens, at)?;
    let mut from = at;
    if matches!(tokens.tag_before(at, 1), Some(Tag::AtLeast)) {
        from -= 1;
    }
    let own = |at: usize| matches!(tokens.tag(at), Some(Tag::NotStaff));
    // 3-6岁儿童: not those who are hired.
    if own(end)
        || (tokens.word(end) == "的" && own(end + 1))
        || max.is_some_and(|max| max < 16)
        || min.is_some_and(|min| min < 14)
    {
        return None;
    }
    if tokens.behind(at, 3, |tag| tag == Tag::NotStaff).is_some() || tokens.is(from, Tag::NotStaff) {
        return None;
    }
    let preferred = tokens.ahead(end, 4, |tag| tag == Tag::Prefer).is_some();
    // 男50女45, 可放宽至50: the widest of what one sentence says.
    let mut look = end;
    let mut relaxed_alone = tokens.behind(at, 2, |tag| tag == Tag::Relax).is_some();
    while look < end + 8 && !tokens.ends(look) {
        if tokens.number(look).is_some() {
            let Some((other_min, other_max, other_end)) =
                age_range(tokens, look).or_else(|| gendered(tokens, look))
            else {
                break;
            };
            if own(other_end) {
                break;
            }
            let merged = (merge(min, other_min, u8::min), merge(max, other_max, u8::max));
            // 18周岁以上，50周岁以下 are the two ends of one range.
            (min, max) = if min.is_some() && max.is_none() && other_min.is_none() {
                (min, other_max)
            } else if min.is_none() && max.is_some() && other_max.is_none() && other_min < max {
                (other_min, max)
            } else {
                let relaxed = tokens.behind(look, 2, |tag| tag == Tag::Relax).is_some();
                if relaxed { (min, max.max(other_max)) } else { merged }
            };
            end = other_end;
            look = other_end;
        } else {
            look += 1;
        }
    }
    if min.is_some() && max.is_some() {
        relaxed_alone = false;
    }
    let ages = AgeRange::new(min, max).ok().filter(|_| !relaxed_alone)?;
    let basis = if preferred { Basis::Preferred } else { Basis::Stated };
    found.add(FactValue::Ages(ages), basis, from, end);
    Some(end)
}

/// The outer end of two; an open end stays open.
fn merge(one: Option<u8>, other: Option<u8>, outer: fn(u8, u8) -> u8) -> Option<u8> {
    one.zip(other).map(|(one, other)| outer(one, other))
}

/// 男50, 女45: the highest age of a sex.
fn gendered(tokens: &Tokens<'_>, at: usize) -> Option<(Option<u8>, Option<u8>, usize)> {
    let age = age(tokens, at)?;
    matches!(tokens.tag_before(at, 1), Some(Tag::Men | Tag::Women | Tag::Relax)).then_some((
        None,
        Some(age),
        at + 1,
    ))
}

fn age(tokens: &Tokens<'_>, at: usize) -> Option<u8> {
    tokens.number(at)?.between(14, 75).and_then(|age| u8::try_from(age).ok())
}

/// `18-45岁`, `45岁以下`, `年满18周岁`, `年龄18-45`: lowest, highest, and the token behind.
fn age_range(tokens: &Tokens<'_>, at: usize) -> Option<(Option<u8>, Option<u8>, usize)> {
    let first = age(tokens, at)?;
    let unit = |at: usize| tokens.is(at, Tag::AgeUnit);
    let mut end = at + 1;
    let mut united = unit(end);
    end += usize::from(united);
    let labelled = tokens
        .behind(at, 5, |tag| tag == Tag::AgeWord)
        .filter(|label| !(*label + 1..at).any(|between| tokens.number(between).is_some()))
        .is_some()
        || (matches!(tokens.before(at, 1), Kind::Colon | Kind::Comma)
            && tokens.tag_before(at, 2) == Some(Tag::AgeWord));
    let dash = |at: usize| matches!(tokens.kind(at), Kind::Dash | Kind::Word(Tag::To));
    let mut second = None;
    if dash(end)
        && let Some(age) = age(tokens, end + 1)
    {
        second = Some(age);
        end += 2;
        united |= unit(end);
        end += usize::from(unit(end));
    }
    let gendered = matches!(tokens.tag_before(at, 1), Some(Tag::Men | Tag::Women));
    // 男50女45岁: the sign of the second counts for the first.
    united |=
        gendered && matches!(tokens.tag(end), Some(Tag::Men | Tag::Women)) && age(tokens, end + 1).is_some();
    // 18-40，男女不限.
    united |= second.is_some() && tokens.kind(end) == Kind::Comma && tokens.is(end + 1, Tag::Men);
    if !(united
        || (labelled
            && (second.is_some()
                || matches!(tokens.tag(end), Some(Tag::Above | Tag::Below))
                || tokens.tag_before(at, 1) == Some(Tag::Below))))
        && !(gendered
            && second.is_none()
            && (labelled || tokens.behind(at, 4, |tag| tag == Tag::AgeWord).is_some()))
    {
        return None;
    }
    if let Some(second) = second {
        let below = matches!(tokens.tag(end), Some(Tag::Below | Tag::About));
        let between = tokens.word(end) == "之间";
        return (second >= first).then_some((Some(first), Some(second), end + usize::from(below || between)));
    }
    match tokens.tag(end) {
        Some(Tag::Below) => Some((None, Some(first), end + 1)),
        Some(Tag::Above) => Some((Some(first), None, end + 1)),
        _ if tokens.tag_before(at, 1) == Some(Tag::AtLeast) => Some((Some(first), None, end)),
        _ if matches!(tokens.tag_before(at, 1), Some(Tag::Below)) => Some((None, Some(first), end)),
        _ if gendered || tokens.tag_before(at, 1) == Some(Tag::Relax) => Some((None, Some(first), end)),
        _ => None,
    }
}
