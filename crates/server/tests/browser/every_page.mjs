// Every page that a link leads to, for each kind of person: it is there, its HTML is sound, and the first of each kind is
// measured like a screen. A page that nobody thought of is found here.

import assert from "node:assert/strict";
import test from "node:test";
import { faultsOfHtml } from "./checks.mjs";
import { keepServed, measured } from "./measures.mjs";
import { limitsOf } from "./screens.list.mjs";
import { open, SITE, watched } from "./site.mjs";

const PEOPLE = [
  "registro.pros-09-cmx", "revision.pros-09-cmx", "custodia1.pros-09-cmx", "coordinacion", "analisis", "auditoria", "administracion1",
];
/** Pages of one kind that are asked for at all. */
const ALIKE_MAX = 2;
/** Pages that one person's walk may take. */
const WALK_MAX = 120;

/** Kinds of pages that were measured, by whoever came first. */
const known = new Set();

for (const account of PEOPLE) {
  test(`every page that ${account} is led to`, async () => {
    const context = await open({ account });
    try {
      assert.equal((await walk(context)).join("\n"), "");
    } finally {
      await context.close();
    }
  });
}

async function walk(context) {
  const faults = [];
  const seen = new Map();
  const ahead = ["/"];
  const asked = new Set(ahead);
  for (let step = 0; step < WALK_MAX && ahead.length > 0; step += 1) {
    const at = ahead.shift();
    const kind = kindOf(at);
    const alike = seen.get(kind) ?? 0;
    if (alike >= ALIKE_MAX) continue;
    seen.set(kind, alike + 1);
    const { found, links } = await look(context, at, kind);
    faults.push(...found.map((fault) => `${at}: ${fault}`));
    for (const link of links.filter((one) => !asked.has(one))) {
      asked.add(link);
      ahead.push(link);
    }
  }
  return faults;
}

async function look(context, at, kind) {
  const answer = await context.request.get(at);
  const isPage = (answer.headers()["content-type"] ?? "").startsWith("text/html");
  if (!answer.ok()) return { found: [`answers ${answer.status()}`], links: [] };
  if (!isPage) return { found: [], links: [] };
  const text = await answer.text();
  const found = await faultsOfHtml(text);
  if (!known.has(kind)) {
    known.add(kind);
    found.push(...await measure(context, at));
  }
  return { found: [...new Set(found)], links: linksOf(text, at) };
}

async function measure(context, at) {
  const { page, faults } = await watched(context);
  const served = keepServed(page);
  await page.goto(at);
  faults.push(...await measured(page, served, limitsOf(new URL(at, SITE).pathname)));
  await page.close();
  return faults;
}

function linksOf(text, at) {
  const links = [...text.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map((match) => match[1].replaceAll("&amp;", "&").replaceAll("&#38;", "&"));
  const urls = links.map((link) => new URL(link, new URL(at, SITE)));
  const own = urls.filter((url) => url.origin === SITE && !url.pathname.startsWith("/language/"));
  return own.map((url) => url.pathname + url.search);
}

/* Numbers, ids and figures are alike; so are pages that differ in what they were asked for. */
function kindOf(at) {
  const url = new URL(at, SITE);
  const path = decodeURIComponent(url.pathname).split("/").map((part) => (/^[a-z-]*$/.test(part) ? part : "*"));
  return `${path.join("/")}?${[...new Set(url.searchParams.keys())].sort().join("&")}`;
}
