// The list of groups and fields of a form: choose one, move it, take it out, put one behind it.

import { make, press } from "./dom.js";
import * as doc from "./form_document.js";

const here = (one, other) => one.length === other.length && one.every((place, at) => place === other[at]);

export class Outline {
  /** `editor` holds the form, what is chosen, and does what is pressed here. */
  constructor(root, editor) {
    Object.assign(this, { root, editor });
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("dragstart", ({ target }) => (this.dragged = this.addressOf(target)));
    root.addEventListener("dragover", (event) => this.landing(event.target) && event.preventDefault());
    root.addEventListener("drop", (event) => this.drop(event));
  }

  addressOf(element) {
    const at = element.closest?.(".entry")?.dataset.at;
    return at ? at.split("-").map(Number) : null;
  }

  /** Where what is dragged would come to stand over an entry: in its place, or at the end of a group; null for nowhere. */
  landing(element) {
    const { form } = this.editor;
    const [from, over] = [this.dragged, this.addressOf(element)];
    if (!from || !over || here(from, over)) return null;
    const page = doc.isPage(doc.at(form, over), over);
    const moves = doc.isPage(doc.at(form, from), from);
    if (page && !moves && from.length === 2) return [...over, doc.at(form, over).components.length - (from[0] === over[0] ? 1 : 0)];
    const beside = from.length === over.length && page === moves;
    return beside && (from.length < 3 || here(from.slice(0, -1), over.slice(0, -1))) ? over : null;
  }

  drop(event) {
    const to = this.landing(event.target);
    if (!to) return;
    event.preventDefault();
    this.editor.put(this.dragged, to);
  }

  draw() {
    const { form, known } = this.editor;
    const title = this.entry([], form.properties?.title || known.title, "整张表单");
    const list = make("ol", { className: "entries" }, ...this.entries([]));
    this.root.replaceChildren(title, list);
    if (known.edits) this.root.append(...this.begin());
  }

  entries(address) {
    return (doc.at(this.editor.form, address).components ?? []).map((component, place) => {
      const where = [...address, place];
      const page = doc.isPage(component, where);
      const inner = component.components && !doc.SINGLE.includes(doc.kindOf(component)) ? this.entries(where) : [];
      const kind = page ? (component.properties?.collapsed ? "折起来的一组" : "一组") : this.editor.known.kinds[doc.kindOf(component)] ?? component.type;
      const item = make("li", { className: page ? "of-page" : "" }, this.entry(where, doc.labelOf(component) || "(没有写问法)", kind, component));
      if (inner.length || page) item.append(make("ol", {}, ...inner));
      return item;
    });
  }

  entry(address, words, kind, component = null) {
    const { chosen, known } = this.editor;
    const now = here(address, chosen);
    const marks = component ? this.marks(component, address) : [];
    const button = make(
      "button",
      { type: "button", className: "entry", "aria-current": now ? "true" : null, "data-at": address.join("-"), draggable: known.edits && address.length > 0, onclick: () => this.editor.choose(address) },
      make("span", { className: "words" }, words), make("span", { className: "kind" }, kind), make("span", { className: "marks" }, ...marks),
    );
    return now && component && known.edits ? make("div", { className: "now" }, button, this.acts(component, address)) : button;
  }

  /** The marks as they are now; nothing else is drawn anew, so that no press and no focus is lost to an answer. */
  mark() {
    for (const entry of this.root.querySelectorAll(".entry:not([data-at=''])")) {
      const address = this.addressOf(entry);
      const component = doc.at(this.editor.form, address);
      entry.querySelector(".marks").replaceChildren(...this.marks(component, address));
    }
  }

  marks(component, address) {
    const path = doc.pathOf(this.editor.form, address);
    const marks = [];
    if (component.validate?.required) marks.push(["must", "必填"]);
    else if (component.properties?.required_when) marks.push(["must", "有时必填"]);
    if (component.conditional?.hide) marks.push(["sometimes", "有时才问"]);
    if (component.properties?.system) marks.push(["system", "系统算"]);
    if (this.editor.lawOf(path)) marks.push(["law", "法定,锁住"]);
    if (this.editor.findingsAt(component, path).some(({ level }) => level === "error")) marks.push(["wrong", "要改"]);
    return marks.map(([kind, words]) => make("span", { className: `mark-${kind}` }, words));
  }

  acts(component, address) {
    const { editor } = this;
    const name = doc.labelOf(component);
    const why = editor.lockedInside(address);
    const inside = component.components && address.length < 3;
    return make(
      "div", { className: "acts" },
      press("＋ 加", `加一个问题(在“${name}”${inside ? "里" : "后面"})`, () => editor.add()),
      press("↑", `把“${name}”往上移`, () => editor.move(-1), !doc.canMove(editor.form, address, -1)),
      press("↓", `把“${name}”往下移`, () => editor.move(1), !doc.canMove(editor.form, address, 1)),
      press(why ? "锁住" : "删去", why ? `锁住:“${name}”不能删(${why})` : `删去“${name}”`, () => editor.remove(), Boolean(why)),
    );
  }

  begin() {
    const { editor } = this;
    return [make("button", { type: "button", className: "add-row", onclick: () => editor.addPage() }, "加一组")];
  }

  /** Alt and an arrow move what is chosen, as its buttons do. */
  key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const entry = event.target.closest(".entry");
    if (!step || !entry) return;
    event.preventDefault();
    if (event.altKey) {
      if (here(entry.dataset.at.split("-").map(Number), this.editor.chosen) && this.editor.known.edits) this.editor.move(step);
      return;
    }
    const all = [...this.root.querySelectorAll(".entry")];
    all[all.indexOf(entry) + step]?.focus();
  }

  focus() {
    this.root.querySelector('[aria-current="true"]')?.focus({ preventScroll: true });
    this.show();
  }

  /** Brings what is chosen into sight. */
  show() {
    this.root.querySelector('[aria-current="true"]')?.parentElement.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}
