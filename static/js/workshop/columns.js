// The columns of a decision table: what one asks is chosen by its name in the office, not written; what one is called
// can be changed, and one can be taken out of all rules.

import { choose, labelled, make } from "./dom.js";
import * as doc from "./table_document.js";

const TYPES = [["string", "文字"], ["number", "数"], ["boolean", "是或否"]];
const ELSE = /[^\p{L}\p{N}_]+/gu;

export class Columns {
  constructor(editor) {
    this.editor = editor;
  }

  /** Whether what a table gives is settled by the system that asks it. */
  gives(table) {
    return table.id in this.editor.known.asked;
  }

  /** What a table may ask and has no column for yet. */
  asked(table) {
    const { asked } = this.editor.known;
    return (asked[table.id] ?? asked[""]).filter(({ name }) => !table.inputs.some((column) => column.name === name));
  }

  /** Opens a column: its name, and a button that takes it out. */
  open(button, table, kind, place) {
    const columns = kind === "input" ? table.inputs : table.outputs;
    const column = columns[place];
    let label = column.label;
    const draw = (body) => {
      const name = make("input", { type: "text", value: label, required: true, maxLength: 40, oninput: () => (label = name.value.trim()) });
      body.replaceChildren(labelled("这一列叫什么", name), this.leaving(table, kind, place, columns.length));
    };
    this.editor.dialog.show(button, `改“${column.label}”这一列`, draw, () => this.editor.change(() => doc.renameColumn(table, kind, place, label || column.label)));
  }

  leaving(table, kind, place, many) {
    const settled = kind === "output" && this.gives(table);
    if (settled || many === 1) return make("p", { className: "help" }, settled ? "这一列的结果系统要用,不能删。" : "只剩这一列,不能删。");
    const kept = kind === "input" ? table.rules.filter(({ tests }) => tests[place] !== "-").length : 0;
    const warned = kept ? `有 ${kept} 条规则在这一列写了条件,会一起删去。` : "";
    const go = make("button", { type: "button", className: "second", onclick: () => {
      this.editor.dialog.element.close();
      this.editor.change(() => doc.removeColumn(table, kind, place));
    } }, "删去这一列");
    return make("div", {}, warned && make("p", { className: "help" }, warned), make("div", { className: "end" }, go));
  }

  /** Asks what a new column is to ask or to give, and puts it in. */
  add(button, table, kind) {
    if (kind === "input") this.ask(button, table);
    else this.give(button, table);
  }

  ask(button, table) {
    const facts = this.asked(table);
    let chosen = facts[0];
    const draw = (body) => {
      const fact = choose(facts.map(({ name, label }) => [name, label]), chosen?.name, (name) => (chosen = facts.find((one) => one.name === name)));
      const words = facts.length ? labelled("问案件的什么", fact, "加好以后,每条规则这一列先是“不限”。") : make("p", {}, "能问的都已经有一列了。");
      body.replaceChildren(words);
    };
    const put = () => chosen && this.editor.change(() => doc.addColumn(table, "input", { name: chosen.name, label: chosen.label, type: chosen.kind }));
    this.editor.dialog.show(button, "加一列条件", draw, put);
  }

  give(button, table) {
    const made = { label: "", type: "string" };
    const draw = (body) => {
      const label = make("input", { type: "text", required: true, maxLength: 40, oninput: () => (made.label = label.value.trim()) });
      body.replaceChildren(labelled("得出什么", label, "流程图的条件里用这个名字,例如:要不要会商。"), labelled("是什么", choose(TYPES, made.type, (type) => (made.type = type))));
    };
    const put = () => this.editor.change(() => doc.addColumn(table, "output", { ...made, name: this.named(table, made.label) }));
    this.editor.dialog.show(button, "加一列结果", draw, put);
  }

  /** A name that diagrams can ask for, unlike those there are. */
  named(table, label) {
    const plain = label.replaceAll(ELSE, "_").replace(/^[\p{N}_]+/u, "") || "结果";
    const taken = new Set(table.outputs.map(({ name }) => name));
    let number = 1;
    while (taken.has(number > 1 ? `${plain}${number}` : plain)) number += 1;
    return number > 1 ? `${plain}${number}` : plain;
  }
}
