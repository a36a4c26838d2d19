// Signing in and out: by the keyboard alone, without script, with a passkey; and what is seen afterwards.

import assert from "node:assert/strict";
import test from "node:test";
import { codeOf, fillSignIn, open, PASSWORD, watched } from "./site.mjs";

const SUBMIT = "form[action='/sign-in'] button";

test("one signs in by the keyboard alone", async () => {
  const context = await open();
  const { page, faults } = await watched(context);
  await page.goto("/sign-in");
  const code = await codeOf(page);
  await reach(page, "account");
  await page.keyboard.type("revision.pros-09-cmx");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Tab");
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
  assert.match(await page.locator("h1").innerText(), /pendientes/i);
  assert.deepEqual(faults, []);
  await context.close();
});

/** Presses the tabulator until the field of that id has the focus. */
async function reach(page, id) {
  for (let stop = 0; stop < 20; stop += 1) {
    if (await page.evaluate(() => document.activeElement.id) === id) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the tabulator never came to ${id}`);
}

test("without script one signs in, and after signing out neither the back button nor a copied cookie shows anything", async () => {
  const context = await open({ script: false });
  const { page, faults } = await watched(context);
  await page.goto("/sign-in?next=/account/passkeys");
  await fillSignIn(page, "administracion2");
  await page.locator(SUBMIT).click();
  await page.waitForURL("**/account/passkeys");
  const kept = await context.cookies();
  await page.locator("form[action='/sign-out'] button").click();
  await page.waitForURL("**/sign-in?out");
  await page.goBack();
  assert.equal(await page.locator("form[action='/sign-out']").count(), 0, "a page of the session is shown again");
  await context.addCookies(kept);
  await page.goto("/account/passkeys");
  assert.match(page.url(), /\/sign-in\?/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a passkey is added and then signs in without a code", async () => {
  const context = await open({ account: "auditoria" });
  const { page, faults } = await watched(context);
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  await page.goto("/account/passkeys");
  await page.locator("#label").fill("<b>llave</b> de prueba");
  await page.locator("form[data-passkey=create] button").click();
  await page.getByRole("rowheader", { name: "<b>llave</b> de prueba" }).waitFor();
  await context.clearCookies();
  await page.goto("/sign-in?next=/account/passkeys");
  await page.locator("#account").fill("auditoria");
  await page.locator("form[data-passkey=get] button").click();
  await page.waitForURL("**/account/passkeys");
  assert.deepEqual(faults, []);
  await context.close();
});
