//! The figures of a run.

use std::collections::BTreeMap;

use doorstep::table::{Effect, Reading};
use serde_json::{Value, json};

use crate::{Story, matching};

/// Everything that was counted.
pub(super) fn of(story: &Story<'_>) -> Value {
    let world = story.world;
    let with_none = story.outcomes.iter().filter(|outcome| outcome.recommendations.is_empty());
    let recommended: usize = story.outcomes.iter().map(|outcome| outcome.recommendations.len()).sum();
    json!({
        "place": world.name,
        "today": story.today,
        "notes": world.notes,
        "tables": {
            "posts": table(&world.posts.reading),
            "seekers": table(&world.seekers.reading),
            "stations": table(&world.stations.reading),
            "residents": table(&world.residents.reading),
        },
        "matching": {
            "recommendations": recommended,
            "people_by_number_of_posts": matching::by_count(&story.outcomes),
            "people_with_none": with_none.map(|outcome| &outcome.seeker.id).collect::<Vec<_>>(),
        },
        "coverage": story.circles.coverage.total,
        "standard": story.circles.standard,
        "vouchers": vouchers(story),
    })
}

fn table<T>(reading: &Reading<T>) -> Value {
    let codes = |effect| -> BTreeMap<&str, usize> {
        let counts = reading.counts();
        counts
            .iter()
            .filter(|((found, _), _)| *found == effect)
            .map(|((_, code), count)| (*code, *count))
            .collect()
    };
    json!({
        "rows": reading.records.len() + reading.rows_rejected,
        "read": reading.records.len(),
        "rejected": reading.rows_rejected,
        "findings_that_rejected_a_row": codes(Effect::Row),
        "cells_read_as_not_stated": codes(Effect::Cell),
    })
}

fn vouchers(story: &Story<'_>) -> Value {
    let vouchers = &story.vouchers;
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    for voucher in &vouchers.vouchers {
        let state = serde_json::to_value(voucher.state).unwrap_or_default();
        *states.entry(state.as_str().unwrap_or_default().to_owned()).or_insert(0) += 1;
    }
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for refusal in vouchers.turns.iter().filter_map(|turn| turn.refusal()) {
        *refused.entry(refusal.code().code()).or_insert(0) += 1;
    }
    json!({
        "commands": vouchers.turns.len(),
        "events": vouchers.events.len(),
        "replayed": vouchers.turns.iter().filter(|turn| turn.replayed()).count(),
        "refused": refused,
        "states": states,
        "budget": vouchers.budget,
        "verified": vouchers.verified,
    })
}
