// Looks at every page of a running server as people with very different eyes, hands and screens do.
//
//   BASE_URL=http://127.0.0.1:8405 OFFICE_URL=http://127.0.0.1:8406 SHOTS=shots node run.mjs
//
// A server that nobody has set up yet is set up here, by keyboard and without JavaScript.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { base, clinic, isButton, isField, isLink, launch, office, open, shots, tabTo } from "./browser.mjs";
import { crawl } from "./routes.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];

/** The servers whose every page is looked at: its name, its route table, and the routes that its data give no cause for. */
const SITES = [
  {
    // Links to these are there only when the evidence gives cause: a device, a person, a long list, a file that counts, an incident, an advisory, a call.
    name: "hospital", server: base, table: "routes.rs", absent: [
      "/estate/assets/{handle}", "/estate/people/{handle}", "/measures/{id}", "/measures/{id}/except",
      "/evidence/{digest}/withdraw", "/incidents/{incident}", "/incidents/{incident}/reports/{form}", "/incidents/{incident}/facts",
      "/advisories/{digest}", "/advisories/flaw", "/advisories/outage", "/money/{call}",
    ],
  },
  {
    // A public list is shown only when somebody drops one; terms change only before a round opens, awards only before they are decided.
    name: "office", server: office, table: "office/mod.rs",
    absent: ["/participants/lists/{digest}", "/rounds/{id}/terms", "/applications/{id}/change"],
  },
].filter((site) => site.server);

let browser;

before(async () => {
  browser = await launch();
  if (shots) await mkdir(shots, { recursive: true });
});

after(() => browser.close());

/** A file that every Ward reads: a catalogue with one entry. */
async function someFile() {
  const catalogue = {
    title: "CISA Catalog of Known Exploited Vulnerabilities",
    catalogVersion: "2026.11.20",
    dateReleased: "2026-11-20T15:00:00.0000Z",
    count: 1,
    vulnerabilities: [{
      cveID: "CVE-2024-0001", vendorProject: "Example", product: "Gateway", vulnerabilityName: "Example flaw",
      dateAdded: "2026-11-01", shortDescription: "An example.", requiredAction: "Update.", dueDate: "2026-11-22",
      knownRansomwareCampaignUse: "Unknown", notes: "", cwes: [],
    }],
  };
  const path = join(await mkdtemp(join(tmpdir(), "ward-e2e-")), `catalogue-${process.pid}.json`);
  await writeFile(path, JSON.stringify(catalogue));
  return path;
}

test("by keyboard alone and without JavaScript: first run, a file, a goal, and the file taken back", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  // Listened for from the start: the browser must know that we answer before the key is pressed.
  const chosen = page.waitForEvent("filechooser", { timeout: 120_000 });
  await open(page, "/");
  if ((await page.textContent("h1")) === "Welcome to Ward") {
    await tabTo(page, "name", isField);
    await page.keyboard.type("Prairie Creek Clinic");
    await tabTo(page, "size", isField);
    await page.keyboard.press("Space");
    await tabTo(page, "domains", isField);
    await page.keyboard.type("prairiecreek.example");
    await tabTo(page, "Save and add evidence", isButton);
    await Promise.all([page.waitForURL("**/evidence"), page.keyboard.press("Enter")]);
  } else {
    await tabTo(page, "Evidence", isLink);
    await Promise.all([page.waitForURL("**/evidence"), page.keyboard.press("Enter")]);
  }

  const path = await someFile();
  await tabTo(page, "files", isField);
  await page.keyboard.press("Enter");
  await (await chosen).setFiles(path);
  await tabTo(page, "Read these files", isButton);
  await Promise.all([page.waitForURL("**/evidence/batches/*"), page.keyboard.press("Enter")]);
  await page.getByRole("heading", { name: "What became of your files" }).waitFor({ timeout: 60_000 });
  assert.match(await page.textContent("main"), /1 of 1 file can be used/);

  await tabTo(page, "See where you stand", isLink);
  await Promise.all([page.waitForURL((url) => url.pathname === "/"), page.keyboard.press("Enter")]);
  await tabTo(page, "E1", isLink);
  await Promise.all([page.waitForURL((url) => url.pathname === "/goals/E1"), page.keyboard.press("Enter")]);
  assert.match(await page.textContent("h1"), /^E1 /);

  await tabTo(page, "Evidence", isLink);
  await Promise.all([page.waitForURL("**/evidence"), page.keyboard.press("Enter")]);
  await tabTo(page, "catalogue-", isLink);
  await Promise.all([page.waitForURL(/evidence\/[0-9a-f]{64}$/), page.keyboard.press("Enter")]);
  await tabTo(page, "Withdraw this file", isLink);
  await Promise.all([page.waitForURL("**/withdraw"), page.keyboard.press("Enter")]);
  await tabTo(page, "Withdraw it", isButton);
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  assert.match(await page.title(), /^Error: /, "a withdrawal without a reason is refused");
  await tabTo(page, "reason", isField);
  await page.keyboard.type("only a test");
  await tabTo(page, "Withdraw it", isButton);
  await Promise.all([page.waitForURL(/evidence\/[0-9a-f]{64}$/), page.keyboard.press("Enter")]);
  assert.match(await page.textContent("main"), /Withdrawn/);
  await context.close();
});

