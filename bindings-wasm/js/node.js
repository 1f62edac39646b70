// For Node: the module is read from the package when this is imported.

import { readFileSync } from "node:fs";

import { loaded } from "./error.js";
import { initSync } from "./module/doorstep.js";

export * from "./api.js";

initSync({ module: readFileSync(new URL("./module/doorstep_bg.wasm", import.meta.url)) });
loaded();

/** Nothing is left to do here; the same code runs in browsers. */
export default async function init() {}
