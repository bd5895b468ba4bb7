// A day as one says it, in the place of what the browser writes there: a phone whose language is another writes
// 03/04/2026, and nobody can tell March from April. Whoever types into the field sees the browser's own writing, and
// beside it what it means. On paper an empty one is a line to write on.

const KINDS = "input[type=date], input[type=datetime-local]";

function said(value) {
  const [year, month, day] = value.slice(0, 10).split("-").map(Number);
  return `${year}年${month}月${day}日 ${value.slice(11, 16)}`.trim();
}

const hand = matchMedia("(hover: hover)");

/** A line to write on; to who is typing on a keyboard, where the day will be read. */
function empty(input) {
  if (hand.matches && document.activeElement === input) return "填好以后,这里写出是哪一天";
  return input.type === "date" ? "　　年　　月　　日" : "　　年　月　日　时　分";
}

function tell(place) {
  const input = place.querySelector("input");
  const words = place.querySelector(".day-said");
  words.textContent = input.value ? said(input.value) : empty(input);
  words.classList.toggle("none", !input.value);
}

function wrap(input) {
  const place = document.createElement("span");
  place.className = input.type === "date" ? "day" : "day hour";
  const words = document.createElement("span");
  words.className = "day-said";
  words.ariaHidden = "true"; // the field itself says its day to who listens
  input.replaceWith(place);
  place.append(input, words);
}

const places = () => document.querySelectorAll(".day");
const all = () => places().forEach(tell);

document.querySelectorAll(KINDS).forEach(wrap);
all();
for (const event of ["input", "change", "rows-changed", "focusin"]) document.addEventListener(event, all);
for (const event of ["reset", "focusout"]) document.addEventListener(event, () => setTimeout(all));
addEventListener("pageshow", all);
