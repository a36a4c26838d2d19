// Weight and time on a weak line: what goes over the wire at the first visit and later, and when something is seen.

import assert from "node:assert/strict";
import test from "node:test";
import { addressOf, limitsOf, SCREENS } from "./screens.list.mjs";
import { SITE, open } from "./site.mjs";

const FIRST_MAX = 100_000;
const LATER_MAX = 30_000;
const FIRST_PAINT_MAX_MS = 3_000;
/** 256 kbit/s each way, 400 ms there and back. */
const WEAK = { offline: false, latency: 400, downloadThroughput: 256_000 / 8, uploadThroughput: 256_000 / 8 };

test("the first visit weighs at most 100 KB and shows something within 3 s on a weak line", async () => {
  const context = await open();
  const page = await context.newPage();
  const line = await wire(page);
  await line.cdp.send("Network.emulateNetworkConditions", WEAK);
  await page.goto("/sign-in");
  const paint = await firstPaint(page);
  await context.close();
  assert.ok(line.bytes() <= FIRST_MAX, `${line.bytes()} bytes`);
  assert.ok(paint <= FIRST_PAINT_MAX_MS, `first paint after ${paint} ms`);
  console.log(`# first visit: ${line.bytes()} bytes, first paint after ${Math.round(paint)} ms at 256 kbit/s and 400 ms`);
});

test("later pages weigh at most 30 KB", async () => {
  const heavy = [];
  let most = ["", 0];
  const whos = new Set(SCREENS.filter((screen) => !screen.act && screen.state === "full").map((screen) => screen.who));
  for (const who of whos) {
    const context = await open({ account: who });
    const page = await context.newPage();
    await page.goto("/help");
    const line = await wire(page);
    for (const screen of SCREENS.filter((one) => one.who === who && !one.act && one.state === "full")) {
      const at = await addressOf(screen);
      const before = line.bytes();
      await page.goto(at);
      const bytes = line.bytes() - before;
      if (bytes > most[1]) most = [at, bytes];
      if (bytes > (limitsOf(at).bytes ?? LATER_MAX)) heavy.push(`${at}: ${bytes} bytes`);
    }
    await context.close();
  }
  console.log(`# the heaviest later page: ${most[0]}, ${most[1]} bytes`);
  assert.deepEqual(heavy, []);
});

/** Counts what comes over the wire, with headers, as the browser itself does. */
async function wire(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  let sum = 0;
  cdp.on("Network.loadingFinished", (event) => { sum += event.encodedDataLength; });
  return { cdp, bytes: () => sum };
}

async function firstPaint(page) {
  await page.waitForLoadState("networkidle");
  assert.ok(page.url().startsWith(SITE));
  return page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
}
