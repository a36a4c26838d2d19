// A question, from its choices to the file; and the Diagnosis, from its cover to the records behind a figure.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { journey } from "./hands.mjs";

journey("a question is built, answered with a chart and a table, and taken away as CSV", async (as, hand) => {
  const page = await as("analisis");
  await page.goto("/analysis");
  await hand.select(page.locator("#register"), "victims");
  await hand.press(page.locator("form[action='/analysis']").filter({ has: page.locator("#register") }).locator("button").filter({ visible: true }).first());
  await hand.select(page.locator("#rows"), "sex");
  await hand.press(page.locator("button[name=go][value='1']"));
  await page.locator("main figure svg").first().waitFor();
  assert.match(await page.locator("main figcaption").first().innerText(), /\.$/, "a chart says in a sentence what it shows");
  assert.ok(await page.locator("main table").count() > 0, "a chart has its table beside it");
  const file = page.locator("main a[download][href*='csv']").first();
  const [download] = await Promise.all([page.waitForEvent("download"), hand.tap(file)]);
  assert.match(readFileSync(await download.path(), "utf8"), /Mujer/);
  const drawn = await page.context().request.get(await page.locator("main a[download][href*='svg']").first().getAttribute("href"));
  assert.match(await drawn.text(), /^<\?xml|^<svg/);
});

journey("the Diagnosis is read, and a figure is followed to the returns and records behind it", async (as, hand) => {
  const page = await as("analisis");
  await page.goto("/diagnosis");
  await state(page, hand);
  await hand.press(page.locator("main a[href^='/diagnosis/']").filter({ hasText: /víctimas/i }).first());
  const figure = page.locator("main a[href^='/trace']").first();
  const text = await figure.innerText();
  await hand.press(figure);
  await state(page, hand);
  await page.locator("main section.card table").first().waitFor();
  assert.match(await page.locator("main .facts").first().innerText(), new RegExp(text.replaceAll(/\s/g, "\\s")));
  assert.match(await page.locator("main").innerText(), /[0-9a-f]{64}/, "the files behind the figure, by their hash");
});

/* Says why the figures are read, where the page asks. */
async function state(page, hand) {
  const form = page.locator("main form[method=post]").filter({ has: page.locator("#purpose") });
  if (!await form.count()) return;
  await hand.type(form.locator("#purpose"), "informe anual de la Comisión");
  await hand.press(form.locator("button"));
  await form.waitFor({ state: "detached" });
}
