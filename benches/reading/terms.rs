//! Skills and certificates against the gold sheet, whose cells have the posts' own words.
//!
//! One that was read is right if the words that it was read from, or its name, stand in a cell of the sheet, or a cell
//! stands in them: the sheet has `熟练使用Excel`, the lexicon 办公软件 by the word `Excel`. One of the sheet is found if
//! something that was read meets it so.

use std::collections::BTreeMap;

use doorstep::matching::{PostReading, read_post};
use doorstep::text::{Lexicon, normal_form};
use doorstep::{Post, Skill};

use super::{Row, text};

/// What the whole library reads from a post that states nothing but its texts.
pub(super) fn read_texts(row: &Row, lexicon: &Lexicon) -> PostReading {
    let mut post = Post::new(text(row, "职位自编号"));
    post.title = text(row, "职位").to_owned();
    post.description = Some(text(row, "职位描述").to_owned());
    post.benefits = text(row, "福利").split(',').map(str::to_owned).collect();
    read_post(&mut post, lexicon)
}

/// The share of posts of which skills were read, and which list some as a column.
pub(super) fn coverage(rows: &[Row], readings: &[PostReading]) {
    let listed = rows.iter().filter(|row| Skill::parse(text(row, "技能")).is_ok()).count();
    for field in ["skills", "certificates"] {
        let has = |reading: &&PostReading| reading.facts.iter().any(|fact| fact.field == field);
        let read = readings.iter().filter(has).count();
        let share = |count: usize| 100.0 * count as f64 / rows.len().max(1) as f64;
        let column = if field == "skills" { share(listed) } else { 0.0 };
        println!("{field:<12} {column:>5.1} % {:>5.1} %", share(read));
    }
}

/// Precision and recall of skills and certificates, pooled over the rows.
pub(super) fn measure(rows: &[&Row], readings: &BTreeMap<String, PostReading>) {
    for field in ["skills", "certificates"] {
        let (mut right, mut wrong, mut found, mut missed) = (0_u32, 0_u32, 0_u32, 0_u32);
        for row in rows {
            let Some(reading) = readings.get(text(row, "row_id")) else { continue };
            let gold = |column: &str| -> Vec<String> {
                text(row, column).split('|').map(normal_form).filter(|cell| !cell.is_empty()).collect()
            };
            // A driving licence among the skills is one all the same.
            let all = [gold("skills"), gold("certificates")].concat();
            let read: Vec<[String; 2]> = reading
                .facts
                .iter()
                .filter(|fact| fact.field == field)
                .map(|fact| [normal_form(&fact.quote), normal_form(&fact.value)])
                .collect();
            let meets = |words: &[String; 2], cell: &String| {
                words.iter().any(|word| cell.contains(word.as_str()) || word.contains(cell.as_str()))
            };
            for words in &read {
                let is_right = all.iter().any(|cell| meets(words, cell));
                *if is_right { &mut right } else { &mut wrong } += 1;
            }
            for cell in gold(field) {
                *if read.iter().any(|words| meets(words, &cell)) { &mut found } else { &mut missed } += 1;
            }
        }
        let share = |part: u32, rest: u32| f64::from(part) / f64::from((part + rest).max(1));
        println!(
            "{field:<16} {:>5} {right:>5} {wrong:>6} {:>9.3} {:>6.3}",
            found + missed,
            share(right, wrong),
            share(found, missed)
        );
    }
}
