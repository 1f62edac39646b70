// The fixtures that all languages read, from the disk.

import { readdirSync, readFileSync } from "node:fs";

const ROOT = new URL("../../fixtures/", import.meta.url);

/** Paths below fixtures/ of all that `check` knows. */
export const PATHS = [
  "fen_from_yuan.json",
  "voucher/story.json",
  ...readdirSync(new URL("golden/", ROOT)).sort().map((name) => `golden/${name}`),
];

/** The parsed JSON of one. */
export const fixture = (path) => JSON.parse(readFileSync(new URL(path, ROOT), "utf8"));
