// Pictures of the screens for the documents: `SINTRA_SITE=… SINTRA_PASSWORD=… node screens.mjs FOLDER`.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withPalette } from "./palette.mjs";
import { addressOf, PICTURES } from "./screens.list.mjs";
import { close, open } from "./site.mjs";

const folder = process.argv[2] ?? "docs/screens";
/** No picture in a document is taller than this, in pixels. */
const HEIGHT_MAX = 1400;

mkdirSync(folder, { recursive: true });
for (const picture of PICTURES) {
  const { name, who, act, widths = [1280], whole = true } = picture;
  for (const width of widths) {
    const context = await open({ account: who, width, height: width === 320 ? 640 : 800 });
    const page = await context.newPage();
    await page.goto(await addressOf(picture));
    await act?.(page);
    await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    const height = whole ? Math.min(tall, HEIGHT_MAX) : Math.min(tall, 800);
    const taken = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height } });
    const small = withPalette(taken);
    const file = join(folder, width === 1280 ? `${name}.png` : `${name}-${width}.png`);
    writeFileSync(file, small);
    console.log(`${file}: ${small.length} bytes`);
    await context.close();
  }
}
await close();
// The journeys that the scene is made with are tests of their own, which nobody asked for here.
process.exit();
