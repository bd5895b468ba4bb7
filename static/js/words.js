// The words of a form as [name, value] pairs, as a browser would send them, and back into the form. Files stay out.

const OURS = new Set(["csrf_token", "key", "shown", "form", "_seen", "_photos", "_add", "_save"]);

/** Marks the event that says that a script, not a person, has filled the form. */
export const REFILLED = "refilled";

/** What was typed and ticked. */
export const wordsOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && value && !OURS.has(name));

const named = (form, name) => [...form.elements].filter((one) => one.name === name && one.type !== "file" && one.type !== "submit");
const ticked = (one) => one.type === "radio" || one.type === "checkbox";

/** Rows that the words need and the form has not yet; nested lists come with their row. */
function makeRoom(form, name) {
  for (let tries = 0; tries < 60 && !named(form, name).length; tries += 1) {
    const list = [...form.querySelectorAll("[data-rows]")].filter((one) => name.startsWith(`${one.dataset.rows}-`)).at(-1);
    const before = list?.querySelectorAll("[data-row]").length;
    list?.querySelector(":scope > .add-row")?.click();
    if (!list || list.querySelectorAll("[data-row]").length === before) return;
  }
}

/** One more line to write in, where a list of ticks has fewer than there are words. */
function oneMore(one) {
  const line = one.closest(".own")?.cloneNode(true);
  if (!line) return null;
  one.closest(".own").after(line);
  const input = line.querySelector("input");
  input.id = `${input.id}x`;
  line.querySelector("label").htmlFor = input.id;
  return input;
}

function put(fields, values) {
  const left = [...values];
  for (const one of fields.filter(ticked)) {
    const at = left.indexOf(one.value);
    one.checked = at >= 0;
    if (at >= 0) left.splice(at, 1);
  }
  const written = fields.filter((one) => !ticked(one));
  for (let at = 0; at < Math.max(left.length, written.length); at += 1) {
    const one = written[at] ?? (written.length && written[at - 1] !== undefined ? oneMore(written[at - 1]) : null);
    if (!one) return;
    written[at] = one;
    one.value = left[at] ?? "";
  }
}

/** Put other words into one field. */
export function replace(form, name, words) {
  makeRoom(form, name);
  put(named(form, name), words);
  named(form, name)[0]?.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Put words into the form in the place of what stands there. */
export function refill(form, words) {
  const values = new Map();
  for (const [name, value] of words) values.set(name, [...(values.get(name) ?? []), value]);
  for (const name of values.keys()) makeRoom(form, name);
  const names = new Set([...form.elements].map((one) => one.name).filter((name) => name && !OURS.has(name)));
  for (const name of names) put(named(form, name), values.get(name) ?? []);
  for (const fold of form.querySelectorAll("details:not([open])")) {
    fold.open = [...fold.querySelectorAll("input, select, textarea")].some((one) => (ticked(one) ? one.checked : one.value));
  }
  form.querySelector(".form-pages")?.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: REFILLED }));
}
