// The web flavour in headless Chromium. `cargo xtask test` says where Chromium is and where screenshots go.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

import { PATHS } from "../fixtures.mjs";
import { serve } from "./serve.mjs";

// No sandbox, as it does not start for root; no connection of the browser's own.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let server, profile, browser;

before(async () => {
  server = await serve({
    "/": new URL("./", import.meta.url),
    "/golden.mjs": new URL("../golden.mjs", import.meta.url),
    "/package/": new URL("../../node_modules/doorstep/", import.meta.url),
    "/fixtures/": new URL("../../../fixtures/", import.meta.url),
  });
  profile = await mkdtemp(join(tmpdir(), "doorstep-chromium-"));
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
  });
});

after(async () => {
  await browser?.close();
  server?.close();
  if (profile) await rm(profile, { recursive: true, force: true });
});

test("the golden cases", async () => {
  const page = await browser.newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("requestfailed", (request) => said.push(`${request.url()}: ${request.failure()?.errorText}`));

  const query = new URLSearchParams(PATHS.map((path) => ["fixture", path]));
  await page.goto(`${server.address}/page.html?${query}`);
  await page.waitForFunction(() => window.outcome !== undefined, undefined, { timeout: 30_000 });
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, "golden.png") });

  const { version, beforeInit, cases, differences, saved, error } = await page.evaluate(() => window.outcome);
  assert.equal(error, undefined);
  assert.match(version, /^\d+\.\d+\.\d+/);
  assert.equal(beforeInit, "internal.not_ready");
  assert.ok(cases >= PATHS.length, `${cases} cases`);
  assert.deepEqual(differences, []);
  assert.deepEqual(saved, { same: true, count: 90, alive: true });
  assert.deepEqual(said, []);
});
