// Brings unsent words back into their form, and asks where two pages have written different ones.

import { counts } from "./device/counts.js";
import { dropPhotos, dropTyped, dropWords, photosFor, typedInto } from "./device/typed.js";
import { refill, wordsOf } from "./words.js";

function made(tag, words, kind = "") {
  const one = document.createElement(tag);
  one.textContent = words;
  if (kind) one.className = kind;
  return one;
}

/** A box above the form: what is the matter, and what can be done about it, as [words, act] pairs. */
function box(form, words, acts) {
  const whole = made("div", "", "said hint resumed");
  const row = made("p", "");
  const said = made("p", words);
  said.setAttribute("role", "status");
  for (const [name, act] of acts) {
    const button = made("button", name, "small");
    button.type = "button";
    button.addEventListener("click", () => act(whole));
    row.append(button, " ");
  }
  whole.append(said, row);
  form.before(whole);
  return row;
}

const away = (whole) => whole.remove();

function toTheForm(whole) {
  whole.remove();
  document.querySelector("form[data-typing] .target")?.focus();
}

/** 接着写, on the page as it came. */
export function goOn() {
  document.querySelector("[data-go-on]")?.addEventListener("click", (event) => {
    event.preventDefault();
    toTheForm(event.target.closest(".resumed"));
  });
}

/** Neither page's words cover the other's unasked. */
export function askWhich(form, words, mine) {
  const row = box(form, words, [["用这一页的", (whole) => (away(whole), mine())]]);
  const look = made("a", "看那一份(另开一页)", "small");
  Object.assign(look, { href: form.getAttribute("action"), target: "_blank", rel: "opener" });
  row.append(look);
}

function whenInWords(at) {
  const then = new Date(at);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  const time = then.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  return `${["今天", "昨天"][days] ?? `${then.getMonth() + 1}月${then.getDate()}日`} ${time}`;
}

/** 丢掉: here, and at the office where it has something too. */
async function throwAway(address) {
  await dropTyped(address);
  const office = document.querySelector("form.resumed [name=_drop]");
  if (office) office.form.requestSubmit(office);
  else location.reload();
}

const same = (some, other) => JSON.stringify([...some].sort()) === JSON.stringify([...other].sort());

/** Chosen files as [field, file] pairs, each to its field. */
function putBack(form, chosen) {
  for (const input of form.querySelectorAll("input[type=file]")) {
    const files = chosen.filter(([field]) => field === input.name).map(([, file]) => file);
    if (files.length) input.dispatchEvent(new CustomEvent("put-back", { detail: files }));
  }
}

/** Photos of a form that was refused or left half-written; a page that begins anew has no use for them. */
async function bringBackPhotos(form, address, resumed) {
  if (!form.querySelector("input[type=file]")) return;
  const found = await photosFor(address);
  if (!found) return;
  if (resumed || found.key === form.elements.key.value || form.dataset.unsent !== undefined || document.querySelector("form.resumed")) putBack(form, found.chosen);
  else await dropPhotos(address);
}

/** A press that came back: its photos go into its page again; one that waits is opened as it was written. */
async function bringBackPress(form, address, kept, touched) {
  const { waiting: many, stopped } = await counts();
  if (!many && !stopped) return false;
  const { asForm, pageOf, waiting } = await import("./device/queue.js");
  const key = form.elements.key.value;
  const meant = (one) => one.id === key || (kept && pageOf(one.address) === address && !address.endsWith("/cases/new"));
  const one = (await waiting()).find(meant);
  if (!one) return false;
  const data = await asForm(one);
  putBack(form, [...data].filter(([, value]) => value instanceof File));
  if (one.id === key) return false;
  const acts = touched() ? [["换成等着发的那份", (whole) => (away(whole), refill(form, one.words))]] : [];
  if (!acts.length) refill(form, one.words);
  box(form, "这一步已经写好,等着发。要改就在下面改,改完再按一次,换成新的。", acts);
  return true;
}

/**
 * Put unsent words of this device into the form; true where the office does not have them yet. A slow phone looks for a
 * while: where somebody has begun to write meanwhile (`touched`), what is found is offered only.
 */
export async function bringBack(form, address, seen, kept, touched) {
  if (await bringBackPress(form, address, kept, touched)) return false;
  const found = form.dataset.unsent === undefined ? await typedInto(address) : null;
  await bringBackPhotos(form, address, found !== null);
  if (!found) return false;
  const when = whenInWords(found.at);
  if (same(found.words, wordsOf(form))) {
    await dropWords(address);
    return false;
  }
  if (found.seen < seen || touched()) {
    // the office has something newer, or somebody writes: it stands in the form, this device's words are offered
    box(form, `这台手机里还有一份没存上去的(${when}),和下面表里的不一样。`, [
      ["换成手机里的", (whole) => (away(whole), refill(form, found.words), form.dispatchEvent(new Event("refilled")))],
      ["丢掉手机里的", (whole) => (away(whole), touched() || dropTyped(address))],
    ]);
    return false;
  }
  refill(form, found.words);
  document.querySelector("form.resumed")?.setAttribute("hidden", "");
  box(form, `上次没写完的内容还在(${when}),已经填回下面的表里。`, [
    ["接着写", toTheForm],
    ["丢掉", () => throwAway(address)],
  ]);
  return true;
}
