// Every screen in its states, on a desk and on a telephone: axe, the HTML as served, the measures of the layout, the
// tabulator, the other colours, the printed page; nothing asked of others and nothing on the console.

import assert from "node:assert/strict";
import test from "node:test";
import { faultsOfAxe, faultsOfFocus, faultsOfHtml, faultsOfLayout } from "./checks.mjs";
import { SCREENS } from "./screens.list.mjs";
import { open, watched } from "./site.mjs";

/** A printed page of nothing is smaller. */
const PRINTED_MIN = 3_000;

for (const screen of SCREENS) {
  test(`${screen.name} (${screen.state})`, async () => {
    const context = await open({ account: screen.who });
    try {
      const faults = await faultsOf(screen, context);
      assert.equal([...new Set(faults)].join("\n"), "");
    } finally {
      await context.close();
    }
  });
}

async function faultsOf(screen, context) {
  const { page, faults } = await watched(context);
  let served;
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest() && ![302, 303].includes(response.status());
    if (isPage) served = response.text().catch((error) => `the page could not be read: ${error.message}`);
  });
  await page.goto(screen.at);
  await screen.act?.(page);
  const problem = screen.state === "error" ? null : await page.locator("main [role=alert]:visible").first().innerText({ timeout: 50 }).catch(() => null);
  if (problem) faults.push(`a problem is shown: ${problem}`);
  faults.push(...await faultsOfHtml(await served));
  faults.push(...marked("1280 px", await faultsAt(page, screen)));
  await page.setViewportSize({ width: 320, height: 640 });
  faults.push(...marked("320 px", await faultsAt(page, screen)));
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...marked("dark", await faultsOfAxe(page, ["color-contrast"])));
  await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
  faults.push(...marked("forced colours", await faultsOfFocus(page, 12)));
  await page.emulateMedia({ forcedColors: "none" });
  const printed = await page.pdf({ format: "Letter" });
  if (printed.length < PRINTED_MIN) faults.push(`prints ${printed.length} bytes, which is an empty page`);
  return faults;
}

async function faultsAt(page, screen) {
  return [...await faultsOfLayout(page, screen.nodes), ...await faultsOfAxe(page), ...await faultsOfFocus(page)];
}

function marked(where, faults) {
  return faults.map((fault) => `${where}: ${fault}`);
}
