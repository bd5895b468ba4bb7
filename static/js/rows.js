// Adds and removes rows of a list without asking the server. Without it 再加一行 reloads the page with one row more.

import { settle } from "./settling.js";

const LIMIT = 60;
const NAMED = ["name", "id", "for", "aria-describedby", "aria-labelledby", "data-field", "data-prefix", "data-row"];

const rowsOf = (list) => [...list.children].filter((child) => child.dataset.row !== undefined);
const changed = () => document.dispatchEvent(new Event("rows-changed"));

/** A row's number wherever it stands in the names and ids below it. */
function renumber(row, name, from, to) {
  const old = new RegExp(`(^|\\s)${name}-${from}(?=-|\\s|$)`, "g");
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of NAMED) {
      const value = element.getAttribute(attribute);
      if (value !== null) element.setAttribute(attribute, value.replace(old, `$1${name}-${to}`));
    }
  }
  row.dataset.row = String(to);
}

function clear(row) {
  row.querySelectorAll(".error").forEach((error) => error.remove());
  row.querySelectorAll(".field-error").forEach((field) => field.classList.remove("field-error"));
  row.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  row.querySelectorAll("details").forEach((details) => (details.open = false));
  for (const input of row.querySelectorAll("input, select, textarea")) {
    if (input.type === "radio" || input.type === "checkbox") input.checked = false;
    else if (input.tagName === "SELECT") input.selectedIndex = 0;
    else input.value = "";
  }
}

/** 第 1 行, 第 2 行 … as they stand now. */
function count(list) {
  rowsOf(list).forEach((row, at) => {
    const spoken = row.querySelector("legend, label");
    const words = spoken && [...spoken.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && /第 \d+ \S/.test(node.data));
    if (words) words.data = words.data.replace(/第 \d+/, `第 ${at + 1}`);
  });
}

function offerToDrop(list) {
  const rows = rowsOf(list);
  for (const row of rows) {
    row.querySelector(":scope > .drop-row")?.remove();
    if (rows.length > 1) row.append(dropButton(list, row));
  }
}

function dropButton(list, row) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "drop-row";
  button.textContent = row.tagName === "FIELDSET" ? `去掉这一${list.dataset.counted}` : "去掉";
  button.addEventListener("click", () => {
    row.remove();
    renew(list);
    settle(list);
    list.focus();
  });
  return button;
}

function renew(list) {
  count(list);
  offerToDrop(list);
  list.querySelector(":scope > .add-row").hidden = rowsOf(list).length >= LIMIT;
  changed();
}

function add(list) {
  const last = rowsOf(list).at(-1);
  const numbers = rowsOf(list).map((row) => Number(row.dataset.row));
  const fresh = last.cloneNode(true);
  renumber(fresh, list.dataset.rows, last.dataset.row, Math.max(...numbers) + 1);
  clear(fresh);
  last.after(fresh);
  renew(list);
  fresh.querySelector("input, select, textarea")?.focus();
}

for (const list of document.querySelectorAll("[data-rows]")) {
  const button = list.querySelector(":scope > .add-row");
  if (button && rowsOf(list).length) {
    offerToDrop(list);
    button.addEventListener("click", (event) => {
      if (!rowsOf(list).length) return;
      event.preventDefault();
      add(list);
    });
  }
}
