// A row of values to try a table on: the server says which rules hold and what comes out.

import { choose, labelled, make } from "./dom.js";

const PAUSE = 300;
const SIMPLE = /^[\p{L}_][\p{L}\p{N}_]*$/u;

const columnsOf = (table) => JSON.stringify(table.inputs.map(({ name, label, type }) => [name, label, type]));

export class TryRow {
  /** `before`: what was typed into the row before its table's columns changed. */
  constructor(editor, table, before = {}) {
    Object.assign(this, { editor, table, before, values: {}, timer: 0, asked: 0, columns: columnsOf(table) });
    this.said = make("p", { className: "tried", role: "status" });
    const controls = table.inputs.filter(({ name }) => SIMPLE.test(name)).map((column) => this.control(column));
    this.element = make("fieldset", { className: "try" }, make("legend", {}, "试一试"), make("div", { className: "try-values" }, ...controls), this.said);
    this.element.addEventListener("input", () => this.soon());
  }

  /** Whether the row asks for just what a table asks. */
  fits(table) {
    return columnsOf(table) === this.columns;
  }

  /** Asks no more; gives what was typed. */
  leave() {
    clearTimeout(this.timer);
    this.asked += 1;
    return this.values;
  }

  control(column) {
    const words = this.editor.words(column);
    const set = (value) => {
      this.values[column.name] = value;
      this.soon();
    };
    set(this.before[column.name] ?? (column.type === "number" ? 0 : column.type === "boolean" ? false : (Object.keys(words)[0] ?? "")));
    if (column.type === "boolean") return labelled(column.label, choose([["false", "否"], ["true", "是"]], String(this.values[column.name]), (value) => set(value === "true")));
    if (Object.keys(words).length && column.type === "string") return labelled(column.label, choose(Object.entries(words), this.values[column.name], set));
    const number = column.type === "number";
    const input = make("input", { type: "text", inputMode: number ? "decimal" : "text", value: String(this.values[column.name]), oninput: () => set(number ? Number(input.value) || 0 : input.value) });
    return labelled(column.label, input);
  }

  /** Asks anew; an answer still on its way is about what was before. */
  soon() {
    clearTimeout(this.timer);
    this.asked += 1;
    if (this.editor.known.edits) this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const mine = this.asked;
    const body = new FormData();
    const sent = { text: this.editor.text(), values: JSON.stringify(this.values), csrf_token: this.editor.saving.token };
    for (const [name, value] of Object.entries(sent)) body.set(name, value);
    const answer = await fetch(this.editor.known.try, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (mine !== this.asked) return;
    if (!found) {
      this.said.textContent = "现在问不到系统,过一会儿再试。";
      return;
    }
    this.editor.findings(found.findings);
    this.tell(found.tables.find(({ decision }) => decision === this.table.id));
  }

  tell(tried) {
    const rows = [...this.editor.place.querySelectorAll(`[data-decision="${CSS.escape(this.table.id)}"] [data-rule]`)];
    for (const row of rows) row.classList.toggle("hit", tried?.hits.includes(Number(row.dataset.rule)) ?? false);
    this.said.classList.toggle("hint", Boolean(tried?.failure));
    this.said.textContent = tried ? this.words(tried) : "表里有地方要改,改好才能试。";
  }

  words({ hits, outputs, failure }) {
    const notes = hits.map((number) => this.table.rules[number - 1]?.note).filter(Boolean);
    const which = hits.length ? `第 ${hits.join("、")} 条成立${notes.length ? `(${notes.join(";")})` : ""}。` : "没有一条成立。";
    if (failure) return hits.length ? `${which}${failure}` : failure;
    const results = this.table.outputs.map((column) => {
      const codes = outputs[column.name] ?? [];
      const words = this.editor.words(column);
      return `${column.label} ${codes.map((code) => words[code] ?? code).join("、") || "(没有)"}`;
    });
    return `${which}结果:${results.join(";")}。`;
  }
}
