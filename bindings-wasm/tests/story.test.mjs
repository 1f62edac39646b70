// The story of the sample county, told by the installed package: the same lines as in Python.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import * as doorstep from "doorstep";
import { rowsOf, tell } from "../../examples/web/story.mjs";

const example = (path) => readFile(new URL(`../../examples/${path}`, import.meta.url), "utf8");

test("the story is the same in every language", async () => {
  const names = ["posts", "seekers", "stations", "residents"];
  const entries = async (read) => Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)])));
  const tables = await entries(async (name) => rowsOf(await example(`data/${name}.csv`)));
  const mappings = await entries(async (name) => JSON.parse(await example(`mappings/sample_${name}.json`)));
  assert.deepEqual(tell(doorstep, tables, mappings), (await example("story.txt")).trimEnd().split("\n"));
});

test("the reader of CSV keeps quotes, commas, line ends and empty cells", () => {
  assert.deepEqual(rowsOf('\ufeffa,b\r\n"x, ""y""\nz",\r\n1,2\r\n'), [{ a: 'x, "y"\nz', b: null }, { a: "1", b: "2" }]);
});