test("a clinic, by keyboard alone and without JavaScript: an answer with its letter, the worksheet and back, the next step", {
  skip: clinic ? false : "CLINIC_URL names no demonstration of a clinic",
}, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  const at = (path) => page.waitForURL((url) => url.pathname === path);
  const press = (path, key = "Enter") => Promise.all([at(path), page.keyboard.press(key)]);
  const picture = async (name) => shots && page.screenshot({ path: join(shots, `clinic-${name}.360.png`), fullPage: true });
  const chosen = page.waitForEvent("filechooser", { timeout: 120_000 });

  await open(page, "/", clinic);
  await picture("home");
  await tabTo(page, "To do", isLink);
  await press("/plan");
  await tabTo(page, "Questions", isLink);
  await press("/questions");
  assert.match(await page.textContent("main"), /Start with these \d+ questions/);
  await picture("questions");

  const open_question = await page.locator('ul.questions a[href$="/answer"]').first().getAttribute("href");
  const id = open_question.split("/")[2];
  await tabTo(page, `Answer ${id}`, isLink);
  await press(open_question);
  await tabTo(page, "says", isField);
  await page.keyboard.press("Space");
  await tabTo(page, "signer", isField);
  await page.keyboard.type("Dr. Ada Example, owner");
  await tabTo(page, "paper", isField);
  await page.keyboard.press("Enter");
  const letter = join(await mkdtemp(join(tmpdir(), "ward-e2e-")), "letter.txt");
  await writeFile(letter, "We have looked, and it is so. Signed: Ada Example\n");
  await (await chosen).setFiles(letter);
  await picture("answer");
  await tabTo(page, "Sign and record", isButton);
  await Promise.all([page.waitForURL((url) => url.pathname !== open_question), page.keyboard.press("Enter")]);
  await open(page, `/measures/${id}`, clinic);
  assert.match(await page.textContent("main"), /Dr\. Ada Example, owner/);

  await open(page, "/questions?part=all", clinic);
  await tabTo(page, "Print as a worksheet", isLink);
  await press("/worksheet");
  const codes = await page.locator(".worksheet strong.code").allTextContents();
  assert.ok(codes.length > 100, `${codes.length} codes on the worksheet of all questions`);
  await picture("worksheet");
  await tabTo(page, "Type it back", isLink);
  await press("/worksheet/type");
  await tabTo(page, "signer", isField);
  await page.keyboard.type("Ada Example");
  await tabTo(page, "lines", isField);
  await page.keyboard.type(`${codes[0]} perhaps`);
  await tabTo(page, "Record these answers", isButton);
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  assert.match(await page.title(), /^Error: /, "a word that is no answer is told");
  await tabTo(page, "lines", isField);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(`${codes[0]} yes Looked on Monday\n${codes.at(-1)} no`);
  await tabTo(page, "Record these answers", isButton);
  await press("/questions");

  await open(page, "/", clinic);
  assert.match(await page.textContent("main"), /Do next/);
  await context.close();
});

/** Every page that was found, with its site. */
function* everyPage() {
  for (const site of SITES) for (const address of [...site.pages.values()].flat()) yield { site, address };
}
for (const site of SITES) {
  test(`${site.name}: every route of the table can be reached by links`, async () => {
    const page = await browser.newPage();
    site.pages = await crawl(page, site.server, site.table);
    await page.close();
    const unreached = [...site.pages].filter(([, addresses]) => addresses.length === 0).map(([route]) => route);
    assert.deepEqual(unreached.filter((route) => !site.absent.includes(route)), []);
  });

  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      test(`${site.name}: axe finds nothing on any page: ${scheme}, ${width} wide`, async () => {
        const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
        const page = await context.newPage();
        const problems = [];
        for (const address of [...[...site.pages.values()].flat(), "/nothing-here"]) {
          await open(page, address, site.server);
          // Folded parts are looked at too.
          await page.$$eval("details", (all) => all.forEach((details) => { details.open = true; }));
          await page.evaluate(axe);
          const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }), TAGS);
          for (const violation of found.violations) {
            const places = violation.nodes.slice(0, 3).map((node) => node.target.join(" "));
            problems.push(`${address}: ${violation.id} (${violation.nodes.length}): ${places.join(" | ")}`);
          }
          if (shots) await page.screenshot({ path: join(shots, shotName(site, address, scheme, width)), fullPage: true });
        }
        await context.close();
        assert.deepEqual(problems, []);
      });
    }
  }
}

function shotName(site, address, scheme, width) {
  const name = address.replace(/[0-9a-f]{64}/, (digest) => digest.slice(0, 8)).replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `${site.name}-${(name || "home").slice(0, 80)}.${scheme}.${width}.png`;
}

test("nothing scrolls sideways on a screen of 320 pixels", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  const problems = [];
  for (const { site, address } of everyPage()) {
    await open(page, address, site.server);
    await page.$$eval("details", (all) => all.forEach((details) => { details.open = true; }));
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 320) problems.push(`${site.name} ${address}: ${width} wide`);
  }
  await context.close();
  assert.deepEqual(problems, []);
});

test("no page says anything on the console or breaks its own policy", async () => {
  const page = await browser.newPage();
  const said = [];
  page.on("console", (message) => said.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`${page.url()}: ${error.message}`));
  for (const { site, address } of everyPage()) await open(page, address, site.server);
  await page.close();
  assert.deepEqual(said, []);
});

test("the server sets no cookie that scripts can read and sends its policy", async () => {
  const response = await fetch(base + "/");
  assert.match(response.headers.get("content-security-policy"), /^default-src 'none'/);
  for (const cookie of response.headers.getSetCookie()) assert.match(cookie, /HttpOnly; SameSite=Strict/);
});
