// On every page: whose device this is now, whether there is a network, and what waits for it (the line at the top).

import { counts } from "./device/counts.js";
import { able, adopt, leaving, lock, mine } from "./device/seal.js";
import { get } from "./device/store.js";

const BASE = new URL("../../", import.meta.url).pathname;
const SOON = 1000;
const OFTEN = 20_000;
const HALF_DAY = 12 * 3600 * 1000;
const me = document.body.dataset.me;
const kept = document.documentElement.dataset.kept;
const news = new BroadcastChannel("rangyirang");
let reached = kept === undefined && navigator.onLine;
let told = {};
let line = null;
let timer = 0;
let patience = SOON;

/** The line at the top, in one sentence and one link. */
function say(words, kind, link = "", address = `${BASE}offline`) {
  if (!line) {
    line = document.createElement("div");
    line.setAttribute("role", "status");
    document.querySelector("header").after(line);
  }
  line.className = `net ${kind}`;
  line.hidden = !words;
  const text = document.createElement("span");
  text.textContent = words;
  line.replaceChildren(text);
  // the page of what waits keeps itself fresh
  if (!link || document.querySelector("[data-offline]")) return;
  const more = document.createElement("a");
  Object.assign(more, { href: address, textContent: link });
  line.append(more);
}

async function draw() {
  const here = (await mine()) ? await counts() : { waiting: 0, stopped: 0 };
  const { waiting, stopped } = here;
  if (stopped) say(`有 ${stopped} 件没发成`, "bad", "看怎么回事");
  else if (!reached) say(`没有网络,写的都存在手机里${waiting ? `,有 ${waiting} 件等着发` : ""}`, "", waiting || kept === undefined ? "看看" : "");
  else if (waiting && told.signIn) say(`有 ${waiting} 件等着发,要先登录`, "", "登录", `${BASE}login?next=${BASE}worklist`);
  else if (waiting) say(`有 ${waiting} 件等着发`, "", "看看");
  else if (told.sent) say("已发出", "good", document.querySelector("form[data-typing]") ? "" : "看最新的", location.pathname + location.search);
  else if (line) say("", "");
  document.documentElement.dataset.net = reached ? "on" : "off";
  return here;
}

/** The browser thinks there is a network and the office was not reached: soon again, then less and less often. */
function tryAgain() {
  reached = false;
  clearTimeout(timer);
  timer = setTimeout(poke, patience);
  patience = Math.min(2 * patience, OFTEN);
}

/** Ask the service worker to send what waits. */
async function poke() {
  const { waiting } = await draw();
  if (waiting && navigator.onLine) (await navigator.serviceWorker.ready).active.postMessage({ send: true });
}

async function takeOver() {
  try {
    await adopt(me, BASE);
  } catch (trouble) {
    if (trouble.name !== "TypeError") throw trouble;
    reached = false;
  }
}

/** The page that this is, if the service worker came too late for it; and the form for a new case, twice a day. */
async function keepAtHand() {
  const { active } = await navigator.serviceWorker.ready;
  const take = [];
  if (!navigator.serviceWorker.controller && document.querySelector("form[data-typing]")) take.push(location.pathname);
  const register = document.querySelector('nav a[href$="/cases/new"]')?.getAttribute("href");
  if (register && !take.includes(register) && Date.now() - ((await get("forms", register))?.at ?? 0) > HALF_DAY) take.push(register);
  if (take.length) active.postMessage({ take });
}

/** Signing out forgets the key first, whatever the network does then. */
function lockWhenLeaving(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { waiting, stopped } = await counts();
    const left = waiting + stopped;
    const warning = `还有 ${left} 件没有发出。退出以后它们锁在这台手机里,要您再登录这台手机才会发出。现在退出吗?`;
    if (left && !confirm(warning)) return;
    await lock();
    form.submit();
  });
}

async function start() {
  if (me && kept === undefined && (await leaving())) return document.querySelector("form.leave").submit();
  for (const form of document.querySelectorAll("form.leave")) lockWhenLeaving(form);
  if (me && kept === undefined) await takeOver();
  const known = me || (await mine());
  if (known) await navigator.serviceWorker.register(`${BASE}worker.js`, { type: "module", updateViaCache: "none" });
  await draw();
  if (!known) return null;
  if (me && kept === undefined && reached) await keepAtHand();
  await poke();
  return setInterval(() => document.visibilityState === "visible" && line && !line.hidden && poke(), OFTEN);
}

if (able() && "serviceWorker" in navigator) {
  addEventListener("online", () => {
    reached = true;
    patience = SOON;
    poke();
  });
  addEventListener("offline", () => {
    reached = false;
    draw();
  });
  document.addEventListener("reach", (event) => {
    reached = event.detail;
    draw();
  });
  news.addEventListener("message", ({ data }) => {
    told = { ...told, signIn: false, ...data };
    if (data.offline) tryAgain();
    // an answer, whichever: the office was reached
    else if (data.sent || data.signIn || data.stopped) reached = true;
    draw();
  });
  start();
}
