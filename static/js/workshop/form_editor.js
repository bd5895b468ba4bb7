// The form editor: a list of groups and fields, what can be said of each, and how it looks on a phone, drawn by the
// server. The server's word is final; what is locked here, it refuses anyhow.

import { settle } from "../settling.js";
import { make } from "./dom.js";
import * as doc from "./form_document.js";
import { Outline } from "./form_outline.js";
import { Panel } from "./form_panel.js";
import { History } from "./history.js";
import { Preview } from "./preview.js";
import { Saving } from "./saving.js";

const SORTS = { choice: "one", yes_no: "yes", checkbox: "yes", choices: "many", booleans: "many", integer: "number", rows: "rows", strings: "rows", party_rows: "rows" };

class FormEditor {
  constructor(root) {
    this.root = root;
    this.known = JSON.parse(root.dataset.about);
    this.original = root.querySelector("[data-text]").value;
    this.findings = [];
    this.chosen = [];
    this.form = doc.parse(this.original);
    this.there = new Set([...doc.walk(this.form)].map(([, address]) => doc.pathOf(this.form, address)));
    this.history = new History(this.text());
    this.outline = new Outline(root.querySelector("[data-outline]"), this);
    this.panel = new Panel(root.querySelector("[data-panel]"), this);
    this.saving = new Saving(root, this.known, () => this.text());
    this.preview = new Preview(root.querySelector("[data-preview]"), this.known, (found) => this.judged(found), (key) => this.pick(key));
    this.listen();
    this.draw();
    this.show();
  }

