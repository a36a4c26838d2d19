// Every page that a link leads to, for each kind of person: it is there, its HTML is sound, and the first of each kind is
// measured like a screen. A page that nobody thought of is found here.

import assert from "node:assert/strict";
import test, { describe } from "node:test";
import { faultsOfHtml } from "./checks.mjs";
import { keepServed, measured, measuredEmpty } from "./measures.mjs";
import { limitsOf } from "./screens.list.mjs";
import { EMPTY, open, SIDE_BY_SIDE, SITE, watched } from "./site.mjs";
import { kindOf, PEOPLE, walk } from "./walk.mjs";

for (const [state, site] of [["full", SITE], ["empty", EMPTY]].filter(([, site]) => site)) {
  /** Kinds of pages that were measured, by whoever came first. */
  const known = new Set();
  describe(`every page (${state})`, SIDE_BY_SIDE, () => {
    for (const account of PEOPLE) test(`every page that ${account} is led to (${state})`, async () => {
      const context = await open({ account, site });
      try {
        assert.equal((await faultsOn(context, known, state)).join("\n"), "");
      } finally {
        await context.close();
      }
    });
  });
}

async function faultsOn(context, known, state) {
  const found = [];
  const missing = await walk(context, ["/"], async (at, _, text) => {
    const faults = await faultsOfHtml(text);
    if (!known.has(kindOf(at))) {
      known.add(kindOf(at));
      faults.push(...await measure(context, at, state));
    }
    found.push(...[...new Set(faults)].map((fault) => `${at}: ${fault}`));
  });
  return [...missing, ...found];
}

async function measure(context, at, state) {
  const { page, faults } = await watched(context);
  const served = keepServed(page);
  const limits = limitsOf(new URL(at, SITE).pathname);
  await page.goto(at);
  faults.push(...(state === "full" ? await measured(page, served, limits) : await measuredEmpty(page, limits)));
  await page.close();
  return faults;
}
