// What the screens show: a call that is open, a file under way with faults, an opening that was asked for. Made once, by
// forms like everybody's.

import { inDays } from "./calls.mjs";
import { fromTemplate, upload, victim } from "./handing_in.mjs";
import { confirm, mouse } from "./hands.mjs";
import { open } from "./site.mjs";

const REGISTRAR = "registro.pros-09-cmx";
let made;

/** Addresses: `call`, `handIn`, `record`, `opening`. */
export function scene() {
  made ??= make();
  return made;
}

async function make() {
  const [call, registrar] = await Promise.all([inContext("coordinacion", openCall), inContext(REGISTRAR, handInAndAsk)]);
  return { call, ...registrar };
}

async function inContext(account, act) {
  const context = await open({ account, script: false });
  try {
    return await act(await context.newPage());
  } finally {
    await context.close();
  }
}

async function openCall(page) {
  await page.goto("/calls/new");
  await page.locator("#title").fill("Reporte anual 2025");
  await page.locator("#from").fill("2025");
  await page.locator("#due").fill(inDays(4));
  await page.locator("[name=kind][value=prosecution]").check();
  await page.locator("#note").fill("Con los criterios comunes del Diagnóstico.");
  await page.locator("form[action='/calls/new'] button").click();
  await page.waitForURL(/\/calls\/\d+/);
  return new URL(page.url()).pathname;
}

async function handInAndAsk(page) {
  await page.goto("/hand-in");
  const sexes = ["Mujer", "Mujer", "Hombre", "Zeppelin", "Zeppelin", "Dirigible"];
  const file = await fromTemplate(page, mouse, sexes.map((sex, at) => victim(at + 1, "2026-05", sex)));
  await upload(page, mouse, "2026-05", file);
  const handIn = new URL(page.url()).pathname;
  await page.goto("/identities");
  await page.locator("main a[href^='/identities/returns/']").last().click();
  await page.locator("main table tr:last-child a[href^='/identities/']").first().click();
  const record = new URL(page.url()).pathname;
  const ask = page.locator("form#ask");
  await ask.locator("[name=compartment]").first().check();
  await confirm(mouse, ask, "audiencia de junio");
  await mouse.press(ask.locator("button"));
  const opening = new URL(page.url()).pathname;
  return { handIn, record, opening };
}
