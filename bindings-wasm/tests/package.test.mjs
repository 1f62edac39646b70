// The package as it is installed, imported by its name as a user does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import init, * as doorstep from "doorstep";

import { fixture, PATHS } from "./fixtures.mjs";
import { check } from "./golden.mjs";

const require = createRequire(import.meta.url);
const file = (name) => readFileSync(new URL(`../node_modules/doorstep/${name}`, import.meta.url), "utf8");

test("import and require give the same package", async () => {
  await init();
  assert.equal(require("doorstep").Matcher, doorstep.Matcher);
  assert.equal(doorstep.version(), require("doorstep/package.json").version);
});

test("the golden cases", () => {
  const { cases, differences } = check(doorstep, Object.fromEntries(PATHS.map((path) => [path, fixture(path)])));
  assert.ok(cases >= PATHS.length && PATHS.length > 20, `${cases} cases`);
  assert.deepEqual(differences, []);
});

test("the golden check sees a difference", () => {
  const path = "golden/recommend_zh.json";
  const changed = fixture(path);
  changed.answer_text = changed.answer_text.replace(/"score":(\d)/, '"score":1$1');
  assert.equal(check(doorstep, { [path]: changed }).differences.length, 1);
  assert.equal(check({ ...doorstep, call: () => "{}" }, { [path]: fixture(path) }).differences.length, 1);
});

test("the types name what is exported, and nothing else", () => {
  const typed = [...file("doorstep.d.ts").matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name);
  assert.match(file("doorstep.d.ts"), /^export default function init/m);
  assert.deepEqual([...new Set(typed), "default"].sort(), Object.keys({ ...doorstep, default: init }).sort());
  for (const name of ["Lexicon", "Matcher", "Ledger", "RoadNetwork"]) {
    const [, body] = file("doorstep.d.ts").match(new RegExp(`^export class ${name} \\{(.*?)^\\}`, "ms"));
    const members = [...body.matchAll(/^  (?:static )?(?:readonly )?(\w+)[(:]/gm)].map(([, member]) => member);
    const own = (object) => Object.getOwnPropertyNames(object);
    const found = [...own(doorstep[name]), ...own(doorstep[name].prototype)];
    const inherent = ["length", "name", "prototype", "constructor"];
    const lacking = members.filter((member) => !inherent.includes(member) && !found.includes(member));
    assert.deepEqual(lacking, [], name);
    assert.deepEqual(found.filter((member) => !inherent.includes(member) && !members.includes(member)), [], name);
  }
});

test("the module names no path of the machine that built it", () => {
  const text = readFileSync(require.resolve("doorstep/doorstep.wasm"), "latin1");
  assert.equal(/\/(home|root|Users|tmp)\/[\w./-]*/.exec(text)?.[0], undefined);
});
