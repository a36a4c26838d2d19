// The whole run in one browser: `SINTRA_SITE=http://localhost:7400 SINTRA_PASSWORD=… node --test-reporter=spec run.mjs`.

import { after } from "node:test";
import { close } from "./site.mjs";

await import("./signing.mjs");
await import("./every_screen.mjs");
await import("./every_page.mjs");
await import("./budgets.mjs");

after(close);
