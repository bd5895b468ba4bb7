// On a phone a long form is shown one group of questions at a time. The address's # says which, so that the phone's
// own 返回 goes one screen back and not out of the form. On a wide screen, and without scripts, all groups stand below
// each other.

import { settle } from "./settling.js";

const form = document.querySelector("form[data-sending]");
const screens = [];
for (const section of form?.querySelectorAll(".form-pages > .page") ?? []) {
  const extra = section.querySelector(":scope > details.more");
  if (extra && screens.length) screens.at(-1).push(section);
  else screens.push([section]);
}
const narrow = matchMedia("(max-width: 47.99rem)");
const faulty = screens.findIndex((screen) => screen.some((section) => section.querySelector(".field-error")));
let current = 0;

/** What the address points at, and the screen it is on. */
function wanted() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const place = target ? screens.findIndex((screen) => screen.some((section) => section.contains(target))) : -1;
  return place < 0 ? [null, Math.max(faulty, 0)] : [target, place];
}

function element(tag, words, kind) {
  const made = document.createElement(tag);
  made.textContent = words;
  made.className = kind;
  return made;
}

const progress = form?.querySelector(".progress");
const next = element("button", "下一屏", "main next");
const back = element("button", "上一屏", "second back-one");
next.type = back.type = "button";
next.addEventListener("click", () => go(current + 1));
back.addEventListener("click", () => go(current - 1));

function go(place) {
  location.hash = screens[place][0].id;
}

function draw() {
  const [target, place] = wanted();
  const one = narrow.matches;
  current = place;
  screens.forEach((screen, at) => screen.forEach((section) => (section.hidden = one && at !== place)));
  form.classList.toggle("by-screens", one);
  document.body.classList.toggle("later-screen", one && place > 0);
  form.classList.toggle("last-screen", place === screens.length - 1);
  progress.textContent = `第 ${place + 1} 屏,共 ${screens.length} 屏`;
  back.hidden = next.hidden = !one;
  back.hidden ||= place === 0;
  next.hidden ||= place === screens.length - 1;
  return target;
}

function move() {
  const target = draw();
  if (narrow.matches) settle(form);
  if (!narrow.matches || !target) return;
  const begins = target.classList.contains("page");
  (begins ? progress : target).scrollIntoView({ block: begins ? "start" : "center" });
  const place = begins ? progress : target;
  place.focus({ preventScroll: true });
}

if (screens.length > 1) {
  form.querySelector(".end").prepend(next);
  form.querySelector(".end").append(back);
  draw();
  form.classList.add("ready");
  window.addEventListener("hashchange", move);
  narrow.addEventListener("change", draw);
  form.addEventListener(
    "submit",
    (event) => {
      // the keyboard's 前往 in the middle of a form means: on to the next screen
      if (!next.hidden && event.submitter?.matches(".default-button, .main")) {
        event.preventDefault();
        event.stopImmediatePropagation();
        go(current + 1);
      }
    },
    true,
  );
}
