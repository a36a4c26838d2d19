// A possible match, by whoever reviews it: what agrees is seen and no name is, it is decided with a reason, undone, and
// asked of the institution that it comes from.

import assert from "node:assert/strict";
import { journey } from "./hands.mjs";

journey("a possible match is looked at, decided, undone and asked of its origin", async (as, hand, script) => {
  const page = await as("coordinacion");
  await page.goto("/links");
  const pairs = page.locator("#queue ~ .scroll tbody a");
  await hand.press(script ? pairs.first() : pairs.nth(1));
  assert.match(new URL(page.url()).pathname, /^\/links\/\d+$/);
  const main = page.locator("main");
  assert.ok(await main.locator("tbody .n").count() > 2, "what agrees is told by its weight");

  const decide = async (what, reason) => {
    const form = page.locator("form#decide");
    await hand.type(form.locator("#decide-reason"), reason);
    await hand.press(form.locator(what));
    assert.equal(await main.locator("[role=alert]").count(), 0);
  };
  await decide("button[value=reject]", "dos hermanas, según el acta");
  assert.match(await main.innerText(), /Descartado: son dos personas/);
  assert.match(await main.innerText(), /dos hermanas, según el acta/);
  await decide("button[value=undo]", "se leyó mal el acta");
  assert.match(await main.innerText(), /Nadie lo ha decidido/);
  await decide("button.second >> nth=0", "compare la fecha con su expediente");
  assert.match(await main.innerText(), /Se preguntó al origen/);
});
