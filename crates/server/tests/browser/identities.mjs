// An identity, from the question to the log: a registrar asks, a custodian of the same institution grants, the registrar
// opens once, and the auditor sees who looked.

import assert from "node:assert/strict";
import { confirm, journey } from "./hands.mjs";

journey("an identity is asked for, granted, opened once, and the log tells who looked", async (as, hand) => {
  const registrar = await as("registro.pros-09-cmx");
  await registrar.goto("/identities");
  await hand.press(registrar.locator("main a[href^='/identities/returns/']").last());
  await hand.press(registrar.locator("main table a[href^='/identities/']").first());
  const record = registrar.url().match(/\/identities\/(\d+)/)[1];
  const ask = registrar.locator("form#ask");
  await hand.choose(ask.locator("[name=compartment]").first());
  await confirm(hand, ask);
  await hand.press(ask.locator("button"));
  assert.equal(await registrar.locator("main [role=alert]").count(), 0);
  const opening = await openingOf(registrar);

  const custodian = await as("custodia1.pros-09-cmx");
  await custodian.goto("/identities");
  await hand.press(custodian.locator(`main a[href='/openings/${opening}']`).first());
  const grant = custodian.locator("form#grant");
  await confirm(hand, grant);
  await hand.press(grant.locator("button").first());
  assert.equal(await custodian.locator("form#grant").count(), 0);

  await registrar.goto(`/openings/${opening}`);
  const opens = registrar.locator("form#open");
  await confirm(hand, opens);
  await hand.press(opens.locator("button"));
  await hand.tap(registrar.locator("details.identity summary"));
  assert.ok((await registrar.locator("details.identity dd").first().innerText()).length > 0);
  await registrar.goto(`/openings/${opening}`);
  assert.equal(await registrar.locator("form#open").count(), 0, "it opens once");

  const auditor = await as("auditoria");
  await auditor.goto("/audit");
  await hand.type(auditor.locator("#record"), record);
  await hand.press(auditor.locator("form[action='/audit/person'] button"));
  const person = auditor.locator("form#person");
  await confirm(hand, person);
  await hand.press(person.locator("button"));
  const seen = await auditor.locator("main table").innerText();
  assert.match(seen, /registro\.pros-09-cmx/);
  assert.match(seen, /custodia1\.pros-09-cmx/);
});

async function openingOf(page) {
  const own = page.url().match(/\/openings\/(\d+)/);
  if (own) return own[1];
  const links = await page.locator("main a[href^='/openings/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  return String(Math.max(...links.map((link) => Number(link.match(/\d+/)[0]))));
}
