// The whole run in one browser: `SINTRA_SITE=http://localhost:7400 SINTRA_PASSWORD=… node --test-reporter=spec run.mjs`.

import { after } from "node:test";
import { close } from "./site.mjs";

const PARTS = ["signing", "calls", "handing_in", "cases", "analysis", "identities", "matches", "every_screen", "every_page", "budgets", "hostile"];
for (const part of PARTS) await import(`./${part}.mjs`);

after(close);
