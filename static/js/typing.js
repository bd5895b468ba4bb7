// Keeps what is typed while it is typed, so that a dead phone, a lost page or a dead network costs nobody a word:
// first on the device, sealed; then with the office; once the office has it, the device forgets it.

import { able } from "./device/seal.js";
import { dropWords, keepPhotos, keepTyped } from "./device/typed.js";
import { askWhich, bringBack, goOn } from "./resuming.js";
import { REFILLED, wordsOf } from "./words.js";

const WAIT = 1200;
const form = document.querySelector("form[data-typing]");
const address = form && new URL(form.dataset.typing, location.origin).pathname.replace(/\/draft$/, "");
const kept = document.documentElement.dataset.kept !== undefined;
const state = document.createElement("p");
const nothing = () => null;
let timer = 0;
// `typed` waits to be kept on the device, `owed` to be sent to the office
let typed = form?.dataset.unsent !== undefined;
let owed = typed;
let pressed = false;
let asked = false;
let touched = false;
let sending = false;
let begun = null;
let last = Promise.resolve();

const seen = () => Number(form.elements._seen.value) || 0;
const clockTime = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
const reach = (there) => document.dispatchEvent(new CustomEvent("reach", { detail: there }));

/** All that the page would send, photos aside. */
function everything() {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
}

/** Send it to the office; true where it is kept there. Throws without a network. */
async function toOffice(last = false) {
  const answer = await fetch(form.dataset.typing, { method: "POST", body: everything(), keepalive: last });
  reach(answer.status !== 502 && answer.status !== 504);
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (answer.ok && told) {
    if (told.at) form.elements._seen.value = told.at;
    return true;
  }
  if (answer.status === 409 && told) {
    asked = true;
    askWhich(form, `您在别处又写过这张表(${told.kept_at} 存下的),这一页写的还没有存上去。`, () => {
      form.elements._seen.value = told.at;
      asked = false;
      later();
    });
  }
  return false;
}

/** One after the other: what is kept on the device later is never overtaken by what was kept before. */
function inTurn(act) {
  const done = last.then(act);
  last = done.then(nothing, nothing);
  return done;
}

async function keep() {
  clearTimeout(timer);
  await begun.then(nothing, nothing);
  if (!owed || pressed) return;
  if (typed) await inTurn(onDevice);
  await send();
}

async function onDevice() {
  typed = false;
  const here = able() && (await keepTyped(address, wordsOf(form), seen()));
  form.dataset.kept = here ? "device" : "no";
  if (here) state.textContent = `写的都存在手机里了(${clockTime()})`;
}

/** One at a time, so that older words do not arrive behind newer ones; what was typed meanwhile follows at once. */
async function send() {
  if (sending || kept || asked || pressed) return;
  sending = true;
  owed = false;
  const there = await reached();
  sending = false;
  if (!there) owed = true;
  else if (owed) await keep();
  else await inTurn(forget);
}

async function reached() {
  try {
    return await toOffice();
  } catch (trouble) {
    if (trouble.name !== "TypeError") throw trouble;
    reach(false);
    return false;
  }
}

/** The office has it: the device forgets it, unless there is more by now. */
async function forget() {
  if (owed) return;
  if (able()) await dropWords(address);
  form.dataset.kept = "office";
  state.textContent = `写的都存好了(${clockTime()})`;
}

/** Photos stay on the device until the step is taken: `_photos` tells the office so. */
async function keepChosen() {
  await begun.then(nothing, nothing);
  const chosen = [...new FormData(form)].filter(([, value]) => typeof value !== "string" && value.name);
  const here = able() && (await keepPhotos(address, form.elements.key.value, chosen));
  form.elements._photos.value = here && chosen.length ? "1" : "";
}

function later() {
  typed = owed = touched = true;
  clearTimeout(timer);
  timer = setTimeout(keep, WAIT);
}

/** What the page may have to put back, before it listens. */
async function begin() {
  if (kept) form.elements.key.value = crypto.randomUUID().replaceAll("-", "");
  if (able() && (await bringBack(form, address, seen(), kept, () => touched))) typed = true;
  if (typed) later();
  form.dataset.ready = "";
}

if (form) {
  state.className = "meta";
  form.querySelector(".end").before(state);
  form.addEventListener("input", (event) => event.detail !== REFILLED && later());
  form.addEventListener("change", later);
  form.addEventListener("click", (event) => event.isTrusted && event.target.closest(".add-row, .drop-row") && later());
  form.addEventListener("refilled", later);
  form.addEventListener("photos-chosen", () => inTurn(keepChosen));
  form.addEventListener("submit", () => {
    pressed = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (pressed = false));
  addEventListener("online", () => owed && later());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  addEventListener("pagehide", () => (owed || sending) && !pressed && !kept && !asked && toOffice(true).catch(() => null));
  goOn();
  begun = begin();
}
