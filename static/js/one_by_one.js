// Long rows on a phone (signers, terms): one lies open, each other is a line that says what stands in it. On a wide
// screen, on paper and without scripts all lie open. What is to be mended is never shut away.

const SAID = 3;
const LONGEST = 18;
const narrow = matchMedia("(max-width: 47.99rem)");
const known = new WeakSet();

const rowsOf = (list) => [...list.children].filter((child) => child.querySelector(":scope > .one"));
const one = (row) => row.querySelector(":scope > .one");
const faulty = (row) => row.querySelector(".field-error") !== null;
const short = (words) => (words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words);
const written = (input) => input && input.value.trim();

/** What a person reads as the answer of one field; empty where there is none. */
function answer(field) {
  const select = field.querySelector("select");
  if (select) return select.value && select.selectedOptions[0].textContent.trim();
  const boxes = [...field.querySelectorAll("input[type=radio], input[type=checkbox]")];
  if (boxes.length) return boxes.filter((box) => box.checked).map((box) => box.labels[0]?.textContent.trim()).join("、");
  return written(field.querySelector("input:not([type=file]), textarea")) || "";
}

/** Its answers in a line, what was written at length first; and whether something is still wanting. */
function say(row) {
  const fields = [...row.querySelectorAll("[data-field]")].filter((field) => !field.hidden);
  const long = (field) => field.dataset.kind === "textarea";
  const answers = [...fields.filter(long), ...fields.filter((field) => !long(field))].map(answer).filter(Boolean);
  const wanting = fields.some((field) => "must" in field.dataset && !answer(field));
  const place = row.querySelector("[data-told]");
  const shut = !one(row).open;
  place.textContent = shut ? answers.slice(0, SAID).map(short).join(" · ") : "收起";
  row.classList.toggle("shut", shut);
  if (shut && wanting) {
    const mark = document.createElement("b");
    mark.textContent = answers.length ? "还没填完" : "还没填";
    place.append(answers.length ? " · " : "", mark);
  }
  return wanting;
}

function show(row) {
  one(row).open = true;
  say(row);
  row.querySelector("legend").scrollIntoView({ block: "start" });
  row.querySelector("input, select, textarea")?.focus({ preventScroll: true });
}

/** 好了: the row at hand is shut, the next one opened. */
function offerNext(list) {
  const rows = rowsOf(list);
  for (const [at, row] of rows.entries()) {
    row.querySelector(":scope > .one > .next-row")?.remove();
    const following = rows[at + 1];
    if (!following) continue;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "second next-row", textContent: `好了,下一${list.dataset.counted}` });
    button.addEventListener("click", () => {
      one(row).open = false;
      say(row);
      show(following);
    });
    one(row).append(button);
  }
}

/** As it is opened: what must be mended, else the first row where something is wanting. */
function begin(list) {
  const rows = rowsOf(list);
  const folded = narrow.matches && rows.length > 1;
  list.classList.toggle("one-by-one", folded);
  const mending = rows.some(faulty);
  let found = mending;
  for (const row of rows) {
    known.add(row);
    const wanting = say(row);
    one(row).open = !folded || faulty(row) || (!found && wanting);
    found ||= wanting;
    say(row);
  }
  if (folded) offerNext(list);
}

/** A row more or less: a new one is open, the others are shut. */
function settle(list) {
  const rows = rowsOf(list);
  const fresh = rows.find((row) => !known.has(row));
  list.classList.toggle("one-by-one", narrow.matches && rows.length > 1);
  for (const row of rows) {
    if (fresh && narrow.matches) one(row).open = row === fresh || faulty(row);
    known.add(row);
    say(row);
  }
  if (narrow.matches) offerNext(list);
}

const lists = [...document.querySelectorAll("[data-one-by-one]")];
lists.forEach(begin);
if (lists.length) {
  narrow.addEventListener("change", () => lists.forEach(begin));
  document.addEventListener("rows-changed", () => lists.forEach(settle));
  document.addEventListener("input", () => lists.forEach((list) => rowsOf(list).forEach(say)));
  document.addEventListener("toggle", (event) => event.target.matches?.(".one") && say(event.target.parentElement), true);
}
