// The package as it is installed, imported by its name as a user does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as doorstep from "doorstep";

import { check, FIXTURES } from "./golden.mjs";

const require = createRequire(import.meta.url);
const json = (url) => JSON.parse(readFileSync(url, "utf8"));

test("import and require give the same package", () => {
  assert.equal(require("doorstep").version(), doorstep.version());
  assert.equal(doorstep.version(), require("doorstep/package.json").version);
});

test("the web flavour runs from bytes", async () => {
  const web = await import("doorstep/web");
  await web.default({ module_or_path: readFileSync(require.resolve("doorstep/doorstep.wasm")) });
  assert.equal(web.version(), doorstep.version());
});

test("the golden cases", () => {
  const fixtures = Object.fromEntries(
    FIXTURES.map((name) => [name, json(new URL(`../../fixtures/${name}.json`, import.meta.url))]),
  );
  const { cases, differences } = check(doorstep, fixtures);
  assert.ok(cases > 0);
  assert.deepEqual(differences, []);
});

test("the golden check sees a difference", () => {
  const broken = { fenFromYuan: () => 0 };
  assert.equal(check(broken, { fen_from_yuan: [{ text: "1", fen: 100 }, { text: "x", code: "value.not_a_number" }] }).differences.length, 2);
});

test("no path of the machine that built it is in the module", () => {
  const text = readFileSync(require.resolve("doorstep/doorstep.wasm"), "latin1");
  assert.doesNotMatch(text, /\/(home|root|Users|work|tmp)\//);
});
