// Size of the module, time until a saved matcher is ready, and latency of one question, in Node and in Chromium:
// `node latency.mjs FILE [--package DIR] [--node | --chromium]`; README.md says how FILE is made.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

import { serve } from "../../bindings-wasm/tests/browser/serve.mjs";
import { measure } from "./measure.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { package: { type: "string" }, node: { type: "boolean" }, chromium: { type: "boolean" } },
});
if (positionals.length !== 1) throw new Error("latency.mjs FILE [--package DIR] [--node | --chromium]");
const saved = pathToFileURL(resolve(positionals[0]));
const folder = values.package
  ? pathToFileURL(`${resolve(values.package)}/`)
  : new URL("../../bindings-wasm/pkg/", import.meta.url);

async function inNode() {
  const bytes = new Uint8Array(await readFile(saved));
  const start = performance.now();
  const doorstep = await import(new URL("node.js", folder));
  const module = performance.now() - start;
  return { module, ...measure(doorstep, bytes) };
}

async function inChromium() {
  const { chromium } = createRequire(new URL("../../bindings-wasm/package.json", import.meta.url))("playwright-core");
  const server = await serve({ "/": new URL("./", import.meta.url), "/package/": folder, "/saved.bin": saved });
  const profile = await mkdtemp(join(tmpdir(), "doorstep-latency-"));
  try {
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      headless: true,
      args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
    try {
      const page = await browser.newPage();
      await page.goto(`${server.address}/latency.html`);
      await page.waitForFunction(() => window.outcome !== undefined, undefined, { timeout: 120_000 });
      return await page.evaluate(() => window.outcome);
    } finally {
      await browser.close();
    }
  } finally {
    server.close();
    await rm(profile, { recursive: true, force: true });
  }
}

function told(where, { error, posts, found, ...times }) {
  if (error !== undefined) throw new Error(`${where}: ${error}`);
  const ms = (value) => value.toFixed(1);
  const cell = (value) =>
    typeof value === "number" ? ms(value) : `p50 ${ms(value.p50)}, p99 ${ms(value.p99)}, max ${ms(value.max)}`;
  console.log(`${where}: ${posts} posts, ${found} recommendations; load ${loadavg()[0].toFixed(1)}`);
  for (const [name, value] of Object.entries(times)) console.log(`  ${name.padEnd(16)}${cell(value)} ms`);
}

const kib = (bytes) => `${(bytes.length / 1024).toFixed(0)} KiB`;
const wasm = await readFile(new URL("module/doorstep_bg.wasm", folder));
const file = await readFile(saved);
console.log(`module ${kib(wasm)}, gzip ${kib(gzipSync(wasm, { level: 9 }))}`);
console.log(`saved matcher ${kib(file)}, gzip ${kib(gzipSync(file))}`);
if (!values.chromium) told("Node", await inNode());
if (!values.node) told("Chromium", await inChromium());
