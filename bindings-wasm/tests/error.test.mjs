// Errors as JavaScript sees them, traps, and memory.

import assert from "node:assert/strict";
import { test } from "node:test";

import { call, DoorstepError, Ledger, Lexicon, Matcher } from "doorstep";

// Not exported to users: the parts that turn a trap into an error, and the module's memory.
const inside = (name) => import(new URL(`../node_modules/doorstep/${name}`, import.meta.url));
const { Handle } = await inside("error.js");
const { memory } = (await inside("module/doorstep.js")).initSync();

test("an error is an Error with a code and both languages", () => {
  try {
    call("divine", "{}");
    assert.fail("nothing was thrown");
  } catch (error) {
    assert.ok(error instanceof DoorstepError && error instanceof Error);
    assert.equal(error.name, "DoorstepError");
    assert.match(error.stack, /^DoorstepError: no operation has this name: divine/);
    assert.deepEqual(
      { ...error },
      {
        code: "request.unknown_operation",
        family: "request",
        messageZh: "没有此名称的操作：divine",
        findings: [],
      },
    );
  }
});

test("a trap becomes an error, and its object answers nothing more", () => {
  // (module (func (export "f") unreachable))
  const bytes = "0061736d010000000104016000000302010007050101660000" + "0a05010300000b";
  const trap = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(bytes, "hex"))).exports.f;
  let freed = 0;
  const handle = new Handle(() => ({ ask: () => 7, trap, free: () => (freed += 1) }));
  assert.equal(handle.use((object) => object.ask()), 7);
  const panic = (error) => {
    return (
      error instanceof DoorstepError &&
      error.code === "internal.panic" &&
      error.family === "internal" &&
      error.cause instanceof WebAssembly.RuntimeError &&
      /created again/.test(error.message) &&
      /重新创建/.test(error.messageZh)
    );
  };
  assert.throws(() => handle.use((object) => object.trap()), panic);
  assert.throws(() => handle.use((object) => object.ask()), panic);
  handle.free();
  assert.equal(freed, 0);
  assert.throws(() => new Handle(() => trap()), panic);
  // Other objects, and other errors, are what they were.
  assert.equal(new Matcher([]).length, 0);
  const other = new Handle(() => ({}));
  assert.throws(() => other.use(() => JSON.parse("{")), SyntaxError);
  assert.equal(other.use(() => 1), 1);
});

test("deep and large input is refused, not fatal", () => {
  assert.throws(() => call("convert", "[".repeat(100_000)), { code: "request.json" });
  assert.throws(() => call("recommend", `{"posts":${"[".repeat(5000)}`), { code: "request.json" });
  const long = { id: "a", title: "长".repeat(100_000) };
  assert.throws(() => new Matcher([long]), ({ code, findings, message }) => {
    return code === "table.rejected" && findings[0].code === "value.too_long" && message.length < 1000;
  });
});

test("what is freed is used again: 200 rounds do not grow", () => {
  const posts = Array.from({ length: 300 }, (_, index) => ({ id: `p${index}`, title: "保安", skills: ["巡逻", "消防"] }));
  const round = () => {
    const lexicon = new Lexicon();
    const matcher = new Matcher(posts, { lexicon });
    lexicon.free();
    matcher.recommend([{ titles: ["保安"] }], 20);
    matcher.search("保安");
    matcher.suggest("bao");
    assert.throws(() => matcher.explain({}, "none"));
    matcher.free();
    const ledger = Ledger.open("memory:");
    ledger.verify();
    ledger.free();
    assert.throws(() => new Matcher([{ lon: 500 }]));
  };
  for (let count = 0; count < 20; count += 1) round();
  const before = memory.buffer.byteLength;
  for (let count = 0; count < 200; count += 1) round();
  assert.equal(memory.buffer.byteLength, before);
});
