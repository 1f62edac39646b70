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

/** A matcher loaded as a page does it, and people in chunks while a timer runs. */
async function savedAndChunked() {
  const posts = Array.from({ length: 200 }, (_, index) => ({ id: index, title: ["保安", "电工"][index % 2] }));
  const seekers = Array.from({ length: 30 }, (_, index) => ({ id: index, titles: ["电工"] }));
  const matcher = new doorstep.Matcher(posts);
  const bytes = await (await fetch(URL.createObjectURL(new Blob([matcher.toBytes()])))).arrayBuffer();
  const loaded = doorstep.Matcher.fromBytes(bytes);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const chunked = [];
  for await (const { recommendations } of loaded.recommendInChunks(seekers, 3, { chunk: 5 })) {
    chunked.push(...recommendations);
  }
  clearInterval(timer);
  const whole = matcher.recommend(seekers, 3).recommendations;
  return { same: JSON.stringify(chunked) === JSON.stringify(whole), count: whole.length, alive: ticks > 0 };
}

try {
  const beforeInit = early(() => doorstep.version());
  // Twice at once: it is loaded once.
  await Promise.all([init(), init()]);
  const paths = new URLSearchParams(location.search).getAll("fixture");
  const fetched = paths.map(async (path) => [path, await (await fetch(`/fixtures/${path}`)).json()]);
  const { cases, differences } = check(doorstep, Object.fromEntries(await Promise.all(fetched)));
  document.querySelector("#version").textContent = doorstep.version();
  result.textContent = [`${cases} 个用例，${differences.length} 个不一致`, ...differences].join("\n");
  window.outcome = { version: doorstep.version(), beforeInit, cases, differences, saved: await savedAndChunked() };
} catch (error) {
  result.textContent = String(error);
  window.outcome = { error: String(error) };
}
