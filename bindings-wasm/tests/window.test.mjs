// Subsidy windows and retirement months; the cases of all languages are among the golden ones.

import assert from "node:assert/strict";
import { test } from "node:test";

import { retirement, subsidyWindow } from "doorstep";

import { fixture } from "./fixtures.mjs";

const rule = { id: "r", months_max: 36, split: "whole_months", pauses: [{ reason: "work", shifts_end: true }] };
const open = { action: "open", start: "2026-03-01", first_approval: { on: "2026-02-10" } };

test("windows give the bytes of call", () => {
  const names = ["", "_days", "_near_retirement", "_other_rule", "_broken"];
  for (const name of names) {
    const { request, answer_text } = fixture(`golden/subsidy_window${name}.json`);
    const { rule: given, steps, ...options } = request;
    assert.equal(JSON.stringify(subsidyWindow(given, steps, options)), answer_text);
  }
});

test("a window is kept and taken up again", () => {
  const { window, answers, view } = subsidyWindow(rule, [open]);
  assert.deepEqual(answers, [{ outcome: "applied" }]);
  assert.equal(view.end, "2029-03-01");
  const pause = { action: "pause", on: "2026-05-01", from: "2026-06-01", until: "2026-08-01", reason: "work" };
  const later = subsidyWindow(rule, [pause, pause], { window: JSON.parse(JSON.stringify(window)), as_of: "2026-07-01" });
  assert.deepEqual(later.answers.map(({ outcome }) => outcome), ["applied", "refused"]);
  assert.equal(later.answers[1].refusal.code, "window.pause_overlap");
  assert.equal(later.view.end, "2029-05-01");
  assert.equal(later.view.is_open, false);
  assert.equal(later.view.used.months + later.view.remaining.months, 36);
  assert.equal(subsidyWindow(rule).window, undefined);
});

test("what cannot be read is an error", () => {
  const unreadable = { name: "DoorstepError", code: "request.json" };
  assert.throws(() => subsidyWindow({ ...rule, months_max: -1 }, []), unreadable);
  assert.throws(() => subsidyWindow(rule, [{ ...open, start: new Date() }]), unreadable);
  assert.throws(() => subsidyWindow(rule, [open], { today: "2026-03-01" }), unreadable);
});

test("retirement months", () => {
  assert.deepEqual(retirement("1965-01", "men_60"), { age_months: 721, month: "2025-02" });
  const { request, answer_text } = fixture("golden/retirement.json");
  assert.equal(JSON.stringify(retirement(request.born, request.category)), answer_text);
  const { request: wrong, error } = fixture("golden/retirement_other_law.json");
  assert.throws(() => retirement(wrong.born, wrong.category, { law: wrong.law }), { name: "DoorstepError", code: error });
});