  listen() {
    this.history.listen(this.root, (step) => this.go(step));
    addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.target.matches("input[type=text], input:not([type]), textarea")) return;
      const step = { z: event.shiftKey ? 1 : -1, y: 1 }[event.key.toLowerCase()];
      if (!step || !this.known.edits) return;
      event.preventDefault();
      this.go(step);
    });
    for (const button of this.root.querySelectorAll("[data-view]")) button.addEventListener("click", () => this.view(button.dataset.view));
  }

  text() {
    return doc.write(this.form, this.original);
  }

  draw() {
    this.outline.draw();
    this.panel.draw();
    this.saving.refresh();
    this.history.refresh();
  }

  show() {
    if (this.known.edits) this.preview.show(() => this.sent());
  }

  sent() {
    const body = new FormData();
    body.set("text", this.text());
    body.set("csrf_token", this.saving.token);
    return body;
  }

  /** Something of the chosen was changed; `redraw`: its panel must look different now. */
  changed(tag, redraw = false) {
    this.history.record(this.text(), tag);
    this.outline.draw();
    if (redraw) this.keepFocus(() => this.panel.draw());
    this.saving.refresh();
    this.history.refresh();
    this.show();
  }

  /** Draws anew and comes back to the control one was at, by its label. */
  keepFocus(draw) {
    const places = () => [...this.panel.root.querySelectorAll("input, select, textarea, button")];
    const place = places().indexOf(document.activeElement);
    draw();
    if (place >= 0) places()[Math.min(place, places().length - 1)]?.focus();
  }

  /** Turns to a component; `focus`: to type in its panel at once. */
  choose(address, focus = false) {
    this.turn(address);
    this.view("panel");
    if (focus) this.panel.root.querySelector("input, textarea, select")?.focus({ preventScroll: true });
    else this.outline.focus();
    if (address.length) this.preview.point(doc.pathOf(this.form, address).split(".")[0]);
  }

  turn(address) {
    this.chosen = address;
    this.outline.draw();
    this.outline.show();
    this.panel.draw();
  }

  /** On a phone one of the three is seen at a time. */
  view(name) {
    this.root.querySelector("[data-desk]").dataset.now = name;
    for (const button of this.root.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }

  /** Somebody presses a field in the preview: they may want to try it, so they stay there. */
  pick(key) {
    const found = [...doc.walk(this.form)].find(([component, address]) => address.length <= 2 && doc.keyOf(component) === key);
    if (found) this.turn(found[1]);
  }

  add() {
    const address = doc.addField(this.form, "text", "新问题", this.chosen);
    this.changed(null);
    this.choose(address, true);
    this.panel.root.querySelector("input").select();
  }

  addPage() {
    const address = doc.addPage(this.form, "新的一组");
    this.changed(null);
    this.choose(address, true);
  }

  remove() {
    const gone = doc.labelOf(doc.at(this.form, this.chosen));
    this.chosen = doc.remove(this.form, this.chosen);
    this.changed(null, true);
    settle(this.outline.root);
    this.saving.said.textContent = `“${gone}”已删去,按“撤销”可以找回`;
    this.outline.focus();
  }

  move(step) {
    this.chosen = doc.move(this.form, this.chosen, step);
    this.changed(null);
    this.outline.focus();
  }

  put(from, to) {
    this.chosen = doc.put(this.form, from, to);
    this.changed(null, true);
    this.outline.focus();
  }

  go(step) {
    this.form = doc.parse(this.history.go(step));
    while (this.chosen.length && !doc.at(this.form, this.chosen)) this.chosen = this.chosen.slice(0, -1);
    this.draw();
    this.show();
  }

  lawOf(path) {
    return this.known.kept[path]?.law;
  }

  /** Why a component cannot be taken out: it is locked, or something in it is. */
  lockedInside(address) {
    const inner = [[null, address], ...[...doc.walk(this.form, address)]];
    return inner.map(([, one]) => this.lawOf(doc.pathOf(this.form, one))).find(Boolean);
  }

  wasThere(path) {
    return this.there.has(path);
  }

  findingsAt(component, path) {
    const names = new Set([path, doc.keyOf(component), component.id].filter(Boolean));
    return this.findings.filter(({ element }) => names.has(element));
  }

  judged(findings) {
    if (JSON.stringify(findings) === JSON.stringify(this.findings)) return;
    this.findings = findings;
    this.outline.mark();
    this.panel.root.querySelector("[data-told]")?.replaceWith(this.panel.told());
    const grave = findings.filter(({ level }) => level === "error");
    const found = this.root.querySelector("[data-found]");
    found.replaceChildren(...(grave.length ? [this.summary(grave)] : []));
  }

  summary(grave) {
    const lines = grave.map(({ element, message, remedy }) => {
      const place = [...doc.walk(this.form)].find(([component, address]) => [doc.pathOf(this.form, address), doc.keyOf(component), component.id].includes(element));
      const words = `${message} ${remedy}`;
      return make("li", {}, place ? make("button", { type: "button", className: "quiet", onclick: () => this.choose(place[1]) }, words) : words);
    });
    return make("div", { className: "error-summary", role: "status" }, make("h2", {}, `有 ${grave.length} 处要改,改好才能送审`), make("ul", {}, ...lines));
  }

  /** What conditions of the chosen may ask: the fields of its row, of the form, and facts of the case. */
  names() {
    const row = this.chosen.length > 2 ? this.chosen.slice(0, 2) : null;
    const found = [];
    for (const [component, address] of doc.walk(this.form)) {
      const own = doc.pathOf(this.form, address);
      const kind = doc.kindOf(component);
      if (doc.isPage(component, address) || kind === "static" || kind === "group") continue;
      const beside = row && address.length > row.length && row.every((place, at) => place === address[at]);
      const parent = address.length > 2 ? doc.at(this.form, address.slice(0, -1)) : null;
      if (beside) found.push(this.asked(component, doc.keyOf(component)));
      else if (!parent && kind === "party_map") found.push({ ...this.asked(component.components[0], `${own}_values`), label: doc.labelOf(component), sort: "many" });
      else if (!parent) found.push(this.asked(component, own));
      else if (!doc.SINGLE.includes(doc.kindOf(parent))) found.push({ ...this.asked(component, own.replaceAll(".", "_")), label: `${doc.labelOf(parent)}:${doc.labelOf(component)}`, sort: "many" });
    }
    const facts = Object.entries(this.known.facts).map(([name, { label, options }]) => this.fact(name, label, Object.entries(options)));
    return [...found, ...facts.filter(({ name }) => !found.some((one) => one.name === name))];
  }

  asked(component, name) {
    const number = component.properties?.shape === "integer";
    const options = (component.values ?? []).map(({ value, label }) => [value, label || value]);
    const date = doc.kindOf(component).startsWith("date");
    return { name, label: doc.labelOf(component) || name, sort: SORTS[doc.kindOf(component)] ?? "text", options, number, date };
  }

  fact(name, label, options) {
    const yes = options.length === 2 && options[0][0] === "true";
    const many = name.endsWith("_flags");
    const sort = yes ? "yes" : many ? "many" : options.length ? "one" : "number";
    return { name, label: `案件:${label}`, sort, options: yes ? [] : options };
  }
}

document.documentElement.dataset.running = "";
const root = document.querySelector("[data-form-editor]");
if (root) new FormEditor(root);
