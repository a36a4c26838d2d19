// A data call, from its opening to the board: the coordinator asks, an authority declares that it had no case, and the
// board shows it.

import assert from "node:assert/strict";
import { journey } from "./hands.mjs";

/** A year of which the country has nothing yet. */
const YEARS = { true: "2021", false: "2022" };

journey("a call is opened, answered with zero, extended, and the board shows it", async (as, hand, script) => {
  const title = `Reporte <i>anual</i> ${YEARS[script]}`;
  const coordinator = await as("coordinacion");
  await coordinator.goto("/calls");
  await hand.press(coordinator.locator("main a[href='/calls/new']"));
  const form = coordinator.locator("form[action='/calls/new']");
  await hand.tap(form.locator("button"));
  assert.equal(new URL(coordinator.url()).pathname, "/calls/new", "an empty form opens no call");
  await hand.type(form.locator("#title"), title);
  await hand.type(form.locator("#from"), YEARS[script]);
  await date(form.locator("#due"), hand, inDays(4));
  await hand.choose(form.locator("[name=register][value=victims]"));
  await hand.choose(form.locator("[name=kind][value=prosecution]"));
  await hand.type(form.locator("#note"), "Con los criterios del Diagnóstico.");
  await hand.press(form.locator("button"));
  await coordinator.waitForURL(/\/calls\/\d+/);
  const address = new URL(coordinator.url()).pathname;
  assert.equal(await coordinator.locator("h1").innerText(), title);

  const registrar = await as("registro.pros-09-cmx");
  await registrar.goto("/");
  assert.match(await registrar.locator("main").innerText(), /4 días/);
  await hand.press(registrar.locator(`main a[href='${address}/zero/victims']`));
  await hand.press(registrar.locator(`form[action='${address}/zero'] button`));
  await registrar.locator("main .good-tag").first().waitFor();

  await coordinator.goto(`${address}/extend`);
  const extend = coordinator.locator(`form[action='${address}/extend']`);
  await hand.select(extend.locator("#authority"), await extend.locator("#authority option").nth(2).getAttribute("value"));
  await date(extend.locator("#due"), hand, inDays(20));
  await hand.type(extend.locator("#reason"), "Cambio de titular.");
  await hand.press(extend.locator("button"));
  await coordinator.goto(address);
  const board = await coordinator.locator("main").innerText();
  assert.match(board, /cero/i);
  assert.match(board, /Cambio de titular/);
});

/* A date is typed in the order that the language has, which the journey is not about. */
async function date(field, hand, day) {
  await field.fill(day);
}

/* A day from today as the site counts days: by the clock that is last in the country. */
export function inDays(days) {
  return new Date(Date.now() + days * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Etc/GMT+8" });
}
