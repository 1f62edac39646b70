//! The picture of the voucher's states, drawn from the table of transitions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use doorstep::voucher::table::{Case, TRANSITIONS};
use doorstep::voucher::{ActionKind, VoucherState};

use crate::vouchers::{ACTIONS, STATES};

const WIDTH: i32 = 1_240;
const HEIGHT: i32 = 560;
/// Half the width and half the height of a state.
const HALF: (i32, i32) = (68, 30);

/// Where the middle of a state is: the way to the payment in a row, what ends it above and below.
const fn place(state: VoucherState) -> (i32, i32) {
    match state {
        VoucherState::Issued => (190, 230),
        VoucherState::Claimed => (430, 230),
        VoucherState::Redeemed => (670, 230),
        VoucherState::Approved => (910, 230),
        VoucherState::Disbursed => (1_150, 230),
        VoucherState::Expired => (310, 60),
        VoucherState::Revoked => (550, 420),
        VoucherState::ClawedBack => (1_150, 420),
    }
}

fn zh(action: ActionKind) -> &'static str {
    ACTIONS.iter().find(|(known, _)| *known == action).map_or("", |(_, zh)| zh)
}

/// The name of an action, with what it says of the case.
fn label(action: ActionKind, case: Case) -> (String, String) {
    let (en, more) = match case {
        Case::Always => ("", ""),
        Case::Part => (" in part", "（部分）"),
        Case::Full => (" in full", "（全部）"),
        Case::Dismissed => (", dismissed", "（不成立）"),
        Case::Upheld => (", upheld", "（成立）"),
    };
    (action.name().replace('_', " ") + en, format!("{}{more}", zh(action)))
}

/// Arrows, and what lies over them.
#[derive(Default)]
struct Picture {
    under: String,
    over: String,
}

impl Picture {
    fn text(&mut self, x: i32, y: i32, class: &str, text: &str) {
        let _ = writeln!(self.over, r#"<text x="{x}" y="{y}" class="{class}">{text}</text>"#);
    }

    fn arrow(&mut self, path: &str) {
        let _ = writeln!(self.under, r#"<path d="{path}" class="arrow" marker-end="url(#head)"/>"#);
    }

    fn state(&mut self, state: VoucherState, zh: &str) {
        let (x, y) = place(state);
        let (left, top, width, height) = (x - HALF.0, y - HALF.1, 2 * HALF.0, 2 * HALF.1);
        let class = if state.is_final() { "final" } else { "state" };
        let _ = writeln!(
            self.over,
            r#"<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="10" class="{class}"/>"#
        );
        self.text(x, y - 4, "name", state.name());
        self.text(x, y + 18, "zh", zh);
    }

    /// The labels of one arrow, each in two lines, around a point.
    fn labels(&mut self, (x, y): (i32, i32), labels: &[(String, String)]) {
        let lines: Vec<&String> = labels.iter().flat_map(|(en, zh)| [en, zh]).collect();
        let top = y - (i32::try_from(lines.len()).unwrap_or(2) - 1) * 8 + 4;
        for (line, at) in lines.into_iter().zip((top..).step_by(16)) {
            self.text(x, at, "label", line);
        }
    }

    /// An arrow from a state to another, with its labels.
    fn edge(&mut self, from: VoucherState, to: VoucherState, labels: &[(String, String)]) {
        let ((x, y), (to_x, to_y)) = (place(from), place(to));
        let (path, at) = if y == to_y && to_x > x {
            // Straight on.
            let (start, end) = (x + HALF.0, to_x - HALF.0 - 4);
            (format!("M{start} {y} H{end}"), ((start + end) / 2, y + 24))
        } else if y == to_y {
            // Back, in an arc above.
            let (start, end, top) = (x - 20, to_x + 20, y - HALF.1);
            let high = top - 60;
            let path = format!("M{start} {top} C{start} {high} {end} {high} {end} {}", top - 4);
            (path, ((start + end) / 2, high - 4))
        } else {
            // Up or down to an end; several arrows meet its near side apart from each other.
            let down = to_y > y;
            let (start, end) =
                if down { (y + HALF.1, to_y - HALF.1 - 4) } else { (y - HALF.1, to_y + HALF.1 + 4) };
            let aim = to_x + (x - to_x) * HALF.0 / 500;
            (
                format!("M{x} {start} L{aim} {end}"),
                (x + (aim - x) * 45 / 100, start + (end - start) * 45 / 100),
            )
        };
        self.arrow(&path);
        self.labels(at, labels);
    }
}

/// The picture as SVG.
pub(crate) fn picture() -> String {
    let mut edges: BTreeMap<(VoucherState, VoucherState), Vec<(String, String)>> = BTreeMap::new();
    let mut stays: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for row in TRANSITIONS {
        for from in row.from {
            match row.to {
                Some(to) => edges.entry((*from, to)).or_default().push(label(row.action, row.case)),
                None => stays.entry(label(row.action, row.case)).or_default().push(from.name()),
            }
        }
    }
    let mut picture = Picture::default();
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">
<title>States of a voucher (券状态)</title>
<style>
text {{ font-family: "Noto Sans", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "Microsoft YaHei", sans-serif; text-anchor: middle; fill: #1b2a38 }}
.name {{ font-size: 17px; font-weight: 600 }} .zh {{ font-size: 15px }} .label, .note {{ font-size: 13px }}
.label {{ paint-order: stroke; stroke: #fff; stroke-width: 5px }} .note {{ text-anchor: start }}
.state {{ fill: #e3f0fa; stroke: #2b6b9c; stroke-width: 1.6 }} .final {{ fill: #eceef0; stroke: #66737f; stroke-width: 1.6 }}
.arrow {{ fill: none; stroke: #44525e; stroke-width: 1.5 }}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#44525e"/></marker></defs>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>"##
    );
    for ((from, to), labels) in &edges {
        picture.edge(*from, *to, labels);
    }
    let (x, y) = place(VoucherState::Issued);
    picture.arrow(&format!("M12 {y} H{}", x - HALF.0 - 4));
    let issue: Vec<_> = TRANSITIONS.iter().filter(|row| row.from.is_empty()).collect();
    for row in issue {
        picture.labels((62, y + 24), &[label(row.action, row.case)]);
    }
    for (state, zh) in STATES {
        picture.state(state, zh);
    }
    let mut y = HEIGHT - 20 * i32::try_from(stays.len()).unwrap_or(0) + 4;
    picture.text(24, y - 24, "note", "The state stays (状态不变):");
    for ((en, zh), states) in stays {
        picture.text(24, y, "note", &format!("{en} {zh}: {}", states.join(", ")));
        y += 20;
    }
    svg + &picture.under + &picture.over + "</svg>\n"
}
