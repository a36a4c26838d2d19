// Pictures of the screens for the documents: `SINTRA_SITE=… SINTRA_PASSWORD=… node screens.mjs FOLDER`.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withPalette } from "./palette.mjs";
import { PICTURES } from "./screens.list.mjs";
import { close, open } from "./site.mjs";

const folder = process.argv[2] ?? "docs/screens";
/** No picture in a document is taller than this, in pixels. */
const HEIGHT_MAX = 1400;

mkdirSync(folder, { recursive: true });
for (const { name, who, at, act, widths = [1280], whole = true } of PICTURES) {
  for (const width of widths) {
    const context = await open({ account: who, width, height: width === 320 ? 640 : 800 });
    const page = await context.newPage();
    await page.goto(at);
    await act?.(page);
    await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    const height = whole ? Math.min(tall, HEIGHT_MAX) : Math.min(tall, 800);
    const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height } });
    const small = withPalette(picture);
    const file = join(folder, width === 1280 ? `${name}.png` : `${name}-${width}.png`);
    writeFileSync(file, small);
    console.log(`${file}: ${small.length} bytes`);
    await context.close();
  }
}
await close();
