// A case by the form, from an empty one to its return; a job, until its document is there; a key for a program.

import assert from "node:assert/strict";
import { journey } from "./hands.mjs";
import { open, SITE } from "./site.mjs";

const MONTHS = { true: "2026-03", false: "2026-04" };

journey("a case is written, kept half done, completed and handed in", async (as, hand, script) => {
  const page = await as("registro.pros-09-cmx");
  await page.goto("/cases/new?register=victims");
  const form = page.locator("form.narrow[method=post]");
  await hand.type(form.locator("[id='period']"), MONTHS[script]);
  await hand.type(form.locator("[id='f.local_id']"), `${MONTHS[script]}-1`);
  await hand.press(form.locator("button").last());
  await page.waitForURL(/\/cases\/\d+/);
  assert.ok(await page.locator("main .fault").count() > 0, "what is still missing is said at each field");
  await complete(page, hand, MONTHS[script]);
  await hand.press(page.locator("form.narrow[method=post] button").last());
  assert.equal(await page.locator("main .fault").count(), 0);
  await page.goto("/cases");
  await hand.press(page.locator("form[action='/cases/hand-in'] button").first());
  assert.match(await page.locator("main").innerText(), /[0-9a-f]{64}/, "a case handed in has a receipt");
});

/* Answers all that must be answered: what is known, and S.I. for the rest. */
async function complete(page, hand, month) {
  for (const field of await page.locator("fieldset:has(.fault)").all()) {
    await hand.choose(field.locator("input[type=radio][value='S.I.']"));
  }
  const faulty = await page.locator("[aria-invalid=true]").evaluateAll((all) => all.map((one) => one.id));
  for (const id of faulty) {
    const one = page.locator(`[id='${id}']`);
    if (await one.evaluate((it) => it.tagName === "SELECT")) {
      const values = await one.locator("option").evaluateAll((all) => all.map((option) => option.value));
      await hand.select(one, values.find((value) => value === "S.I.") ?? values[1]);
    } else if (id === "f.detected_on") await hand.type(one, `${month}-01`);
    else if (id === "f.count" || id === "f.age") await hand.type(one, "1");
    else await hand.choose(page.locator(`[id='s.${id.slice(2)}.1']`));
  }
}

journey("a vintage is frozen as a job, whose page says when it is there", async (as, hand) => {
  const page = await as("coordinacion");
  await page.goto("/jobs");
  const form = page.locator("main form[method=post]").first();
  await hand.type(form.locator("#freeze-purpose"), "corte de prueba");
  await hand.press(form.locator("button"));
  await page.waitForURL(/\/jobs\/\d+/);
  await page.locator("main .good").waitFor({ timeout: 60_000 });
  assert.match(await page.locator("main .hash").innerText(), /^[0-9a-f]{64}$/);
});

journey("a program reads with a token, no more than it may, and no longer once it is removed", async (as, hand, script) => {
  const page = await as("analisis");
  await page.goto("/account/tokens");
  const form = page.locator("form[action='/account/tokens']");
  await hand.type(form.locator("#label"), `programa ${script}`);
  for (const box of await form.locator("input[type=checkbox]").all()) await hand.choose(box);
  await hand.press(form.locator("button"));
  const token = (await page.locator("main .good .hash").innerText()).trim();
  const headers = { authorization: `Bearer ${token}` };
  const program = await open({ extraHTTPHeaders: headers });
  const asked = await program.request.get(`${SITE}/api/v1/vintages`);
  assert.equal(asked.status(), 200, await asked.text());
  const refused = await program.request.get(`${SITE}/api/v1/nothing`);
  assert.equal(refused.headers()["content-type"], "application/problem+json");
  await page.goto("/account/tokens");
  await hand.press(page.locator("tr").filter({ hasText: `programa ${script}` }).locator("button"));
  assert.equal((await program.request.get(`${SITE}/api/v1/vintages`)).status(), 401);
  await program.close();
});
