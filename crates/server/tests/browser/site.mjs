// The site under test as a browser meets it: one Chromium, one session for each account, and everything a page did wrong.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** The address of the site, without a slash at its end. */
export const SITE = process.env.SINTRA_SITE ?? "http://localhost:7400";
/** The address of a site over a store into which nobody has handed in anything yet. */
export const EMPTY = process.env.SINTRA_EMPTY ?? "";
/** The password of every account of a training store. */
export const PASSWORD = process.env.SINTRA_PASSWORD ?? "";
/** What disturbs nobody else is looked at side by side: each page is a process of its own, and half of its time it waits for a frame. */
export const SIDE_BY_SIDE = { concurrency: 4 };
const CHROMIUM = process.env.SINTRA_CHROMIUM ?? "/usr/bin/chromium";
const QUIET = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP localhost 127.0.0.1",
];
/** How long anything on a page may take, in milliseconds. */
const PATIENCE = 30_000;

const profile = mkdtempSync(join(tmpdir(), "sintra-browser-"));
const started = chromium.launch({ executablePath: CHROMIUM, args: [...QUIET, `--crash-dumps-dir=${profile}`] });
const sessions = new Map();

/** A context of one account (or of nobody), in the size and colours that are asked for. */
export async function open({ account, width = 1280, height = 900, script = true, language = "es", site = SITE, ...more } = {}) {
  const browser = await started;
  const context = await browser.newContext({
    baseURL: site,
    locale: language === "en" ? "en-GB" : "es-MX",
    viewport: { width, height },
    javaScriptEnabled: script,
    // What moves smoothly is not where it will be when it is looked at.
    reducedMotion: "reduce",
    storageState: account ? await session(account, site) : undefined,
    ...more,
  });
  context.setDefaultTimeout(PATIENCE);
  return context;
}

/** A new page that writes down what it does wrong: requests to others, errors on the console, broken policy. */
export async function watched(context) {
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && ![SITE, EMPTY].includes(url.origin)) faults.push(`asked ${url.origin}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !isOwnRefusal(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  return { page, faults };
}

/** The browser writes on the console that a page came with 403, 404 or 422, as our pages of problems do. */
function isOwnRefusal(text) {
  return /^Failed to load resource: the server responded with a status of (403|404|405|409|413|422)/.test(text);
}

/** The session of an account, made once: a one-time code serves once. */
export function session(account, site = SITE) {
  const key = `${account} ${site}`;
  if (!sessions.has(key)) sessions.set(key, signIn(account, site));
  return sessions.get(key);
}

async function signIn(account, site) {
  const context = await open({ site });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await fillSignIn(page, account);
  await page.getByRole("button", { name: /^(Entrar|Sign in)$/ }).click();
  await page.waitForURL((url) => url.pathname === "/");
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Types an account, its password and the code of the moment, which a training store shows on the page. */
export async function fillSignIn(page, account) {
  await page.locator("#account").fill(account);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("#code").fill(await codeOf(page));
}

/** The one-time code that the page of a training store shows. */
export async function codeOf(page) {
  const text = await page.locator("aside.notice").first().innerText();
  return text.match(/\b\d{6}\b/)[0];
}

/** Ends the browser. */
export async function close() {
  await (await started).close();
  rmSync(profile, { recursive: true, force: true });
}
