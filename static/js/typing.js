// Keeps what is typed while it is typed, so that a dead phone or a lost page costs nobody a word.

import { wordsOf } from "./words.js";

const WAIT = 1500;
const form = document.querySelector("form[data-typing]");
const state = document.createElement("p");
let timer = 0;
let typed = form?.dataset.unsent !== undefined;
let pressed = false;

/** All that the page would send, photos aside. */
function everything() {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
}

const clockTime = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });

/** Send it to the office; true where it is kept there. */
async function toOffice(last = false) {
  const answer = await fetch(form.dataset.typing, { method: "POST", body: everything(), keepalive: last });
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (answer.ok && told) {
    if (told.at) form.elements._seen.value = told.at;
    return true;
  }
  if (answer.status === 409 && told) askWhich(told);
  return false;
}

/** Another page kept words that this one has not seen: neither covers the other unasked. */
function askWhich(newer) {
  document.querySelector("[data-newer]")?.remove();
  const box = document.createElement("div");
  box.className = "said hint resumed";
  box.dataset.newer = "";
  box.setAttribute("role", "status");
  const said = document.createElement("p");
  said.textContent = `您在别处又写过这张表(${newer.kept_at} 存下的)。这一页写的还没有存。`;
  const look = document.createElement("a");
  Object.assign(look, { className: "small", href: form.getAttribute("action"), target: "_blank", textContent: "看那一份" });
  const mine = document.createElement("button");
  Object.assign(mine, { className: "small", type: "button", textContent: "用这一页的" });
  mine.addEventListener("click", () => {
    form.elements._seen.value = newer.at;
    box.remove();
    keep();
  });
  const row = document.createElement("p");
  row.append(mine, " ", look);
  box.append(said, row);
  form.before(box);
}

async function keep() {
  clearTimeout(timer);
  if (!typed || pressed || document.querySelector("[data-newer]")) return;
  typed = false;
  let kept = false;
  try {
    kept = await toOffice();
  } catch {
    // no network: the next stroke tries again
  }
  typed ||= !kept;
  state.textContent = kept ? `写的都存好了(${clockTime(Date.now())})` : "";
}

function later() {
  typed = true;
  clearTimeout(timer);
  timer = setTimeout(keep, WAIT);
}

if (form) {
  state.className = "meta kept-state";
  form.querySelector(".end").before(state);
  form.addEventListener("input", (event) => event.isTrusted && later());
  form.addEventListener("change", (event) => event.isTrusted && later());
  form.addEventListener("click", (event) => event.isTrusted && event.target.closest(".add-row, .drop-row") && later());
  form.addEventListener("submit", () => (pressed = true));
  window.addEventListener("pageshow", () => (pressed = false));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  window.addEventListener("pagehide", () => typed && !pressed && wordsOf(form).length && toOffice(true).catch(() => null));
  document.querySelector("[data-go-on]")?.addEventListener("click", (event) => {
    event.preventDefault();
    event.target.closest(".resumed").remove();
    form.querySelector(".target")?.focus();
  });
  if (typed) later();
}
