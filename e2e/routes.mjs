// Every page of the server: the route table says which there must be, links say where they are.

import { readFile } from "node:fs/promises";
import { open } from "./browser.mjs";

/** Addresses of one route that are looked at. */
const MOST_FOR_A_ROUTE = 2;
/** Routes that are no pages, or are reached by doing something. */
const NO_PAGES = [
  "/static/{file}", "/record/packet.zip", "/evidence/batches/{number}", "/summary/files/{digest}", "/advisories/answers/{digest}",
  "/money/files/{digest}", "/help/files/{digest}", "/applications/{id}/acknowledgement.json", "/public/rounds/{id}/call.json",
  "/requests/{number}/acknowledgement.json", "/requests/{number}/hand-over.json",
  "/release/{file}", "/bulletins/{number}/advisory.json", "/audits/{audit}/draw.txt", "/public/statements/{id}/badge.svg", "/public/statements/{id}/statement.json",
];

/** The paths of all pages, as a route table writes them. */
export async function routePaths(table) {
  const source = await readFile(new URL(`../crates/web/src/${table}`, import.meta.url), "utf8");
  const paths = [...source.matchAll(/^\s*page\("([^"]+)"/gm)].map((match) => match[1]);
  return paths.filter((path) => !NO_PAGES.includes(path));
}

/** The route that an address belongs to: the one with the fewest parts left open. */
function routeOf(path, routes) {
  const parts = path.split("/");
  const fits = routes.filter((route) => {
    const wanted = route.split("/");
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith("{") || part === parts[at]);
  });
  return fits.sort((a, b) => a.split("{").length - b.split("{").length)[0];
}

/** Follows links from the home page of a server: an address or two for every route of its table that can be reached. */
export async function crawl(page, server, table) {
  const routes = await routePaths(table);
  const found = new Map(routes.map((route) => [route, []]));
  const waiting = ["/"];
  const seen = new Set(waiting);
  while (waiting.length > 0) {
    const address = waiting.shift();
    const route = routeOf(address.split("?")[0], routes);
    if (!route || found.get(route).length >= MOST_FOR_A_ROUTE) continue;
    found.get(route).push(address);
    await open(page, address, server);
    const links = await page.$$eval("a[href]", (all) => all.map((a) => a.getAttribute("href")));
    for (const link of links) {
      const url = new URL(link, server + address);
      const next = url.pathname + url.search;
      if (url.origin === new URL(server).origin && !seen.has(next)) {
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return found;
}
