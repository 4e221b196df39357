// The browser: Debian's Chromium, asked to talk to nobody but the server under test.

import { chromium } from "playwright-core";

/** Where the server under test listens, without a slash at the end. */
export const base = (process.env.BASE_URL ?? "http://127.0.0.1:8405").replace(/\/$/, "");

/** Where the demonstration of a clinic listens, when there is one. */
export const clinic = process.env.CLINIC_URL?.replace(/\/$/, "");

/** Where the office of a programme listens, when there is one. */
export const office = process.env.OFFICE_URL?.replace(/\/$/, "");

/** Folder for screenshots; none are taken without it. */
export const shots = process.env.SHOTS;

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}

/** Opens an address of the server and gives back the status. */
export async function open(page, path, server = base) {
  const response = await page.goto(server + path, { waitUntil: "load" });
  return response.status();
}

/** Presses Tab until the wanted element has the focus; fails when the focus comes round without it. */
export async function tabTo(page, what, wanted) {
  for (let presses = 0; presses < 400; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`(${wanted})(document.activeElement, ${JSON.stringify(what)})`)) return;
  }
  throw new Error(`the keyboard never reaches ${what}`);
}

export const isLink = (element, words) => element.tagName === "A" && element.textContent.trim().startsWith(words);
export const isButton = (element, words) => element.tagName === "BUTTON" && element.textContent.trim() === words;
export const isField = (element, name) => element.name === name;
