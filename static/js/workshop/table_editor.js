// The editor of decision tables: rules as rows, each cell in words and opened by a press; a row to try it on, answered
// by the server's own decision engine.

import { settle } from "../settling.js";
import { CellDialog } from "./cell_dialog.js";
import { Columns } from "./columns.js";
import { choose, labelled, make, press } from "./dom.js";
import { History } from "./history.js";
import { Saving } from "./saving.js";
import * as doc from "./table_document.js";
import { TryRow } from "./try_row.js";
import { read, say } from "./unary.js";

const literal = (text) => /^"([^"\\]*)"$/u.exec(text)?.[1] ?? text;

class TableEditor {
  constructor(root) {
    this.root = root;
    this.known = JSON.parse(root.dataset.about);
    this.original = root.querySelector("[data-text]").value;
    this.xml = doc.parse(this.original);
    this.place = root.querySelector("[data-tables]");
    if (!this.xml) return this.unreadable();
    this.dialog = new CellDialog(root);
    this.columns = new Columns(this);
    this.tried = new Map();
    this.history = new History(this.text());
    this.saving = new Saving(root, this.known, () => this.text());
    this.history.listen(root, (step) => this.go(step));
    this.rows = new Map();
    this.draw();
  }

  unreadable() {
    this.place.replaceChildren(make("p", { className: "said hint", role: "status" }, "这个文件读不了,请从“文字和旧版”里改,或取回以前的版本。"));
  }

  text() {
    return doc.write(this.xml, this.original);
  }

  words(column) {
    return this.known.values[column.name] ?? {};
  }

  draw() {
    const tables = doc.tablesOf(this.xml);
    this.place.replaceChildren(...tables.map((table) => this.section(table)));
    for (const row of this.rows.values()) row.soon();
    this.saving.refresh();
    this.history.refresh();
  }

  section(table) {
    const policies = Object.entries(this.known.policies);
    const policy = choose(policies, table.policy, (value) => this.change(() => doc.setPolicy(table, value)), { disabled: !this.known.edits });
    const before = this.rows.get(table.id);
    const row = before?.fits(table) ? before : new TryRow(this, table, before?.leave());
    this.rows.set(table.id, row);
    row.table = table;
    const add = this.known.edits && make(
      "div", { className: "acts" },
      make("button", { type: "button", className: "second", onclick: () => this.add(table) }, "加一条规则"),
      make("button", { type: "button", className: "second", onclick: (event) => this.columns.add(event.currentTarget, table, "input") }, "加一列条件"),
      !this.columns.gives(table) && make("button", { type: "button", className: "second", onclick: (event) => this.columns.add(event.currentTarget, table, "output") }, "加一列结果"),
    );
    return make(
      "section", { className: "card decision", "data-decision": table.id, "aria-label": table.name },
      make("h2", {}, table.name),
      labelled("几条规则同时成立时", policy),
      row.element,
      make("div", { className: "sheet", tabIndex: 0, role: "group", "aria-label": "规则" }, this.grid(table)),
      add,
    );
  }

  grid(table) {
    const heads = [...table.inputs.map((column, place) => this.head(table, "input", column, place)), ...table.outputs.map((column, place) => this.head(table, "output", column, place))];
    const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "第几条"), ...heads, make("th", { scope: "col" }, "说明"), this.known.edits && make("th", { scope: "col" }, "挪动")));
    return make("table", { className: "rules" }, head, make("tbody", {}, ...table.rules.map((rule, place) => this.rule(table, rule, place))));
  }

  head(table, kind, column, place) {
    const words = [column.label, make("small", {}, kind === "input" ? "条件" : "结果")];
    const button = this.known.edits && make("button", { type: "button", className: "cell", onclick: () => this.columns.open(button, table, kind, place) }, ...words, make("span", { className: "unsaid" }, ":改这一列"));
    return make("th", { scope: "col", className: kind === "input" ? "" : "result" }, ...(button ? [button] : words));
  }

  rule(table, rule, place) {
    const number = place + 1;
    const tests = rule.tests.map((text, at) => this.cell(`第 ${number} 条,${table.inputs[at].label}`, say(read(text), this.words(table.inputs[at])), (button) => this.dialog.openTest(button, text, table.inputs[at], this.words(table.inputs[at]), (after) => this.set(table, place, "inputEntry", at, after))));
    const values = rule.values.map((text, at) => this.cell(`第 ${number} 条,${table.outputs[at].label}`, this.words(table.outputs[at])[literal(text)] ?? (literal(text) || "(空)"), (button) => this.dialog.openValue(button, text, table.outputs[at], this.words(table.outputs[at]), (after) => this.set(table, place, "outputEntry", at, after)), "result"));
    const note = make("textarea", { value: rule.note, rows: 1, "aria-label": `第 ${number} 条的说明`, disabled: !this.known.edits, oninput: () => this.write(() => doc.setNote(rule, note.value.trim()), `note ${table.id} ${place}`) });
    return make("tr", { "data-rule": number }, make("th", { scope: "row" }, String(number)), ...tests, ...values, make("td", { className: "note-cell" }, note), this.known.edits && make("td", {}, this.acts(table, rule, place)));
  }

  cell(name, words, open, className = "") {
    const button = make("button", { type: "button", className: "cell", "aria-label": `${name}:${words}`, disabled: !this.known.edits, onclick: () => open(button) }, words);
    return make("td", { className }, button);
  }

  acts(table, rule, place) {
    const act = (words, name, change, disabled = false) => press(words, `${name}第 ${place + 1} 条`, () => this.change(change), disabled);
    return make(
      "div", { className: "row-acts" },
      act("↑", "上移", () => doc.moveRule(table, place, -1), place === 0),
      act("↓", "下移", () => doc.moveRule(table, place, 1), place === table.rules.length - 1),
      act("抄", "照抄", () => doc.addRule(table, rule)),
      act("删", "删去", () => doc.removeRule(rule)),
    );
  }

  add(table) {
    this.change(() => doc.addRule(table, null));
    this.place.querySelector(`[data-decision="${CSS.escape(table.id)}"] tbody tr:last-child .cell`)?.focus();
  }

  /** Writes a cell and comes back to it. */
  set(table, place, kind, at, text) {
    this.change(() => doc.setCell(table.rules[place], kind, at, text));
    const column = kind === "inputEntry" ? at : table.inputs.length + at;
    this.place.querySelectorAll(`[data-decision="${CSS.escape(table.id)}"] tbody tr`)[place]?.querySelectorAll(".cell")[column]?.focus();
  }

  change(act) {
    act();
    this.history.record(this.text());
    this.draw();
    settle(this.place);
  }

  /** What is typed is in the table at once, letter by letter, and is taken back as a whole. */
  write(act, tag) {
    act();
    this.history.record(this.text(), tag);
    this.saving.refresh();
    this.history.refresh();
  }

  go(step) {
    this.xml = doc.parse(this.history.go(step));
    this.draw();
  }

  findings(found) {
    const lines = found.map(({ message, remedy }) => make("li", {}, `${message}。${remedy}。`));
    const summary = lines.length ? [make("div", { className: "error-summary", role: "status" }, make("h2", {}, "有地方要改"), make("ul", {}, ...lines))] : [];
    this.root.querySelector("[data-found]").replaceChildren(...summary);
  }
}

document.documentElement.dataset.running = "";
const root = document.querySelector("[data-table-editor]");
if (root) new TableEditor(root);
