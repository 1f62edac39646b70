// The web flavour, in a process of its own: nothing else has loaded the module here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import init, { DoorstepError, Matcher, version } from "doorstep/web";

const bytes = readFileSync(createRequire(import.meta.url).resolve("doorstep/doorstep.wasm"));

test("nothing answers before the module is loaded, and a failed load can be repeated", async () => {
  const notReady = (error) => error instanceof DoorstepError && error.code === "internal.not_ready";
  assert.throws(() => version(), notReady);
  assert.throws(() => new Matcher([]), notReady);
  await assert.rejects(init(new Uint8Array([0, 1, 2])), WebAssembly.CompileError);
  assert.throws(() => version(), notReady);
  await Promise.all([init(bytes), init(bytes)]);
  await init();
  assert.match(version(), /^\d+\.\d+\.\d+/);
  assert.equal(new Matcher([]).length, 0);
});
