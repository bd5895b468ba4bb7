// The service worker: forms open and are pressed without a network. Served at /worker.js, so that it sees all pages.
// With a network it stays out of the way: pages come from the office, always.

import { asset, freshenAssets, keepAssets, keepForm, keptForm, keptForms } from "./static/js/device/forms.js";
import { pageOf, send, taken, wait } from "./static/js/device/queue.js";
import { leaving, lock, mine } from "./static/js/device/seal.js";
import { dropOld, dropWords, keepTyped } from "./static/js/device/typed.js";

const BASE = new URL("./", self.location).pathname;
const SHELL = `${BASE}offline`;
const SHELLS = "shell";
const PATIENCE = 8000;
const FORM = new RegExp(`^${BASE}(tasks/[0-9a-f]{16}-[0-9]+(/hand-in)?|cases/new|cases/[0-9a-f]{16}/events/[a-z_]+)$`);
const OURS = new Set(["csrf_token", "key", "shown", "form", "_seen", "_photos", "_save"]);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepShell());
});

self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), freshenAssets(), dropOld()])));

async function keepShell() {
  const answer = await fetch(SHELL, { credentials: "omit" });
  await (await caches.open(SHELLS)).put(SHELL, answer.clone());
  await keepAssets(await answer.text());
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const place = new URL(request.url);
  if (place.origin !== self.location.origin) return;
  if (request.method === "GET" && place.pathname.startsWith(`${BASE}static/`)) event.respondWith(asset(request));
  else if (request.mode !== "navigate") return;
  else if (request.method === "GET") event.respondWith(opened(event, place));
  else if (place.pathname === `${BASE}logout`) event.respondWith(left(request));
  else if (FORM.test(place.pathname)) event.respondWith(pressed(event, place));
  else event.respondWith(fetch(request).catch(shell));
});

const away = (answer) => answer.status === 502 || answer.status === 504;

async function shell() {
  return (await (await caches.open(SHELLS)).match(SHELL)) ?? Response.error();
}

/** A page: the office's; without one, a form that was kept; else the page that says what can be done here. */
async function opened(event, place) {
  const form = FORM.test(place.pathname);
  const asked = fetch(event.request);
  asked.catch(() => null); // also when nobody waits for it any more
  try {
    const kept = form && !place.search ? await keptForm(place.pathname) : null;
    const answer = await (kept ? Promise.race([asked, tooLong()]) : asked);
    if (away(answer)) throw new TypeError("nobody there");
    if (form && answer.ok && !answer.redirected) event.waitUntil(keepForm(place.pathname, answer.clone()));
    return answer;
  } catch {
    return (form && (await keptForm(place.pathname))) || shell();
  }
}

function tooLong() {
  return new Promise((_, reject) => setTimeout(() => reject(new TypeError("too slow")), PATIENCE));
}

/** A press: to the office; where it is not reached, or its answer is not, the press waits on the device. */
async function pressed(event, place) {
  const copy = event.request.clone();
  const reading = copy.formData();
  try {
    const answer = await fetch(event.request);
    if (away(answer)) throw new TypeError("nobody there");
    const data = await reading;
    if (answer.type === "opaqueredirect") event.waitUntil(data.has("_save") ? dropWords(pageOf(place.pathname)) : taken(place.pathname, String(data.get("key"))));
    return answer;
  } catch {
    return putBy(place.pathname, await reading);
  }
}

async function putBy(address, data) {
  if (data.has("_save") || data.has("_add")) {
    const words = [...data].filter(([name, value]) => typeof value === "string" && value && !OURS.has(name));
    const kept = await keepTyped(pageOf(address), words, Number(data.get("_seen")) || 0);
    return kept ? Response.redirect(`${SHELL}?aside`, 303) : shell();
  }
  const known = (await keptForms()).find((one) => one.address === pageOf(address));
  const stays = await wait(address, data, { name: known?.name ?? "", about: known?.about ?? "" });
  if (!stays) return shell();
  await self.registration.sync?.register("send").catch(() => null);
  return Response.redirect(`${SHELL}?queued`, 303);
}

/** Signing out locks what is here before anything else; where the office cannot hear it, it is told first thing. */
async function left(request) {
  await lock();
  try {
    const answer = await fetch(request);
    await leaving(false);
    return answer;
  } catch {
    await leaving(true);
    return Response.redirect(`${SHELL}?left`, 303);
  }
}

/** Keep forms without anybody opening them; says how many are here. */
async function takeAlong(addresses) {
  let kept = 0;
  for (const address of addresses) {
    const answer = await fetch(address, { headers: { "X-To-Keep": "1" } });
    if (answer.ok && !answer.redirected && (await keepForm(new URL(address, self.location.origin).pathname, answer))) kept += 1;
  }
  return kept;
}

self.addEventListener("message", (event) => {
  const { send: sending, take } = event.data ?? {};
  if (sending) event.waitUntil(send(BASE));
  if (take) event.waitUntil(takeAlong(take).then((kept) => event.ports[0]?.postMessage({ kept }), () => event.ports[0]?.postMessage({ kept: -1 })));
});

self.addEventListener("sync", (event) => event.tag === "send" && event.waitUntil(mine().then((person) => person && send(BASE))));
