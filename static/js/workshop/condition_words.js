// A condition that is more than rows of field · comparison · value, told in words: what must hold, part by part.

import { make } from "./dom.js";

const TOKEN = /\s*(?:("[^"\\]*")|(-?\d+(?:\.\d+)?)|([\p{L}_][\p{L}\p{N}_.]*)|(!=|<=|>=|==|[=<>(),]))/uy;
const SIGNS = { "=": "是", "==": "是", "!=": "不是", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于" };
const DATES = { "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于" };
const FIXED = { true: "是", false: "否" };

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim()) {
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(text);
    found.push(match[0].trim());
  }
  return found;
}

/** Reads from the front of a list of tokens; a list in a list is a bracket. */
class Reader {
  constructor(text) {
    this.tokens = tokens(text.trim().replace(/^=/u, ""));
  }

  whole() {
    const found = this.any();
    if (this.tokens.length) throw new SyntaxError(this.tokens[0]);
    return found;
  }

  take(token) {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }

  need(token) {
    if (!this.take(token)) throw new SyntaxError(token);
  }

  joined(word, part) {
    const parts = [part()];
    while (this.take(word)) parts.push(part());
    return parts.length > 1 ? { join: word, parts } : parts[0];
  }

  any() {
    return this.joined("or", () => this.joined("and", () => this.one()));
  }

  one() {
    if (this.take("not")) return { not: this.one() };
    if (this.take("(")) {
      const inner = this.any();
      this.need(")");
      return inner;
    }
    const left = this.value();
    if (!(this.tokens[0] in SIGNS)) return left;
    return { sign: this.tokens.shift(), left, right: this.value() };
  }

  value() {
    const token = this.tokens.shift();
    if (!token || token in SIGNS || "(),".includes(token)) throw new SyntaxError(token);
    if (!this.take("(")) return { literal: token };
    const given = [];
    while (!this.take(")")) {
      given.push(this.value());
      this.take(",");
    }
    return { call: token, given };
  }
}

/** Says a condition; `names` are what may be asked: {name, label, sort, options}. */
class Words {
  constructor(names) {
    this.names = names;
  }

  about({ literal }) {
    return this.names.find(({ name }) => name === literal);
  }

  value(node, about) {
    if (node.call === "len") return `${this.value(node.given[0])}的个数`;
    if (node.call) throw new SyntaxError(node.call);
    const plain = /^"(.*)"$/u.exec(node.literal)?.[1];
    const words = (about?.options ?? []).find(([value]) => value === (plain ?? node.literal))?.[1];
    const named = plain === undefined && this.about(node)?.label;
    return words ?? (named ? `“${named}”` : (plain ?? FIXED[node.literal] ?? node.literal));
  }

  line(node, not = false) {
    if (node.not) return this.line(node.not, !not);
    if (node.call === "contains") {
      const [list, one] = node.given;
      return `${this.value(list)}里${not ? "没有" : "有"}${this.value(one, this.about(list))}`;
    }
    if (!node.sign) return `${this.value(node)}${not ? "不成立" : "成立"}`;
    return `${not ? "不成立:" : ""}${this.compared(node)}`;
  }

  compared({ sign, left, right }) {
    const what = this.value(left);
    if (right.literal === "null") return `${what}${sign === "!=" ? "填了" : "没填"}`;
    const about = this.about(left);
    const dated = about?.date && this.about(right)?.date;
    return `${what}${(dated && DATES[sign]) || SIGNS[sign]} ${this.value(right, about)}`;
  }

  /** An element that says it: a line, or a list of parts under what joins them. */
  said(node) {
    if (node.not?.join) return make("div", {}, make("p", {}, "下面的话不成立:"), this.said(node.not));
    if (!node.join) return make("p", {}, this.line(node));
    const head = node.join === "and" ? "下面都成立:" : "下面有一条成立:";
    return make("div", {}, make("p", {}, head), make("ul", {}, ...node.parts.map((part) => make("li", {}, this.said(part)))));
  }
}

/** An element that says a condition in words; null where it is more than this can read. */
export function told(text, names) {
  try {
    return new Words(names).said(new Reader(text).whole());
  } catch (strange) {
    if (strange instanceof SyntaxError) return null;
    throw strange;
  }
}
