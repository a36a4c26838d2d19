// The screens, who sees them, and in which state: empty, full, or with an error.

/**
 * `who` is the account, `at` the address; `act` brings the page into its state; `nodes` is said where a page may have more
 * elements than others, with the reason.
 */
export const SCREENS = [
  { name: "sign in", state: "empty", at: "/sign-in" },
  { name: "sign in", state: "error", at: "/sign-in", act: wrongPassword },
  { name: "signed out", state: "full", at: "/sign-in?out" },
  { name: "session ended", state: "full", at: "/sign-in?ended&next=/cases" },
  { name: "help", state: "full", at: "/help" },
  { name: "no such page", state: "error", at: "/nothing-here" },
  { name: "home", state: "full", who: "registro.pros-09-cmx", at: "/" },
  { name: "home", state: "empty", who: "coordinacion", at: "/" },
  { name: "not yours", state: "error", who: "registro.pros-09-cmx", at: "/accounts" },
  { name: "passkeys", state: "empty", who: "auditoria", at: "/account/passkeys" },
];

/** Pages that may have more elements than others, by the beginning of their path, with the reason. */
const LARGE = [];

/** The limits of a page by its path. */
export function limitsOf(path) {
  return LARGE.find((one) => path.startsWith(one.at)) ?? {};
}

async function wrongPassword(page) {
  await page.locator("#account").fill("registro.pros-32-zac");
  await page.locator("#password").fill("not this one");
  await page.locator("#code").fill("000000");
  await page.locator("form[action='/sign-in'] button").click();
  await page.locator("[role=alert]").first().waitFor();
}

/** What the documents show. */
export const PICTURES = [
  { name: "01-sign-in", at: "/sign-in", widths: [1280, 320] },
  { name: "02-home", who: "registro.pros-09-cmx", at: "/", widths: [1280, 320] },
];
