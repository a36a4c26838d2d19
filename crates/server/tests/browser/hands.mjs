// Two ways to work with a page: with the mouse, and with nothing but the keyboard. A journey is written once and made by
// both: with the keyboard where scripts run, with the mouse where none do.

import assert from "node:assert/strict";
import test from "node:test";
import { PASSWORD, open, watched } from "./site.mjs";

/** Stops that the tabulator may make on the way to something. */
const STOPS_MAX = 400;

/** The mouse: works where scripts run and where none do. */
export const mouse = {
  tap: (locator) => locator.click(),
  press: (locator) => leading(locator, () => locator.click()),
  type: (locator, text) => locator.fill(text),
  choose: (locator) => locator.check(),
  select: (locator, value) => locator.selectOption(value),
  attach: (locator, file) => locator.setInputFiles(file),
};

const keyboard = {
  async tap(locator) {
    await reach(locator);
    const isBox = await locator.evaluate((one) => one.matches("summary, [type=checkbox]"));
    await locator.page().keyboard.press(isBox ? "Space" : "Enter");
  },
  /* The way to it is long on a long form, and is not part of the wait for the next page. */
  async press(locator) {
    await reach(locator);
    await leading(locator, () => keyboard.tap(locator));
  },
  async type(locator, text) {
    await reach(locator);
    await locator.page().keyboard.press("ControlOrMeta+A");
    await locator.page().keyboard.insertText(text);
  },
  /* A group of buttons is one stop of the tabulator; the arrows choose in it. */
  async choose(locator) {
    const keys = locator.page().keyboard;
    if (await locator.evaluate((one) => one.type === "checkbox")) {
      await reach(locator);
      if (!await locator.isChecked()) await keys.press("Space");
      return;
    }
    await reach(locator, true);
    for (let step = 0; step < STOPS_MAX && !await locator.isChecked(); step += 1) {
      const isOn = await locator.evaluate((one) => one === document.activeElement);
      await keys.press(isOn ? "Space" : "ArrowDown");
    }
  },
  async select(locator, value) {
    await reach(locator);
    await locator.page().keyboard.press("Home");
    for (let step = 0; step < STOPS_MAX && await locator.inputValue() !== value; step += 1) {
      await locator.page().keyboard.press("ArrowDown");
    }
    assert.equal(await locator.inputValue(), value);
  },
  /* The window that asks for a file is the system's own: only the way to its button is ours. */
  async attach(locator, file) {
    await reach(locator);
    await locator.setInputFiles(file);
  },
};

/* What leads to another page is done when that page has come. */
async function leading(locator, act) {
  const page = locator.page();
  await Promise.all([page.waitForEvent("framenavigated"), act()]);
  await page.waitForLoadState();
}

/* Presses the tabulator until the element has the focus, or with `inGroup` another of its group. */
async function reach(locator, inGroup = false) {
  await locator.waitFor();
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    const isThere = await locator.evaluate((one, inGroup) => {
      const active = document.activeElement;
      return one === active || (inGroup && active.type === "radio" && one.name === active.name && one.form === active.form);
    }, inGroup);
    if (isThere) return;
    await locator.page().keyboard.press("Tab");
  }
  assert.fail(`the tabulator never came to ${locator}`);
}

/**
 * A journey of several people: `walk(as, hand)` gets the page of each account by `as(account)`. Whatever a page asked of
 * others or wrote on the console fails it.
 */
export function journey(name, walk) {
  const ways = [["with the keyboard and scripts", true, keyboard], ["with the mouse and without scripts", false, mouse]];
  for (const [way, script, hand] of ways) {
    test(`${name}, ${way}`, async () => {
      const contexts = [];
      const all = [];
      const as = async (account) => {
        const context = await open({ account, script });
        contexts.push(context);
        const { page, faults } = await watched(context);
        all.push(faults);
        return page;
      };
      try {
        await walk(as, hand, script);
        assert.deepEqual(all.flat(), []);
      } finally {
        await Promise.all(contexts.map((context) => context.close()));
      }
    });
  }
}

/** Says why, under which number, and the password again, as far as the form asks. */
export async function confirm(hand, form, purpose = "audiencia de mayo", number = "77/2026") {
  for (const [name, text] of [["purpose", purpose], ["office_number", number], ["password", PASSWORD]]) {
    const field = form.locator(`[name=${name}]`);
    if (await field.count()) await hand.type(field, text);
  }
}
