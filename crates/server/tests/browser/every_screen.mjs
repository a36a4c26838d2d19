// The screens of the list, in each of their states: all measures; nothing asked of others, nothing on the console.

import assert from "node:assert/strict";
import test, { describe } from "node:test";
import { keepServed, measured } from "./measures.mjs";
import { addressOf, limitsOf, SCREENS } from "./screens.list.mjs";
import { open, SIDE_BY_SIDE, watched } from "./site.mjs";

describe("every screen", SIDE_BY_SIDE, () => {
  for (const screen of SCREENS) test(`${screen.name} (${screen.state})`, async () => {
    const context = await open({ account: screen.who });
    try {
      const { page, faults } = await watched(context);
      const served = keepServed(page);
      const at = await addressOf(screen);
      await page.goto(at);
      await screen.act?.(page);
      if (screen.state !== "error") faults.push(...await problemsOn(page));
      faults.push(...await measured(page, served, limitsOf(at)));
      assert.equal(faults.join("\n"), "");
    } finally {
      await context.close();
    }
  });
});

/* A screen that is said to be well shows no problem. */
async function problemsOn(page) {
  const shown = await page.locator("main [role=alert]:visible").allInnerTexts();
  return shown.map((text) => `a problem is shown: ${text}`);
}
