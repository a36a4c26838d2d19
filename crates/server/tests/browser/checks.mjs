// What must hold of every page: for people who see little, use no mouse, have a small telephone or a weak line.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Elements on a page that people work with. */
export const NODES_MAX = 1500;

const html = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Templates leave blanks at line ends and write void elements and booleans as the standard allows.
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    // A button in a form sends it: that is what all of ours are for.
    "no-implicit-button-type": "off",
    // A field of text is what an input is by the standard.
    "no-implicit-input-type": "off",
    // Titles name the page and the system; what a page is called may be long.
    "long-title": "off",
    // A table that scrolls is a region by its role and not by its place in the text.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // A figure's address is its anchor, brackets and all, as the standard allows.
    "valid-id": ["error", { relaxed: true }],
    // Several boxes of one name are one answer.
    "form-dup-name": ["error", { shared: ["radio", "button", "reset", "submit", "checkbox"] }],
  },
});

/** What html-validate says against a text, one line each. */
export async function faultsOfHtml(text) {
  const report = await html.validateString(text);
  const messages = report.results.flatMap((result) => result.messages);
  return messages.map((one) => `html ${one.ruleId} ${one.line}:${one.column} ${one.message}`);
}

/** What axe says against a page as it stands, one line each. */
export async function faultsOfAxe(page, rules = undefined) {
  await page.evaluate(AXE);
  // What can be hit is 24 px large, or has as much room around it (WCAG 2.2, 2.5.8); axe looks only when it is asked.
  const asked = rules ? undefined : { "target-size": { enabled: true } };
  const runOnly = rules && { type: "rule", values: rules };
  const found = await page.evaluate((only) => globalThis.axe.run(document, { resultTypes: ["violations"], ...only }), { runOnly, rules: asked });
  return found.violations.flatMap((rule) =>
    rule.nodes.slice(0, 4).map((node) => `axe ${rule.id} ${node.target.join(" ")}: ${node.failureSummary?.split("\n")[1]?.trim()}`));
}

/** What is measured on the page itself: its size, its width, its one heading of the first level. */
export async function faultsOfLayout(page, nodesMax = NODES_MAX) {
  const seen = await page.evaluate(() => {
    return {
      nodes: document.querySelectorAll("*").length,
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      headings: document.querySelectorAll("h1").length,
    };
  });
  const faults = [];
  if (seen.nodes > nodesMax) faults.push(`${seen.nodes} elements, ${nodesMax} are allowed`);
  if (seen.wide > 0) faults.push(`the page scrolls sideways by ${seen.wide} px`);
  if (seen.headings !== 1) faults.push(`${seen.headings} headings of the first level`);
  return faults;
}

/** Walks through a page with the tabulator: nothing it stops at is hidden, and every stop shows that it is one. */
export async function faultsOfFocus(page, stopsMax = 30) {
  const faults = [];
  await page.evaluate(() => {
    document.querySelectorAll("[data-stopped]").forEach((one) => delete one.dataset.stopped);
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
  });
  for (let stop = 0; stop < stopsMax; stop += 1) {
    await page.keyboard.press("Tab");
    const fault = await page.evaluate(stopped);
    if (fault === "end") break;
    if (fault) faults.push(fault);
  }
  return [...new Set(faults)];
}

/* Runs in the page: what is wrong with the element that has the focus. */
async function stopped() {
  const one = document.activeElement;
  if (!one || one === document.body || one.dataset.stopped === "1") return "end";
  one.dataset.stopped = "1";
  const name = `${one.tagName.toLowerCase()}${one.id ? `#${one.id}` : ""} «${(one.innerText || one.name || "").trim().slice(0, 30)}»`;
  // The browser scrolls to what has the focus with the next frame at the latest.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  // A link that runs over two lines has two boxes, and nothing of it between them.
  const box = one.getClientRects()[0] ?? one.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return `the focus is out of sight: ${name}`;
  const [x, y] = [Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1), Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1)];
  const on = document.elementFromPoint(x, y);
  const isCovered = on && !one.contains(on) && !on.contains(one) && !on.closest("label")?.contains(one);
  if (isCovered) return `the focus is covered: ${name}`;
  const style = getComputedStyle(one);
  const isMarked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  return isMarked ? null : `the focus does not show: ${name}`;
}
