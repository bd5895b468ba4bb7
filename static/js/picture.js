// A diagram of BPMN with what stands out in it: marks as colours, notes in words, bigger and smaller, one after the other.

const MARGIN = 24;
const LEGIBLE = matchMedia("(max-width: 48rem)").matches ? 0.9 : 0.75;
const FONT = { fontFamily: "system-ui, sans-serif", fontSize: 14 };
const SMALL = { fontSize: 13 };

export async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "*/*" } });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  return answer;
}

export function styles(address) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  return new Promise((done, failed) => {
    Object.assign(link, { onload: done, onerror: failed });
    document.head.append(link);
  });
}

export class Picture {
  /**
   * `section` is the part of the page with the words, the buttons and the empty canvas. `first` gives of an element's
   * marks the one to look at first.
   */
  constructor(section, Viewer, processes, first) {
    this.section = section;
    this.first = first;
    this.processes = new Map(processes.map((one) => [one.id, one]));
    this.frame = section.querySelector("[data-frame]");
    this.canvas = section.querySelector("[data-canvas]");
    this.viewer = new Viewer({ container: this.canvas, textRenderer: { defaultStyle: FONT, externalStyle: SMALL } });
    // its licence wants the mark in sight: it stands beside the legend, where no scrolling takes it away
    section.querySelector("[data-mark]").append(this.canvas.querySelector(".bjs-powered-by"));
    this.viewer.on("element.click", ({ element }) => {
      if (this.processes.has(element.businessObject.calledElement)) this.show(element.businessObject.calledElement);
    });
    section.addEventListener("click", ({ target }) => this.press(target.closest("button")));
    addEventListener("beforeprint", () => this.resize(Math.min(this.scale, 640 / this.box.width), false));
    addEventListener("afterprint", () => this.resize(this.scale));
  }

  press(button) {
    if (button?.dataset.process) this.show(button.dataset.process);
    if (button?.dataset.zoom) this.resize(button.dataset.zoom === "all" ? this.fitting() : this.scale * button.dataset.zoom);
  }

  async show(process) {
    const { xml, marks, name, notes = [], of = process } = this.processes.get(process);
    this.shown = process;
    // out of sight until it has its size: nobody sees it jump
    this.canvas.style.visibility = "hidden";
    await this.viewer.importXML(await (await fetched(xml)).text());
    const diagrams = this.viewer.getDefinitions().diagrams;
    const own = diagrams.find((one) => one.plane.bpmnElement.id === of);
    if (own && own !== diagrams[0]) await this.viewer.open(own);
    this.colour(marks);
    for (const one of notes) this.note(one);
    this.label(process, name);
    const inner = this.viewer.get("canvas").viewbox().inner;
    this.box = { x: inner.x - MARGIN, y: inner.y - MARGIN, width: inner.width + 2 * MARGIN, height: inner.height + 2 * MARGIN };
    this.resize(Math.max(LEGIBLE, this.fitting()));
    this.goTo(this.first(marks));
    this.canvas.style.visibility = "";
  }

  colour(marks) {
    const canvas = this.viewer.get("canvas");
    const drawn = this.viewer.get("elementRegistry");
    for (const [state, ids] of Object.entries(marks)) for (const id of ids) if (drawn.get(id)) canvas.addMarker(id, `is-${state}`);
    for (const one of drawn.filter((one) => this.processes.has(one.businessObject.calledElement))) canvas.addMarker(one, "is-door");
  }

  /** A few words at an element. */
  note({ element, words, kind }) {
    const html = Object.assign(document.createElement("span"), { className: `note ${kind}`, textContent: words });
    if (this.viewer.get("elementRegistry").get(element)) this.viewer.get("overlays").add(element, { position: { top: -14, left: 4 }, html });
  }

  label(process, name) {
    for (const button of this.section.querySelectorAll("[data-process]"))
      button.setAttribute("aria-pressed", String(button.dataset.process === process));
    for (const told of this.section.querySelectorAll("[data-told]")) told.classList.toggle("elsewhere", told.dataset.told !== process);
    const svg = this.canvas.querySelector("svg");
    svg.removeAttribute("tabindex");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `${name},下面用文字说明`);
  }

  fitting() {
    return Math.min(1.25, (this.frame.clientWidth - 2) / this.box.width);
  }

  resize(scale, keep = true) {
    const wanted = Math.min(3, Math.max(0.1, scale));
    if (keep) this.scale = wanted;
    this.canvas.style.width = `${Math.ceil(this.box.width * wanted)}px`;
    this.canvas.style.height = `${Math.ceil(this.box.height * wanted)}px`;
    const canvas = this.viewer.get("canvas");
    canvas.resized();
    canvas.viewbox(this.box);
  }

  goTo(id) {
    const found = id && this.viewer.get("elementRegistry").get(id);
    if (!found) return;
    this.frame.scrollLeft = (found.x + found.width / 2 - this.box.x) * this.scale - this.frame.clientWidth / 2;
    this.frame.scrollTop = (found.y + found.height / 2 - this.box.y) * this.scale - this.frame.clientHeight / 2;
  }
}
