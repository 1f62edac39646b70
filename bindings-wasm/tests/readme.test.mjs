// The README's example for Node does what it says.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the example for Node", async () => {
  const [, example] = readme.match(/^```js\n(.*?)^```$/ms);
  const body = example.replace(/^import (\{.*\}) from "doorstep";$/m, 'const $1 = await import("doorstep");');
  assert.notEqual(body, example);
  const said = [];
  const note = (...values) => said.push(values);
  const AsyncFunction = (async () => {}).constructor;
  await new AsyncFunction("console", body)({ error: note, log: note, table: note });
  const [[code, zh], [findings], [{ events }]] = said;
  assert.equal(code, "table.rejected");
  assert.match(zh, /[\u4e00-\u9fff]/);
  assert.equal(findings[0].code, "coordinate.latitude_out_of_range");
  assert.equal(events, 1);
});
