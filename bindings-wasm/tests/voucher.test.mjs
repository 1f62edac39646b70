// The ledger; the story of `fixtures/voucher` is among the golden cases.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { call, checkCommand, Ledger } from "doorstep";

import { fixture } from "./fixtures.mjs";

const { commands, answers, budget, verified } = fixture("voucher/story.json");
const code = (expected) => ({ name: "DoorstepError", code: expected });
const told = () => {
  const ledger = Ledger.open("memory:");
  for (const { now, command } of commands) ledger.submit(command, now);
  return ledger;
};

test("many commands at once are answered like each alone", () => {
  const ledger = Ledger.open("memory:");
  const [{ now }] = commands;
  const same = commands.filter((step) => step.now === now).map((step) => step.command);
  assert.ok(same.length > 1);
  const found = ledger.submitMany(same, now);
  assert.equal(JSON.stringify(found), JSON.stringify(answers.slice(0, same.length)));
  // One of them cannot be read: none is done.
  assert.throws(() => ledger.submitMany([{ ...commands[2].command, id: "x" }, {}], now), code("command.field_missing"));
  assert.deepEqual(ledger.status("x"), { status: "not_seen" });
});

test("time is text, seconds or a date", () => {
  const [{ now, command }] = commands;
  const at = (instant) => {
    const ledger = Ledger.open("memory:");
    return ledger.submit(command, instant).event.time;
  };
  assert.equal(at(new Date(now * 1000 + 999)), now);
  assert.equal(at(new Date(now * 1000).toISOString()), now);
  assert.equal(at(now), now);
  assert.ok(Math.abs(at() - Date.now() / 1000) < 60);
  // Milliseconds are far in the future.
  assert.throws(() => at(Date.now()), code("value.out_of_range"));
  for (const wrong of [1.5, Number.NaN, "tomorrow", new Date(Number.NaN), null]) {
    assert.throws(() => at(wrong), code("value.not_a_date"), String(wrong));
  }
});

test("events, status, refusal, proof", () => {
  const ledger = told();
  assert.equal(ledger.events().length, verified.events);
  const own = ledger.events({ voucher: "v-1", limit: 2 });
  assert.deepEqual(own.map(({ voucher }) => voucher), ["v-1", "v-1"]);
  assert.throws(() => ledger.events({ colour: 1 }), { code: "request.json", message: /`colour`/ });
  assert.equal(ledger.status("c-01").status, "applied");
  const refused = answers.findIndex(({ outcome }) => outcome === "refused");
  const { status, refusal } = ledger.status(commands[refused].command.id);
  assert.deepEqual([status, refusal], ["refused", answers[refused].refusal]);
  assert.equal(ledger.voucher("none"), undefined);
  assert.equal(ledger.budget("none"), undefined);
  assert.deepEqual(ledger.verify(), verified);
});

test("a ledger goes out as bytes and comes back the same", () => {
  const ledger = told();
  const bytes = ledger.export();
  assert.ok(bytes instanceof Uint8Array);
  const copy = Ledger.import(bytes);
  assert.deepEqual(copy.verify(), verified);
  assert.deepEqual(copy.budget("training-2026"), budget);
  const { now, command } = commands[0];
  assert.equal(copy.submit(command, now).outcome, "replayed");
  bytes[bytes.length >> 1] ^= 1;
  assert.throws(() => Ledger.import(bytes), { name: "DoorstepError", family: "voucher" });
  assert.throws(() => Ledger.import(new Uint8Array()), { name: "DoorstepError", family: "voucher" });
});

test("what cannot be opened or read is an error", () => {
  assert.throws(() => Ledger.open("sqlite:///tmp/x"), code("ledger.store_not_built"));
  assert.throws(() => Ledger.open("redis://secret@host"), (error) => {
    return error.code === "ledger.store_scheme" && !error.message.includes("secret");
  });
  assert.throws(() => new Ledger(), TypeError);
  const ledger = Ledger.open("memory:");
  const [{ now, command }] = commands;
  assert.throws(() => ledger.submit(undefined, now), code("command.malformed"));
  assert.throws(() => ledger.submit({ ...command, colour: 1 }, now), { code: "command.field_unknown", message: /colour/ });
  assert.throws(() => ledger.submit({ ...command, face_amount_fen: 800.5 }, now), code("command.field_type"));
  assert.throws(() => ledger.submit({ ...command, face_amount_fen: Number.NaN }, now), code("command.field_type"));
  const named = { ...command, actor: { ...command.actor, id: "110105194912310021" } };
  assert.throws(() => ledger.submit(named, now), (error) => {
    return error.code === "command.personal" && !`${error.message}${error.messageZh}`.includes("1949");
  });
});

