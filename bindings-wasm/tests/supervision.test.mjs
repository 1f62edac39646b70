// Supervision of vouchers: what the ledger gives is what the operations give.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { inspection, Ledger, sample } from "doorstep";

import { fixture } from "./fixtures.mjs";

const code = (expected) => ({ name: "DoorstepError", code: expected });
const played = () => {
  const ledger = Ledger.open("memory:");
  for (const { now, command } of fixture("golden/rates.json").request.commands) ledger.submit(command, now);
  return ledger;
};

test("rates, findings and key figures give the bytes of call", () => {
  const ledger = played();
  for (const name of ["rates", "findings"]) {
    const { request, answer_text } = fixture(`golden/${name}.json`);
    assert.equal(JSON.stringify(ledger[name](request.asked)), answer_text);
  }
  const { request, answer_text } = fixture("golden/kpi.json");
  const { periods, ...options } = request.asked;
  assert.equal(JSON.stringify(ledger.kpi(periods, options)), answer_text);
});

test("samples are drawn by SHA-256 over seed and id", () => {
  const { request, answer_text } = fixture("golden/sample.json");
  assert.equal(JSON.stringify(sample(request.population, request.size, request.seed)), answer_text);
  const ids = Array.from({ length: 50 }, (_, number) => `v-${number}`);
  const digest = (id) => createHash("sha256").update(`公告 7\n${id}`).digest("hex");
  const expected = [...ids].sort((one, other) => (digest(one) < digest(other) ? -1 : 1)).slice(0, 10);
  const { drawn } = sample(ids.reverse(), { share_millionths: 200_000 }, "公告 7");
  assert.deepEqual(drawn.map(({ id }) => id), expected);
  assert.deepEqual(drawn.map((one) => one.digest), expected.map(digest));
  assert.throws(() => sample(["a", "a"], { share_millionths: 1 }, "s"), code("supervision.duplicate"));
});

test("a redeemed voucher is inspected", () => {
  const ledger = played();
  assert.deepEqual(ledger.population({ paid: true }).map(({ id }) => id), ["v-1", "v-2", "v-3"]);
  const { request, answer_text } = fixture("golden/inspection.json");
  assert.deepEqual(ledger.inspectionCase("v-3"), request.case);
  assert.equal(ledger.inspectionCase("v-5"), undefined);
  assert.equal(JSON.stringify(inspection(request.case, request.steps)), answer_text);
});

test("what makes no sense is refused", () => {
  const ledger = played();
  assert.throws(() => ledger.findings({ rules: ["luck"] }), code("request.json"));
  assert.throws(() => ledger.rates({ as_of: 0, by: ["colour"] }), code("request.json"));
  assert.throws(() => ledger.kpi([{ from: "2026-01-02", until: "2026-01-01" }]), code("supervision.period"));
});
