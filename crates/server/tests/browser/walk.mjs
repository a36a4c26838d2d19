// A walk through the site: from page to page by the links that stand in them, of each kind a few.

import { SITE } from "./site.mjs";

/** One account of each kind of person. */
export const PEOPLE = [
  "registro.pros-09-cmx", "revision.pros-09-cmx", "custodia1.pros-09-cmx", "coordinacion", "analisis", "auditoria", "administracion1",
];
/** Pages of one kind that are asked for at all. */
const ALIKE_MAX = 2;
/** Pages that one walk may take. */
const WALK_MAX = 150;

/** Follows the links from `first`; calls `look(at, isNewKind, text)` at each page and answers what was not there. */
export async function walk(context, first, look) {
  const faults = [];
  const kinds = new Map();
  const ahead = [...first];
  const asked = new Set(ahead);
  for (let step = 0; step < WALK_MAX && ahead.length > 0; step += 1) {
    const at = ahead.shift();
    const kind = kindOf(at);
    const alike = kinds.get(kind) ?? 0;
    if (alike >= ALIKE_MAX) continue;
    kinds.set(kind, alike + 1);
    const answer = await context.request.get(at);
    if (!answer.ok()) faults.push(`${at}: answers ${answer.status()}`);
    if (!answer.ok() || !(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    const text = await answer.text();
    await look(at, alike === 0, text);
    for (const link of linksOf(text, at).filter((one) => !asked.has(one))) {
      asked.add(link);
      ahead.push(link);
    }
  }
  return faults;
}

function linksOf(text, at) {
  const base = new URL(at, SITE);
  const links = [...text.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map((match) => match[1].replaceAll(/&amp;|&#38;/g, "&"));
  const urls = links.map((link) => new URL(link, base));
  const own = urls.filter((url) => url.origin === SITE && !url.pathname.startsWith("/language/"));
  return own.map((url) => url.pathname + url.search);
}

/** Numbers, ids and figures are alike; so are pages that differ in what they were asked for. */
export function kindOf(at) {
  const url = new URL(at, SITE);
  const path = decodeURIComponent(url.pathname).split("/").map((part) => (/^[a-z-]*$/.test(part) ? part : "*"));
  return `${path.join("/")}?${[...new Set(url.searchParams.keys())].sort().join("&")}`;
}