// Written by the Rust test `same_bytes`; `cargo xtask test` says where.
const sameBytes = process.env.DOORSTEP_SAME_BYTES;

test("ten thousand commands have the bytes of Rust", { skip: !sameBytes && "run by `cargo xtask test`" }, () => {
  const [requests, answers] = ["requests", "answers"].map((name) =>
    JSON.parse(readFileSync(join(sameBytes, `${name}.json`), "utf8")),
  );
  assert.ok(requests.reduce((count, request) => count + JSON.parse(request).commands.length, 0) >= 10_000);
  requests.forEach((request, index) => assert.equal(call("ledger", request), answers[index]));
});

test("a card shows a voucher, and says what would be refused", () => {
  const ledger = Ledger.open("memory:", { secretKey: new Uint8Array(32).fill(7) });
  const now = "2026-03-02T09:00:00+08:00";
  const say = (id, [actor, role], rest) =>
    ledger.submit({ id, actor: { id: actor, role, region: "3701" }, ...rest }, now);
  const terms = { name: "技能培训券", region: "370102", item: "training", face_amount_fen: 80_000, valid_days: 90 };
  say("c-1", ["u-1", "manager"], { action: "define_programme", programme: "p", payee: "provider", ...terms });
  say("c-2", ["u-1", "manager"], { action: "appropriate", programme: "p", amount_fen: 200_000 });
  const secret = "k7Q2-9xPd-44Ma";
  say("c-3", ["u-2", "issuer"], { action: "issue", programme: "p", voucher: "v-1", holder: "h-1", secret });
  const card = JSON.parse(JSON.stringify(ledger.card("v-1")));
  assert.ok(!JSON.stringify([card, ledger.events()]).includes(secret));
  const claim = { id: "c-4", actor: { id: "h-1", role: "holder", region: "37" }, action: "claim", voucher: "v-1" };
  assert.equal(checkCommand(card, claim, now), undefined);
  assert.equal(checkCommand(card, claim, "2026-09-01T09:00:00+08:00").code, "voucher.expired");
  assert.equal(checkCommand(card, { ...claim, actor: { ...claim.actor, id: "h-2" } }, now).code, "voucher.not_the_holder");
  assert.throws(() => checkCommand(card, { ...claim, voucher: "v-2" }, now), code("command.field_value"));
  assert.equal(ledger.submit(claim, now).outcome, "applied");
  const redeem = { action: "redeem", voucher: "v-1", record: "r-1" };
  assert.equal(say("c-5", ["s-1", "provider"], redeem).refusal.code, "voucher.secret_wrong");
  assert.equal(say("c-6", ["s-1", "provider"], { ...redeem, secret }).outcome, "applied");
  assert.deepEqual(ledger.total("37"), ledger.total());
  assert.equal(ledger.total("3701").payable_fen, 80_000);
  assert.equal(ledger.batch("b-1"), undefined);
  assert.throws(() => Ledger.open("memory:", { secretKey: new Uint8Array(31) }), code("ledger.secret_key"));
});

test("what a bank answers is booked once", () => {
  const { commands, batch, file, actor, now } = fixture("golden/bank_return.json").request;
  const expected = JSON.parse(fixture("golden/bank_return.json").answer_text);
  const ledger = Ledger.open("memory:");
  for (const { now, command } of commands) ledger.submit(command, now);
  const sent = ledger.paymentFile(batch);
  assert.equal(new TextDecoder().decode(sent), expected.payment_file);
  ledger.checkPaymentFile(batch, sent);
  sent[sent.length - 2] ^= 1;
  assert.throws(() => ledger.checkPaymentFile(batch, sent), code("bank.content_changed"));
  const found = ledger.reconcile(batch, file, { actor, now });
  const { answers, ...rest } = ledger.applyReturn(batch, new TextEncoder().encode(file), { actor, now });
  assert.deepEqual(rest, found);
  assert.deepEqual({ answers, ...rest }, expected.applied);
  assert.deepEqual(ledger.applyReturn(batch, file, { actor, now }).answers, []);
  assert.throws(() => ledger.reconcile(batch, file, { actor, now, layout: { encoding: "gb18030" } }), code("bank.layout"));
});
