// Opens a cell of a table: a condition by its sort (anything, one of, a number, yes or no), a result by its words.

import { choose, labelled, make, tick } from "./dom.js";
import { SIGNS, read, write } from "./unary.js";

const STRING = /^"([^"\\]*)"$/u;
const SORTS = {
  string: [["any", "不限"], ["among", "是这些之一"], ["without", "不是这些"], ["text", "自己写"]],
  number: [["any", "不限"], ["compared", "比大小"], ["between", "从几到几"], ["text", "自己写"]],
  boolean: [["any", "不限"], ["yes", "是或否"]],
};
const BEGUN = { any: {}, among: { values: [] }, without: { values: [] }, compared: { op: ">=", value: "1" }, between: { from: "1", to: "10" }, yes: { value: "true" }, text: { text: "" } };

export class CellDialog {
  constructor(root) {
    this.element = make("dialog", { className: "card", "aria-labelledby": "cell-title" });
    root.append(this.element);
    this.element.addEventListener("close", () => this.button?.focus());
  }

  show(button, title, draw, done) {
    this.button = button;
    const body = make("div", {});
    const ok = make("button", { type: "submit", className: "main" }, "好");
    const no = make("button", { type: "button", className: "second", onclick: () => this.element.close() }, "不改了");
    const form = make("form", { method: "dialog", onsubmit: (event) => {
      event.preventDefault();
      this.element.close();
      done();
    } }, make("h2", { id: "cell-title" }, title), body, make("div", { className: "end" }, ok, no));
    this.element.replaceChildren(form);
    draw(body);
    this.element.showModal();
  }

  /** A condition; `done` gets its new text. */
  openTest(button, text, column, words, done) {
    let test = read(text);
    const draw = (body) => {
      const sorts = SORTS[column.type] ?? SORTS.string;
      const offered = sorts.some(([sort]) => sort === test.sort) ? sorts : [...sorts, [test.sort, "自己写"]];
      const sort = choose(offered, test.sort, (value) => {
        test = { sort: value, ...structuredClone(BEGUN[value]), ...(value === "text" ? { text: write(test) } : {}) };
        draw(body);
      });
      body.replaceChildren(labelled("这一格", sort), ...this.parts(test, words));
    };
    this.show(button, column.label, draw, () => done(write(test)));
  }

  parts(test, words) {
    const number = (label, name) => {
      const input = make("input", { type: "text", inputMode: "decimal", pattern: "-?[0-9]+([.][0-9]+)?", required: true, value: test[name], oninput: () => (test[name] = input.value.trim()) });
      return labelled(label, input);
    };
    if (test.sort === "compared") return [labelled("怎么比", choose(Object.entries(SIGNS), test.op, (op) => (test.op = op))), number("数", "value")];
    if (test.sort === "between") return [number("从", "from"), number("到", "to")];
    if (test.sort === "yes") return [labelled("要", choose([["true", "是"], ["false", "否"]], test.value, (value) => (test.value = value)))];
    if (test.sort === "text") return [this.text(test)];
    return test.sort === "any" ? [] : [this.listed(test, words)];
  }

  text(test) {
    const input = make("input", { type: "text", value: test.text, spellcheck: false, oninput: () => (test.text = input.value.trim()) });
    return labelled("写法", input, '例如 "甲","乙" 是其中之一;>= 5 是不小于 5;- 是不限。');
  }

  listed(test, words) {
    const known = Object.entries(words);
    if (!known.length) {
      const input = make("input", { type: "text", value: test.values.join("、"), oninput: () => (test.values = input.value.split("、").map((one) => one.trim().replaceAll(/["\\]/gu, "")).filter(Boolean)) });
      return labelled("哪些", input, "几个之间用顿号隔开。");
    }
    const strange = test.values.filter((value) => !(value in words)).map((value) => [value, value]);
    const boxes = [...known, ...strange].map(([value, label]) => tick(label, test.values.includes(value), (on) => (test.values = on ? [...test.values, value] : test.values.filter((one) => one !== value))));
    return make("fieldset", { className: "choices" }, make("legend", {}, "哪些"), ...boxes);
  }

  /** A result; `done` gets its new text. */
  openValue(button, text, column, words, done) {
    const plain = STRING.exec(text)?.[1];
    const state = { value: plain ?? text };
    const known = Object.entries(words);
    const strange = known.length && !(state.value in words) && state.value ? [[state.value, state.value]] : [];
    const draw = (body) => {
      const input = make("input", { type: "text", value: state.value, oninput: () => (state.value = input.value.trim()) });
      const control = known.length ? choose([["", "(空)"], ...known, ...strange], state.value, (value) => (state.value = value)) : input;
      body.replaceChildren(labelled("结果", control));
    };
    const written = () => (state.value === "" ? "" : column.type === "string" ? JSON.stringify(state.value.replaceAll(/["\\]/gu, "")) : state.value);
    // a result that is computed stays as it was unless it is changed
    this.show(button, column.label, draw, () => done(plain === undefined && state.value === text ? text : written()));
  }
}
