// All measures of one page that is open: on a desk, on a telephone, in the other colours, printed.

import { faultsOfAxe, faultsOfFocus, faultsOfHtml, faultsOfLayout } from "./checks.mjs";

/** A printed page of nothing is smaller. */
const PRINTED_MIN = 3_000;

/** The text of the last page that came, as it was served. */
export function keepServed(page) {
  let served = Promise.resolve("");
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest() && ![302, 303].includes(response.status());
    if (isPage) served = response.text().catch((error) => `the page could not be read: ${error.message}`);
  });
  return () => served;
}

/** What differs when nothing is there yet: what stands where, on a telephone. */
export async function measuredEmpty(page, limits = {}) {
  await page.setViewportSize({ width: 320, height: 640 });
  return marked("320 px", [...await faultsOfLayout(page, limits.nodes), ...await faultsOfAxe(page)]);
}

/** What is wrong with the page that is open, one line each. `limits.nodes` is said where a page may have more elements. */
export async function measured(page, served, limits = {}) {
  const faults = await faultsOfHtml(await served());
  faults.push(...marked("1280 px", [...await faultsOfLayout(page, limits.nodes), ...await faultsOfAxe(page)]));
  await page.setViewportSize({ width: 320, height: 640 });
  faults.push(...marked("320 px", [...await faultsOfLayout(page, limits.nodes), ...await faultsOfAxe(page)]));
  faults.push(...marked("320 px", await faultsOfFocus(page)));
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...marked("dark", await faultsOfAxe(page, ["color-contrast"])));
  await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
  faults.push(...marked("forced colours", await faultsOfFocus(page, 8)));
  await page.emulateMedia({ forcedColors: "none" });
  const printed = await page.pdf({ format: "Letter" });
  if (printed.length < PRINTED_MIN) faults.push(`prints ${printed.length} bytes, which is an empty page`);
  await page.setViewportSize({ width: 1280, height: 900 });
  return [...new Set(faults)];
}

function marked(where, faults) {
  return faults.map((fault) => `${where}: ${fault}`);
}
