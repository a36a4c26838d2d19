// Whoever types script, SQL and formulas into every field of every form: it comes back as text, and nothing breaks. Last
// in the run, because what is sent here may be accepted. The pages of problems that come back are measured like all others.

import assert from "node:assert/strict";
import test, { describe } from "node:test";
import { faultsOfAxe, faultsOfHtml, faultsOfLayout } from "./checks.mjs";
import { keepServed } from "./measures.mjs";
import { codeOf, fillSignIn, open, PASSWORD, SIDE_BY_SIDE, watched } from "./site.mjs";
import { kindOf, PEOPLE, walk } from "./walk.mjs";

const PAYLOAD = `"'><img src=x onerror="window.pwned=1" data-pwned><script>window.pwned=1</script>{{7*7}} '; DROP TABLE accounts;-- =1+1`;
const ADDRESSED = "/sign-in?next=%22%3E%3Cimg+src%3Dx+onerror%3D%22window.pwned%3D1%22+data-pwned%3E";

/** Kinds of forms that were attacked, by whoever came first. */
const attacked = new Set();

describe("hostile text", SIDE_BY_SIDE, () => {
  for (const account of [undefined, ...PEOPLE]) test(`every field takes script as text: ${account ?? "nobody"}`, async () => {
    const context = await open({ account });
    const { page, faults } = await watched(context);
    const served = keepServed(page);
    const first = account ? ["/"] : ["/sign-in", "/activate", ADDRESSED];
    await walk(context, first, async (at, isNewKind) => {
      if (!isNewKind) return;
      await page.goto(at);
      const forms = await page.evaluate(attackable);
      for (const [form, action] of forms) {
        if (attacked.has(kindOf(action))) continue;
        attacked.add(kindOf(action));
        faults.push(...await attack(page, served, at, form));
      }
    });
    await context.close();
    assert.equal([...new Set(faults)].join("\n"), "");
  });
});

async function attack(page, served, at, form) {
  await page.goto(at);
  if (await page.locator("form").count() <= form) return [];
  const answered = page.waitForResponse((response) => response.request().isNavigationRequest() && response.status() !== 303);
  // Until the page that came is there, what is asked is asked of the one that goes; a file that is taken away is no page.
  const arrived = Promise.race([page.waitForEvent("framenavigated"), page.waitForEvent("download")]);
  // The page that is sent off may be gone before it says so.
  await page.evaluate(fillAndSend, { form, text: PAYLOAD, password: PASSWORD }).catch(() => {});
  const [answer] = await Promise.all([answered, arrived]);
  await page.waitForLoadState();
  const faults = answer.status() >= 500 ? [`answers ${answer.status()}`] : [];
  const isHit = await page.evaluate(() => window.pwned !== undefined || document.querySelector("[data-pwned]") !== null);
  if (isHit) faults.push("what was typed became part of the page");
  if (answer.status() >= 400) faults.push(...await faultsOfError(page, served));
  return faults.map((fault) => `${at}, form ${form}: ${fault}`);
}

/* A page that says what is wrong keeps to what every page keeps to, and says it where it is heard. */
async function faultsOfError(page, served) {
  const faults = await faultsOfHtml(await served());
  if (await page.locator("main [role=alert]").count() === 0) faults.push("the problem is not said in an alert");
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    faults.push(...[...await faultsOfLayout(page), ...await faultsOfAxe(page)].map((fault) => `${width} px: ${fault}`));
  }
  return faults;
}

/* Runs in the page: the forms in which something can be typed, by their place, with where they lead. */
function attackable() {
  const isTyped = (one) => one.matches("textarea, input:not([type=hidden], [type=password], [type=radio], [type=checkbox], [type=file])");
  return [...document.forms].flatMap((form, index) => ([...form.elements].some(isTyped) ? [[index, form.getAttribute("action") ?? location.pathname]] : []));
}

/* Runs in the page: fills a form past what the browser would check, and sends it. */
function fillAndSend({ form, text, password }) {
  const it = document.forms[form];
  const isDangerous = it.querySelector("button.danger") !== null;
  for (const one of it.elements) {
    if (one.type === "hidden" || one.type === "file" || one.tagName === "BUTTON" || one.tagName === "FIELDSET") continue;
    if (one.type === "radio" || one.type === "checkbox") one.checked = true;
    else if (one.type === "password") one.value = one.name === "password" && !isDangerous ? password : `${one.name} of nobody`;
    else if (one.tagName === "SELECT") one.selectedIndex = one.options.length - 1;
    else {
      // What a field of a kind would not hold is sent all the same, as whoever writes requests by hand does.
      if (one.tagName === "INPUT") one.type = "text";
      one.value = text;
    }
  }
  // Once this has been answered: a page that goes away answers nothing.
  setTimeout(() => HTMLFormElement.prototype.submit.call(it));
}

test("a form that was sent is not sent again by going back, and serves nobody after signing out", async () => {
  const context = await open();
  const { page } = await watched(context);
  await page.goto("/sign-in");
  await fillSignIn(page, "custodia2.pros-09-cmx");
  await page.locator("form[action='/sign-in'] button").click();
  await page.waitForURL((url) => url.pathname === "/");
  const form = await page.locator("form[action='/sign-out'] [name=form]").inputValue();
  const cookies = await context.cookies();
  await page.locator("form[action='/sign-out'] button").click();
  await page.waitForURL("**/sign-in?out");
  await context.addCookies(cookies);
  const again = await context.request.post("/sign-out", { form: { form }, maxRedirects: 0 });
  assert.ok([303, 403].includes(again.status()), `${again.status()}`);
  await page.goto("/");
  assert.match(page.url(), /sign-in/);
  assert.ok(await codeOf(page));
  await context.close();
});
