// A return, from the template to the receipt: filled in with faults, handed in, mended one by one and all alike.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { journey } from "./hands.mjs";
import { filled } from "./workbook.mjs";

/** A month for each way of working, so that neither takes the other's place. */
const MONTHS = { true: "2026-08", false: "2026-09" };

/** A victim as a row of the template; made up. */
export function victim(number, month, sex) {
  return {
    local_id: `${month}-${number}`, sex, age: "20", nationality: "México", origin_state: "S.I.", marital_status: "S.I.",
    migratory_status: "N.A.", vulnerability_groups: "S.I.", destination: "S.I.", detected_on: `${month}-01`, offences: "art13",
    exploitation_form: "S.I.", recruitment_means: "S.I.", count: "1",
  };
}

/** Fills the template that the page gives out; answers where the filled file lies. */
export async function fromTemplate(page, hand, rows) {
  const [download] = await Promise.all([page.waitForEvent("download"), hand.tap(page.locator("main a[href$='template.xlsx']").first())]);
  const file = join(mkdtempSync(join(tmpdir(), "sintra-return-")), "entrega.xlsx");
  writeFileSync(file, filled(readFileSync(await download.path()), rows));
  return file;
}

/** Chooses the period and the file, and sends it. */
export async function upload(page, hand, month, file) {
  const form = page.locator("form[action='/hand-in']");
  await hand.type(form.locator("#period"), month);
  await hand.attach(form.locator("#file"), file);
  await hand.press(form.locator("button"));
  assert.match(page.url(), /\/hand-in\/\d+$/);
}

journey("from the template to a receipt, with faults mended on the way", async (as, hand, script) => {
  const month = MONTHS[script];
  const sexes = ["Mujer", "Hombre", "Zeppelin", "Zeppelin", "<i>Dirigible</i>"];
  const page = await as("registro.pros-09-cmx");
  await page.goto("/hand-in");
  const file = await fromTemplate(page, hand, sexes.map((sex, at) => victim(at + 1, month, sex)));
  await upload(page, hand, month, file);
  assert.match(await page.locator("main").innerText(), /Víctimas directas/);
  await hand.press(page.locator("main a[href$='/findings']").first());

  const alike = page.locator("form[action$='/mend-alike']").filter({ hasText: "«Zeppelin»" });
  await hand.type(alike.locator("[name=value]"), "Mujer");
  await hand.press(alike.locator("button"));
  assert.match(await page.locator("main [role=status]").first().innerText(), /2/);
  const one = page.locator("form[action$='/mend']").filter({ has: page.locator("[name=value][value*=Dirigible], [name=was][value*=Dirigible]") }).first();
  await hand.type(one.locator("[name=value]"), "Hombre");
  await hand.press(one.locator("button"));
  await page.locator("main [role=status]").first().waitFor();

  await hand.press(page.locator("form[action$='/hand-in'] button").last());
  await page.waitForURL(/receipt|\/returns\/\d+/);
  const receipt = await page.locator("main").innerText();
  assert.match(receipt, /[0-9a-f]{64}/, "a receipt carries the hash of the file");
  assert.match(receipt, new RegExp(month));

  await page.goto("/returns");
  await hand.press(page.locator("main table a[href^='/returns/']").first());
  assert.match(await page.locator("main").innerText(), /entrega/);
  await page.goto("/");
  assert.match(await page.locator("main").innerText(), /entrega/, "the last return stands on the first page");
});

journey("a file that is none, and a period that is none, are said beside the field", async (as, hand) => {
  const page = await as("registro.pros-09-cmx");
  await page.goto("/hand-in");
  const file = join(mkdtempSync(join(tmpdir(), "sintra-return-")), "foto.jpg");
  writeFileSync(file, Buffer.from("ffd8ffe000104a46494600010100", "hex"));
  const form = page.locator("form[action='/hand-in']");
  await hand.type(form.locator("#period"), "septiembre");
  await hand.attach(form.locator("#file"), file);
  await hand.press(form.locator("button"));
  await page.locator("main [role=alert]").first().waitFor();
  assert.equal(await form.locator("#period").getAttribute("aria-invalid"), "true");
  assert.equal(await form.locator("#period").inputValue(), "septiembre", "what was typed is kept");
  await hand.type(form.locator("#period"), "2026-07");
  await hand.attach(form.locator("#file"), file);
  await hand.press(form.locator("button"));
  await page.locator("main [role=alert]").first().waitFor();
  assert.match(await page.locator("main [role=alert]").first().innerText(), /F-0/);
});
