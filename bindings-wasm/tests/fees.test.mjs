// Service fees, yearly scores and allocations.

import assert from "node:assert/strict";
import { test } from "node:test";

import { allocate, fees, scorecard } from "doorstep";

import { fixture } from "./fixtures.mjs";

const code = (expected) => ({ name: "DoorstepError", code: expected });

test("fees, scores and allocations give the bytes of call", () => {
  for (const name of ["fees", "fees_settled"]) {
    const { request, answer_text } = fixture(`golden/${name}.json`);
    const { records, catalogue, contract, ...options } = request;
    const found = fees(records.rows, catalogue, contract, { ...options, mapping: records.mapping });
    assert.equal(JSON.stringify(found), answer_text);
  }
  for (const name of ["scorecard", "scorecard_step"]) {
    const { request, answer_text } = fixture(`golden/${name}.json`);
    assert.equal(JSON.stringify(scorecard(request.scorecards, request.terms)), answer_text);
  }
  const { request, answer_text } = fixture("golden/allocate.json");
  assert.equal(JSON.stringify(allocate(request.total_fen, request.claims)), answer_text);
});

test("a statement after a statement pays only what is new", () => {
  const { request } = fixture("golden/fees.json");
  const { records, catalogue, contract } = request;
  const first = fees(records.rows, catalogue, contract);
  const paid = new Map();
  for (const { record, quantity, amount_fen } of first.lines.flatMap((line) => line.records)) {
    const before = paid.get(record) ?? { record, quantity: 0, amount_fen: 0 };
    paid.set(record, { record, quantity: before.quantity + quantity, amount_fen: before.amount_fen + amount_fen });
  }
  const again = fees(records.rows, catalogue, contract, { settled: [...paid.values()] });
  assert.equal(again.total.amount_fen, 0);
  assert.equal(again.unpaid.filter((line) => line.why === "settled").length, first.paid_records);
});

test("what cannot be computed is refused", () => {
  const { request } = fixture("golden/fees.json");
  const { records, catalogue, contract } = request;
  assert.throws(() => fees(records.rows, [], contract), code("fee.catalogue_empty"));
  assert.throws(() => fees([{ id: "a" }], catalogue, contract), code("table.rejected"));
  assert.throws(() => fees(records.rows, catalogue, contract, { settle: [] }), code("request.json"));
  assert.throws(() => scorecard([], { fee_fen: 1, rule: { kind: "step", bands: [] } }), code("fee.payout_shape"));
  assert.throws(() => allocate(1, []), code("fee.no_weight"));
  assert.throws(() => allocate(1.5, []), code("request.json"));
  // A number that JSON cannot say is no weight, either.
  assert.throws(() => allocate(1, [{ key: "a", weight: Number.NaN }]), code("request.json"));
});
