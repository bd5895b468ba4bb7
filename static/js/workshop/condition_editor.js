// Chooses a condition: field · comparison · value, line by line.

import { negated, read, write } from "./condition.js";
import { told } from "./condition_words.js";
import { choose, labelled, make, press } from "./dom.js";

const ORDER = [["=", "等于"], ["!=", "不等于"], [">", "大于"], [">=", "不小于"], ["<", "小于"], ["<=", "不大于"]];
const NEGATED = [["not >", "没有大于"], ["not >=", "小于或没填"], ["not <", "没有小于"], ["not <=", "大于或没填"]];
const FILLED = [["filled", "填了"], ["empty", "没填"]];
const COMPARISONS = {
  one: [["=", "是"], ["!=", "不是"], ...FILLED],
  yes: [["=", "是"], ["!=", "不是"]],
  many: [["contains", "含有"], ["lacks", "不含"]],
  number: [...ORDER, ...NEGATED, ...FILLED],
  rows: [["some", "填了"], ["none", "一条也没填"]],
  text: FILLED,
};
const NULLS = { filled: "!=", empty: "=" };

/** The comparison as the list names it: that with nothing has words of its own. */
const named = ({ op, value }) => (value === "null" && op === "=" ? "empty" : value === "null" && op === "!=" ? "filled" : op);

export class ConditionEditor {
  /**
   * `names` are what may be asked: {name, label, sort, options}. `hides`: the text says when to hide, people choose
   * when to show. `changed` gets the new text.
   */
  constructor({ text, names, hides = false, changed, title }) {
    Object.assign(this, { text, names, hides, changed, title });
    const found = read(text);
    this.condition = found && (hides ? negated(found) : found);
    this.element = make("fieldset", { className: "condition" });
    this.draw();
  }

  draw() {
    const legend = make("legend", {}, this.title);
    this.element.replaceChildren(legend, ...(this.condition ? this.lines() : [this.asText()]));
  }

  /** More than can be chosen is told in words; who knows the writing of the machine may change it. */
  asText() {
    const words = make("div", { className: "told" });
    const tell = () => {
      const said = told(this.text, this.names);
      const head = make("p", { className: "help" }, said ? (this.hides ? "这样时不问:" : "这样时成立:") : "这个条件读不懂,请对照写法检查。");
      words.replaceChildren(head, ...(said ? [said] : []));
    };
    const area = make("textarea", { value: this.text, rows: 3, spellcheck: false, oninput: () => {
      this.text = area.value.trim();
      this.changed(this.text);
      tell();
    } });
    const help = `${this.hides ? "成立时不问。" : ""}清空以后可以重新一条一条选。`;
    area.addEventListener("change", () => !this.text && this.begin());
    tell();
    return make("div", {}, words, make("details", { className: "more" }, make("summary", {}, "改写法(给技术人员)"), labelled("照系统的写法改", area, help)));
  }

  /** What was written is gone: it is chosen anew, line by line. */
  begin() {
    this.condition = { join: "and", terms: [] };
    this.draw();
  }

  lines() {
    const { terms } = this.condition;
    const lines = terms.map((term, place) => this.line(term, place));
    const join = choose([["and", "都成立"], ["or", "有一条成立就行"]], this.condition.join, (value) => this.say(() => (this.condition.join = value)));
    return [
      ...(terms.length > 1 ? [labelled("下面几条", join)] : []),
      ...lines,
      make("button", { type: "button", className: "add-row", onclick: () => this.say(() => terms.push(this.begun()), true) }, terms.length ? "再加一条" : "加一条"),
    ];
  }

  begun() {
    const first = this.names.find(({ options }) => options.length) ?? this.names[0];
    return this.fitting({ name: first.name, op: "", value: "" }, first);
  }

  /** A term whose comparison and value suit what it asks about. */
  fitting(term, about) {
    const sort = about?.sort ?? "text";
    const ops = COMPARISONS[sort].map(([op]) => op);
    const op = ops.includes(named(term)) ? named(term) : ops[0];
    const values = this.values(about).map(([value]) => value);
    const blank = sort === "number" ? "0" : '""';
    const value = values.length && !values.includes(term.value) ? values[0] : ["", "null"].includes(term.value) ? blank : term.value;
    return this.settled({ ...term, op, value });
  }

  settled(term) {
    if (term.op in NULLS) return { ...term, op: NULLS[term.op], value: "null" };
    return ["some", "none"].includes(term.op) ? { ...term, value: "null" } : term;
  }

  values(about) {
    if (about?.sort === "yes") return [["true", "是"], ["false", "否"]];
    return (about?.options ?? []).map(([value, words]) => [about.number ? value : JSON.stringify(value), words]);
  }

  line(term, place) {
    const about = this.names.find(({ name }) => name === term.name);
    const strange = about ? [] : [[term.name, term.name]];
    // what was written into the line since it was drawn counts, and stays where it still fits
    const change = (values) => this.say(() => {
      const after = { ...this.condition.terms[place], ...values };
      this.condition.terms[place] = this.fitting(after, this.names.find(({ name }) => name === after.name));
    }, true);
    const which = choose([...strange, ...this.names.map(({ name, label }) => [name, label])], term.name, (name) => change({ name, op: "", value: "" }));
    const how = choose(COMPARISONS[about?.sort ?? "number"], named(term), (op) => change(op in NULLS ? { op, value: "null" } : { op }));
    which.setAttribute("aria-label", `第 ${place + 1} 条:哪一项`);
    how.setAttribute("aria-label", `第 ${place + 1} 条:怎么比`);
    const away = press("✕", `删去第 ${place + 1} 条`, () => this.say(() => this.condition.terms.splice(place, 1), true));
    return make("div", { className: "term" }, which, how, this.value(term, place, about), away);
  }

  value(term, place, about) {
    if (term.value === "null") return null;
    const set = (value) => this.say(() => (this.condition.terms[place].value = value));
    const known = this.values(about);
    const input = known.length
      ? choose(known.some(([value]) => value === term.value) ? known : [[term.value, term.value], ...known], term.value, set)
      : make("input", { type: "text", value: term.value.replaceAll('"', ""), oninput: () => set(this.literal(input.value, about)) });
    input.setAttribute("aria-label", `第 ${place + 1} 条:比什么`);
    return input;
  }

  literal(text, about) {
    const number = Number(text);
    return about?.sort === "number" ? (Number.isFinite(number) && text.trim() ? String(number) : "0") : JSON.stringify(text.replaceAll(/["\\]/gu, ""));
  }

  say(change, redraw = false) {
    change();
    const after = this.hides ? negated(this.condition) : this.condition;
    this.changed(write(after));
    if (redraw) this.draw();
  }
}
