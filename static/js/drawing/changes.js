// What the draft changes against the version it began from: coloured in the drawing while one looks, and as a list.

import { button, made } from "./made.js";
import { asked } from "./office.js";

const WORDS = { added: "新增", changed: "改了", removed: "删去" };

export class Changes {
  constructor(place, toggle, modeler, file, address) {
    Object.assign(this, { place, toggle, modeler, file, address });
    this.marked = [];
    toggle.addEventListener("click", () => this.turn());
  }

  get on() {
    return this.toggle.getAttribute("aria-pressed") === "true";
  }

  async turn() {
    this.toggle.setAttribute("aria-pressed", String(!this.on));
    await this.fresh();
  }

  /** Ask again and draw; nothing while one does not look. */
  async fresh() {
    this.clear();
    this.place.hidden = !this.on;
    if (!this.on) return;
    const { changes } = await asked(this.address);
    const here = changes.filter((one) => one.file === this.file);
    this.mark(here);
    this.place.replaceChildren(made("h2", "改了什么"), here.length ? this.list(here) : made("p", "存下的和原来一样。", "help"));
  }

  clear() {
    const canvas = this.modeler.get("canvas");
    const there = this.modeler.get("elementRegistry");
    for (const [id, mark] of this.marked) if (there.get(id)) canvas.removeMarker(id, mark);
    this.marked = [];
  }

  mark(changes) {
    const canvas = this.modeler.get("canvas");
    for (const { element, kind } of changes) {
      if (kind === "removed" || !this.modeler.get("elementRegistry").get(element)) continue;
      canvas.addMarker(element, `is-${kind}`);
      this.marked.push([element, `is-${kind}`]);
    }
  }

  list(changes) {
    const list = made("ul", "", "changes");
    for (const { kind, name, what, element } of changes) {
      const item = made("li", "", kind);
      const first = made("p");
      first.append(made("b", WORDS[kind]), ` ${name}`);
      item.append(first, ...what.map((words) => made("p", words, "meta")));
      if (this.modeler.get("elementRegistry").get(element)) item.append(button("看在哪儿", () => this.goTo(element)));
      list.append(item);
    }
    return list;
  }

  goTo(id) {
    const element = this.modeler.get("elementRegistry").get(id);
    this.modeler.get("selection").select(element);
    this.modeler.get("canvas").scrollToElement(element, { top: 80, bottom: 80, left: 220, right: 80 });
  }
}
