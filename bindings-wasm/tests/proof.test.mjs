// What a third party checks; the signature also by Node's own Ed25519.

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";

import { checkpointPublicKey, Ledger, verifyCheckpoint, verifyConsistency, verifyInclusion } from "doorstep";

import { fixture } from "./fixtures.mjs";

const { request: { commands } } = fixture("golden/ledger_story.json");
const origin = "jinan.example/vouchers";
const key = new Uint8Array(32).fill(7);
const last = commands.at(-1).now;
const code = (expected) => ({ name: "DoorstepError", code: expected });
const told = (url = "memory:", count = commands.length) => {
  const ledger = Ledger.open(url);
  for (const { now, command } of commands.slice(0, count)) ledger.submit(command, now);
  return ledger;
};

for (const [url, ending] of [["memory:", ""], ["memory:?hash=sm3", "_sm3"]]) {
  test(`a ledger proves what its golden cases hold (${url})`, () => {
    const ledger = told(url);
    const signed = ledger.checkpoint(origin, key, last);
    const publicKey = checkpointPublicKey(origin, key);
    assert.deepEqual(fixture(`golden/verify_checkpoint${ending}.json`).request, { text: signed.text, public_key: publicKey });
    const checked = verifyCheckpoint(signed.text, publicKey);
    assert.deepEqual(checked, signed);
    const inclusion = ledger.proveInclusion(7);
    assert.deepEqual(fixture(`golden/verify_inclusion${ending}.json`).request.proof, inclusion);
    assert.equal(verifyInclusion(inclusion, checked).event.seq, 7);
    const consistency = ledger.proveConsistency(5);
    const { old } = fixture(`golden/verify_consistency${ending}.json`).request;
    assert.equal(verifyConsistency(consistency, old, checked).kept, 5);
    assert.throws(() => verifyConsistency(consistency, checked, old), code("ledger.proof_fails"));
    assert.throws(() => verifyInclusion({ ...inclusion, seq: 8 }, checked), code("ledger.proof_fails"));
    assert.equal(ledger.dayRoots().at(-1).root, checked.root);
  });
}

test("the signature is one of Ed25519 over the text", () => {
  const { text } = told().checkpoint(origin, key, last);
  const raw = Buffer.from(checkpointPublicKey(origin, key).split("+").slice(2).join("+"), "base64").subarray(1);
  const public_ = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
  const [body, line] = text.split("\n\n");
  const signature = Buffer.from(line.trim().split(" ")[2], "base64").subarray(4);
  assert.ok(verify(null, Buffer.from(`${body}\n`), public_, signature));
  assert.ok(!verify(null, Buffer.from(body), public_, signature));
});

test("another history is found by what was published", () => {
  const { text } = told().checkpoint(origin, key, last);
  const publicKey = checkpointPublicKey(origin, key);
  assert.equal(told().checkAgainst([text], publicKey).checkpoints, 1);
  assert.throws(() => told("memory:", 5).checkAgainst([text], publicKey), code("ledger.cut_off"));
  assert.throws(() => told().checkAgainst([text.replace("day 2026", "day 2027")], publicKey), code("ledger.signature"));
  assert.throws(() => told().proveInclusion(0.5), code("ledger.proof_range"));
  assert.throws(() => checkpointPublicKey("two words", key), code("ledger.checkpoint_key"));
});

test("lines of JSON make the same ledger", () => {
  const ledger = told();
  const lines = ledger.toJsonl();
  const copy = Ledger.fromJsonl(lines);
  assert.deepEqual(copy.verify(), ledger.verify());
  assert.deepEqual(copy.export(), ledger.export());
  assert.throws(() => Ledger.fromJsonl(lines.replace('"seq":3,', '"seq":9,')), { code: "ledger.encoding", message: /line 4/ });
});
