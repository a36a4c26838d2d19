// Screens in states to which no link leads, with the limits of those that may be larger, and what the documents show.

import { scene } from "./scene.mjs";

const REGISTRAR = "registro.pros-09-cmx";

/**
 * `who` is the account, `at` the address or the part of the scene that has it; `act` brings the page into its state;
 * `state` says whether a problem is shown.
 */
export const SCREENS = [
  { name: "sign in", state: "empty", at: "/sign-in" },
  { name: "sign in", state: "error", at: "/sign-in", act: wrongPassword },
  { name: "signed out", state: "full", at: "/sign-in?out" },
  { name: "session ended", state: "full", at: "/sign-in?ended&next=/cases" },
  { name: "help", state: "full", at: "/help" },
  { name: "no such page", state: "error", at: "/nothing-here" },
  { name: "no such return", state: "error", who: REGISTRAR, at: "/returns/999999" },
  { name: "not yours", state: "error", who: REGISTRAR, at: "/accounts" },
  { name: "home with a call", state: "full", who: REGISTRAR, at: "/" },
  { name: "a call", state: "full", who: REGISTRAR, at: "call" },
  { name: "board", state: "full", who: "coordinacion", at: "call" },
  { name: "preview", state: "full", who: REGISTRAR, at: "handIn" },
  { name: "findings", state: "full", who: REGISTRAR, at: "handIn", more: "/findings" },
  { name: "opening", state: "full", who: "custodia1.pros-09-cmx", at: "opening" },
];

/** Where a screen is. */
export async function addressOf(screen) {
  const { at, more = "" } = screen;
  return at.startsWith("/") ? at : (await scene())[at] + more;
}

/** Pages that may have more elements or weight than others, by the beginning of their path, with the reason. */
const LARGE = [
  // The preview shows the first rows and all columns of each sheet: a whole workbook of an institution has nine.
  { at: "/hand-in/", nodes: 3_500 },
];

/** The limits of a page by its path. */
export function limitsOf(path) {
  return LARGE.find((one) => path.startsWith(one.at)) ?? {};
}

async function wrongPassword(page) {
  await page.locator("#account").fill("registro.pros-32-zac");
  await page.locator("#password").fill("not this one");
  await page.locator("#code").fill("000000");
  await page.locator("form[action='/sign-in'] button").click();
  await page.locator("[role=alert]").first().waitFor();
}

/* Says why the figures are read, where the page asks. */
async function stated(page) {
  const form = page.locator("main form[method=post]").filter({ has: page.locator("#purpose") });
  if (!await form.count()) return;
  await form.locator("#purpose").fill("informe anual de la Comisión");
  await Promise.all([page.waitForEvent("framenavigated"), form.locator("button").click()]);
  await page.waitForLoadState();
}

async function readOneSection(page) {
  await stated(page);
  await Promise.all([page.waitForURL(/diagnosis\/.+\/.+/), page.locator("main a[href^='/diagnosis/']").filter({ hasText: /víctimas/i }).first().click()]);
}

async function traceOneFigure(page) {
  await readOneSection(page);
  await Promise.all([page.waitForURL(/trace/), page.locator("main a[href^='/trace']").first().click()]);
  await stated(page);
}

const BOTH = [1280, 320];

/** What the documents show. */
export const PICTURES = [
  { name: "01-sign-in", at: "/sign-in" },
  { name: "02-home", who: REGISTRAR, at: "/", widths: BOTH },
  { name: "03-hand-in", who: REGISTRAR, at: "handIn" },
  { name: "04-findings", who: REGISTRAR, at: "handIn", more: "/findings", widths: BOTH },
  { name: "05-case", who: REGISTRAR, at: "/cases/new?register=victims" },
  { name: "06-open-identity", who: REGISTRAR, at: "record" },
  { name: "07-board", who: "coordinacion", at: "call", widths: BOTH },
  { name: "08-question", who: "analisis", at: "/analysis?register=victims&rows=sex&shares=total&go=1", widths: BOTH },
  { name: "09-diagnosis", who: "analisis", at: "/diagnosis", act: readOneSection, whole: false },
  { name: "10-trace", who: "analisis", at: "/diagnosis", act: traceOneFigure },
  { name: "11-audit", who: "auditoria", at: "/audit" },
  { name: "12-accounts", who: "administracion1", at: "/accounts" },
];
