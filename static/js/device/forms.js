// Form pages for when there is no network: sealed on the device as they came, opened again as they were.

import { all, get, put, remove } from "./store.js";
import { mine, sealValue, unsealValue } from "./seal.js";

const MOST = 80;
const ASSETS = "assets";
const HEADERS = ["content-type", "content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "cross-origin-opener-policy", "permissions-policy"];

const text = (html, pattern) => (html.match(pattern)?.[1] ?? "").replace(/<[^>]*>/g, "").replace(/&#?\w+;/g, " ").trim();

/** What is called what: `name` is the step, `about` the case; and whether its person reads 大字. */
export function titlesOf(html) {
  const big = /<html[^>]*class="[^"]*\bbig\b/.test(html);
  return { big, name: text(html, /<h1[^>]*>([\s\S]*?)<\/h1>/), about: text(html, /<p class="meta">([\s\S]*?)<\/p>/) };
}

/** Keep a form page and what it is drawn with. */
export async function keepForm(address, answer) {
  const person = await mine();
  const html = await answer.text();
  // a page of whoever signed in meanwhile is not this device's person's
  if (!person || !html.includes(`data-me="${person.owner}"`) || !html.includes("data-typing=")) return false;
  const headers = HEADERS.map((name) => [name, answer.headers.get(name)]).filter(([, value]) => value);
  const sealed = await sealValue(address, { html, headers, ...titlesOf(html) });
  if (!sealed) return false;
  // a page counts as kept once all that it is drawn with is here
  await keepAssets(html);
  await put("forms", { id: address, at: Date.now(), sealed });
  await forgetOldest();
  return true;
}

async function forgetOldest() {
  const kept = (await all("forms")).sort((one, other) => other.at - one.at);
  for (const one of kept.slice(MOST)) await remove("forms", one.id);
}

/** A kept page as an answer, marked as what it is; null where there is none that this person may open. */
export async function keptForm(address) {
  const found = await get("forms", address);
  const value = found && (await unsealValue(address, found.sealed));
  if (!value) return null;
  const html = value.html.replace(/<html\b/, `<html data-kept="${found.at}"`);
  return new Response(html, { headers: new Headers(value.headers) });
}

/** {address, name, about, big, at} of all that can be opened, the newest first. */
export async function keptForms() {
  const found = [];
  for (const one of (await all("forms")).sort((some, other) => other.at - some.at)) {
    const value = await unsealValue(one.id, one.sealed);
    if (value) found.push({ address: one.id, name: value.name, about: value.about, big: value.big, at: one.at });
  }
  return found;
}

export const dropForm = (address) => remove("forms", address);

/** Styles and scripts hold nothing of anybody: they lie in the browser's own cache, a script with what it imports. */
export async function keepAssets(html) {
  const cache = await caches.open(ASSETS);
  const waiting = [...html.matchAll(/(?:src|href)="([^"]*\/static\/[^"]+)"/g)].map(([, address]) => new URL(address, location.origin).href);
  const seen = new Set();
  while (waiting.length) {
    const address = waiting.pop();
    if (seen.has(address)) continue;
    seen.add(address);
    const answer = (await cache.match(address)) ?? (await fetchInto(cache, address));
    if (!address.split("?")[0].endsWith(".js")) continue;
    for (const [, name] of (await answer.text()).matchAll(/(?:from|import)\s*\(?"(\.[^"]+\.js)"/g)) waiting.push(new URL(name, address).href);
  }
}

/** A new edition of the scripts is here: what pages import without naming a version is asked for again. */
export async function freshenAssets() {
  const cache = await caches.open(ASSETS);
  const plain = (await cache.keys()).filter((one) => !one.url.includes("?v="));
  await Promise.all(plain.map((one) => cache.add(one).catch(() => null)));
}

async function versioned(cache, address) {
  return address.includes("?v=") ? cache.match(address) : null;
}

async function fetchInto(cache, address) {
  const answer = await fetch(address);
  if (answer.ok) {
    const path = new URL(address).pathname;
    for (const old of await cache.keys()) if (new URL(old.url).pathname === path && old.url !== address) await cache.delete(old);
    await cache.put(address, answer.clone());
  }
  return answer;
}

/** A style or script: by its version from the cache, else from the office, else whichever there is. */
export async function asset(request) {
  const cache = await caches.open(ASSETS);
  const known = await versioned(cache, request.url);
  if (known) return known;
  try {
    const answer = await fetch(request);
    if (answer.ok && (await cache.match(request, { ignoreSearch: true }))) await cache.put(request, answer.clone());
    return answer;
  } catch (trouble) {
    const old = await cache.match(request, { ignoreSearch: true });
    if (old) return old;
    throw trouble;
  }
}
