// What the office's check found, beside the drawing and on it; pressing one leads to its place.

import { button, made } from "./made.js";

const LEVELS = { error: "错误", warning: "提醒", hint: "提示" };

export class Findings {
  constructor(place, modeler, file, addresses) {
    Object.assign(this, { place, modeler, file, addresses });
    this.office = null;
    this.hints = [];
    this.stale = false;
  }

  /** What the office said of the whole draft. */
  told({ findings }) {
    this.office = findings;
    this.stale = false;
    this.draw();
  }

  /** What can be said while drawing, of this diagram only. */
  hinted(hints) {
    this.hints = hints;
    this.draw();
  }

  /** It is being asked anew. */
  asking() {
    this.office = null;
    this.draw();
  }

  /** Whether the drawing is another by now than the one that was checked. */
  aged(stale) {
    if (this.stale === stale || this.office === null) return;
    this.stale = stale;
    this.draw();
  }

  draw() {
    const here = (this.office ?? []).filter((one) => one.file === this.file);
    const elsewhere = (this.office ?? []).filter((one) => one.file !== this.file);
    const known = new Set(here.map((one) => one.element));
    const hints = this.stale || this.office === null ? this.hints : this.hints.filter((one) => !known.has(one.element));
    const parts = [made("h2", "检查")];
    if (this.office === null) parts.push(made("p", "正在检查……", "help"));
    else parts.push(this.verdict(here, elsewhere));
    parts.push(...this.list(here.map((one) => this.item(one))));
    if (hints.length) parts.push(made("h3", "边画边提示"), ...this.list(hints.map((one) => this.item({ ...one, level: "hint" }))));
    if (elsewhere.length) parts.push(made("h3", "别的文件"), ...this.list(elsewhere.map((one) => this.item(one))));
    this.place.replaceChildren(...parts);
    this.mark([...here, ...hints.map((one) => ({ ...one, level: "hint" }))]);
  }

  verdict(here, elsewhere) {
    const errors = [...here, ...elsewhere].filter((one) => one.level === "error").length;
    const words = errors ? `${errors} 处错误,改完才能送审。` : "没有错误,可以送审。";
    const said = made("p", this.stale ? `改过以后还没存,这是上次存下时的结果:${words}` : words, errors ? "said hint" : "said");
    said.setAttribute("role", "status");
    return said;
  }

  list(items) {
    if (!items.length) return [];
    const list = made("ol", "", "findings");
    list.append(...items);
    return [list];
  }

  item({ level, message, remedy, file, element }) {
    const item = made("li", "", level === "error" ? "grave" : "light");
    const first = made("p");
    first.append(made("b", LEVELS[level]), ` ${message}`);
    item.append(first);
    if (remedy) item.append(made("p", `怎么改:${remedy}`, "do"));
    if (file && file !== this.file) {
      const link = made("a", file);
      link.href = (this.addresses[file.split(".").at(-1)] ?? this.addresses.file).replace("FILE", encodeURIComponent(file));
      item.append(link);
    } else if (element && this.drawn(element)) item.append(button("看在哪儿", () => this.goTo(element)));
    return item;
  }

  drawn(id) {
    return this.modeler.get("elementRegistry").get(id);
  }

  goTo(id) {
    const element = this.drawn(id);
    this.modeler.get("selection").select(element);
    this.modeler.get("canvas").scrollToElement(element, { top: 80, bottom: 80, left: 220, right: 80 });
    this.place.closest("aside").scrollTo({ top: 0 });
  }

  mark(found) {
    const overlays = this.modeler.get("overlays");
    overlays.remove({ type: "finding" });
    const worst = new Map();
    for (const one of found) if (!worst.has(one.element) || one.level === "error") worst.set(one.element, one);
    for (const [id, one] of worst) {
      const element = id && this.drawn(id);
      if (!element || element === this.modeler.get("canvas").getRootElement()) continue;
      const mark = button("!", () => this.goTo(id), `finding ${one.level}`);
      mark.title = one.message;
      mark.setAttribute("aria-label", `${LEVELS[one.level]}:${one.message}`);
      const place = element.waypoints ? { top: 0, left: 0 } : { top: -12, right: 12 };
      overlays.add(element, "finding", { position: place, html: mark });
    }
  }
}
