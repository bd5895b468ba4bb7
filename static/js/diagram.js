// The diagrams of a case: the drawing program comes only when somebody asks for it. Where the drawing does not come
// about, the words below it have already said everything.

const MARGIN = 24;
const LEGIBLE = matchMedia("(max-width: 48rem)").matches ? 0.9 : 0.75;
const FONT = { fontFamily: "system-ui, sans-serif", fontSize: 14 };
const SMALL = { fontSize: 13 };
const STATES = ["done", "current", "waiting"];

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "*/*" } });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  return answer;
}

function styles(address) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  return new Promise((done, failed) => {
    Object.assign(link, { onload: done, onerror: failed });
    document.head.append(link);
  });
}

class Drawing {
  /** `section` is the part of the page with the words, the buttons and the empty canvas. */
  constructor(section, Viewer, processes) {
    this.section = section;
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
    const { xml, marks, name } = this.processes.get(process);
    await this.viewer.importXML(await (await fetched(xml)).text());
    const diagrams = this.viewer.getDefinitions().diagrams;
    const own = diagrams.find((one) => one.plane.bpmnElement.id === process);
    if (own && own !== diagrams[0]) await this.viewer.open(own);
    this.colour(marks);
    this.label(process, name);
    const inner = this.viewer.get("canvas").viewbox().inner;
    this.box = { x: inner.x - MARGIN, y: inner.y - MARGIN, width: inner.width + 2 * MARGIN, height: inner.height + 2 * MARGIN };
    this.resize(Math.max(LEGIBLE, this.fitting()));
    this.goTo([...marks.current, ...marks.waiting, ...marks.done.slice(-1)][0]);
  }

  colour(marks) {
    const canvas = this.viewer.get("canvas");
    const drawn = this.viewer.get("elementRegistry");
    for (const state of STATES) for (const id of marks[state]) if (drawn.get(id)) canvas.addMarker(id, `is-${state}`);
    for (const one of drawn.filter((one) => this.processes.has(one.businessObject.calledElement))) canvas.addMarker(one, "is-door");
  }

  label(process, name) {
    for (const button of this.section.querySelectorAll("[data-process]"))
      button.setAttribute("aria-pressed", String(button.dataset.process === process));
    for (const told of this.section.querySelectorAll("[data-told]")) told.hidden = told.dataset.told !== process;
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

async function draw(section) {
  try {
    const [{ default: Viewer }, answer] = await Promise.all([
      import(section.dataset.viewer),
      fetched(section.dataset.diagram),
      styles(section.dataset.styles),
    ]);
    const { processes, here } = await answer.json();
    section.classList.add("drawn");
    await new Drawing(section, Viewer, processes).show(here);
  } catch (trouble) {
    section.classList.remove("drawn");
    for (const told of section.querySelectorAll("[data-told]")) told.hidden = false;
    section.querySelector("[data-failed]").hidden = false;
    console.info("diagram", trouble);
  }
}

async function open(link) {
  const place = document.querySelector("[data-diagram-place]");
  try {
    const page = new DOMParser().parseFromString(await (await fetched(link.href)).text(), "text/html");
    place.replaceChildren(document.adoptNode(page.querySelector("[data-diagram]")));
    link.parentElement.hidden = true;
    place.querySelector("h2").focus();
  } catch {
    location.assign(link.href);
    return;
  }
  await draw(place.firstElementChild);
  place.scrollIntoView({ block: "start" });
}

document.querySelector("[data-open-diagram]")?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(event.currentTarget);
});
const whole = document.querySelector("main > [data-diagram]");
if (whole) draw(whole);
