// Shows and hides fields as the answers change, by the conditions in data-show-when. Without it all fields are shown,
// and the server leaves out what does not apply.

import { holds } from "./expressions.js";

const ROUNDS = 8;

const inputs = (field) => [...field.querySelectorAll("input, select, textarea")];
const text = (input) => (input && input.value.trim() ? input.value.trim() : null);

const READERS = {
  integer: (field) => (text(inputs(field)[0]) === null ? null : Number(text(inputs(field)[0]))),
  checkbox: (field) => inputs(field)[0].checked,
  yes_no: (field) => ({ true: true, false: false })[chosen(field)] ?? null,
  choice(field) {
    const value = chosen(field);
    return value !== null && "number" in field.dataset ? Number(value) : value;
  },
  choices: (field) => ticked(field).map((input) => input.value),
  booleans(field) {
    const boxes = inputs(field);
    return ticked(field).length ? boxes.map((input) => input.checked) : [];
  },
};

const ticked = (field) => inputs(field).filter((input) => input.checked);

function chosen(field) {
  const select = field.querySelector("select");
  const value = select ? text(select) : (ticked(field)[0]?.value ?? null);
  const written = text(field.querySelector(".own input"));
  return value === null || value === "_own" ? written : value;
}

/** The fields that stand directly in a section: the whole form, a group, a row. */
function direct(section) {
  const around = (field) => field.parentElement.closest("[data-field], [data-prefix], .form-pages");
  return [...section.querySelectorAll("[data-field]")].filter((field) => around(field) === section);
}

const key = (field, section) => field.dataset.field.slice((section.dataset.prefix ?? "").length);

function valueOf(field) {
  const reader = READERS[field.dataset.kind];
  return reader ? reader(field) : text(inputs(field)[0]);
}

/** The rows of a list as objects, untouched ones left out. */
function rowsOf(field) {
  const rows = [...field.querySelectorAll(":scope > fieldset > [data-row][data-prefix]")];
  return rows.map((row) => valuesOf(row)).filter((values) => Object.values(values).some((value) => value !== null && value !== false && value.length !== 0));
}

function valuesOf(section) {
  const values = {};
  for (const field of direct(section)) {
    const name = key(field, section);
    if (field.hidden) values[name] = null;
    else if (["rows", "party_rows"].includes(field.dataset.kind)) addRows(values, name, rowsOf(field));
    else if (field.dataset.kind === "group") values[name] = valuesOf(field.querySelector("[data-prefix]"));
    else if (field.dataset.kind === "party_map") addMap(values, name, field);
    else if (field.dataset.kind !== "computed") values[name] = valueOf(field);
  }
  return values;
}

function addRows(values, name, rows) {
  values[name] = rows;
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) if (value !== null) (values[`${name}_${column}`] ??= []).push(value);
  }
}

function addMap(values, name, field) {
  const pairs = [...field.querySelectorAll("[data-party]")].map((row) => [row.dataset.party, valueOf(row.querySelector("[data-field]"))]);
  values[name] = Object.fromEntries(pairs.filter(([, value]) => value !== null));
  values[`${name}_values`] = Object.values(values[name]);
}

function settle(section, outer) {
  const scope = { ...outer, ...valuesOf(section) };
  let changed = false;
  for (const field of direct(section)) {
    if (field.dataset.showWhen) {
      const [, hide] = JSON.parse(field.dataset.showWhen);
      const hidden = holds(hide, scope);
      changed ||= hidden !== field.hidden;
      field.hidden = hidden;
    }
    const inside = [...field.querySelectorAll("[data-prefix]")].filter((one) => one.parentElement.closest("[data-field]") === field);
    for (const inner of inside) changed = settle(inner, scope) || changed;
  }
  return changed;
}

/** Keeps the fields of a form as its answers want them. */
export function follow(pages) {
  const facts = JSON.parse(pages.dataset.facts || "{}");
  const refresh = () => {
    for (let round = 0; round < ROUNDS && settle(pages, facts); round += 1);
  };
  refresh();
  pages.querySelectorAll("[data-not-now]").forEach((field) => field.removeAttribute("data-not-now"));
  pages.addEventListener("input", refresh);
  pages.ownerDocument.addEventListener("rows-changed", refresh);
  pages.ownerDocument.defaultView.addEventListener("pageshow", refresh);
}

const here = document.querySelector(".form-pages");
if (here) follow(here);
