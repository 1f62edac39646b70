// Runs the golden cases named in the address (`?fixture=…&fixture=…`) and leaves the outcome in `window.outcome`.

import init, * as doorstep from "/package/web.js";
import { check } from "/golden.mjs";

const result = document.querySelector("#result");
const early = (call) => {
  try {
    return call();
  } catch (error) {
    return error.code;
  }
};

try {
  const beforeInit = early(() => doorstep.version());
  // Twice at once: it is loaded once.
  await Promise.all([init(), init()]);
  const paths = new URLSearchParams(location.search).getAll("fixture");
  const fetched = paths.map(async (path) => [path, await (await fetch(`/fixtures/${path}`)).json()]);
  const { cases, differences } = check(doorstep, Object.fromEntries(await Promise.all(fetched)));
  document.querySelector("#version").textContent = doorstep.version();
  result.textContent = [`${cases} 个用例，${differences.length} 个不一致`, ...differences].join("\n");
  window.outcome = { version: doorstep.version(), beforeInit, cases, differences };
} catch (error) {
  result.textContent = String(error);
  window.outcome = { error: String(error) };
}
