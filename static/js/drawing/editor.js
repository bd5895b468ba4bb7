// The diagram editor: puts the drawing program, our panel, the check and the saving together on one page.

import { Changes } from "./changes.js";
import { Findings } from "./findings.js";
import { hinting } from "./hints.js";
import { drawLocks, Locks } from "./locks.js";
import { asked } from "./office.js";
import { Panel } from "./panel.js";
import { begin } from "./program.js";
import { Saving } from "./saving.js";
import { Simulation } from "./simulation.js";
import { WalkMemory } from "./walk_memory.js";
import { Ways } from "./walk_ways.js";

const SOON = 300;
const LEGIBLE = 0.85;
const GAP = 24;
const room = document.querySelector("[data-drawing]");
// who may not change it, or has no room to draw in, looks
const EDITS = room.dataset.edits !== undefined && matchMedia("(min-width: 60rem)").matches;
const at = (name) => room.querySelector(`[data-${name}]`);

function readable() {
  const svg = at("canvas").querySelector("svg");
  svg.setAttribute("role", "application");
  svg.setAttribute("aria-label", "流程图,在这里画。属性和检查结果在旁边,用文字说明。");
}

/** As much as one can still read, the beginning beside the tools. */
function fit(modeler) {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  const tools = (at("canvas").querySelector(".djs-palette")?.offsetWidth ?? 0) + GAP;
  const scale = Math.min(1, Math.max(LEGIBLE, (outer.width - tools - GAP) / inner.width));
  const height = outer.height / scale;
  const y = inner.y + inner.height / 2 - height / 2;
  canvas.viewbox({ x: inner.x - tools / scale, y, width: outer.width / scale, height });
}

const ACTS = {
  undo: (modeler) => modeler.get("commandStack").undo(),
  redo: (modeler) => modeler.get("commandStack").redo(),
  find: (modeler) => modeler.get("searchPad").toggle(),
  map: (modeler) => modeler.get("minimap").toggle(),
  whole: (modeler) => modeler.get("canvas").zoom("fit-viewport", "auto"),
  bigger: (modeler) => modeler.get("zoomScroll").stepZoom(1),
  smaller: (modeler) => modeler.get("zoomScroll").stepZoom(-1),
};

/** What cannot be taken away says why, whichever way somebody tried. */
function refuseAloud(modeler, locks, saving) {
  at("canvas").addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
    const cuts = (ctrlKey || metaKey) && key === "x";
    if (key !== "Delete" && key !== "Backspace" && !cuts) return;
    const held = modeler.get("selection").get().filter((one) => locks.why(one));
    if (held.length) saving.news(`“${held[0].businessObject.name ?? ""}”是法定的,不能删:${locks.why(held[0])}。`);
  });
}

/** What only who may draw needs. */
function drawn(modeler, locks, saving, findings, hints) {
  let timer = 0;
  const hint = async () => findings.hinted(await hints(modeler.getDefinitions()));
  modeler.on("import.done", () => hint());
  modeler.on("commandStack.changed", () => {
    findings.aged(saving.dirty);
    clearTimeout(timer);
    timer = setTimeout(hint, SOON);
    at("undo").disabled = !modeler.get("commandStack").canUndo();
    at("redo").disabled = !modeler.get("commandStack").canRedo();
    drawLocks(modeler, locks);
  });
  at("save").addEventListener("click", () => saving.press());
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    saving.press();
  });
  refuseAloud(modeler, locks, saving);
}

async function open() {
  const data = room.dataset;
  const [bpmn, words] = await Promise.all([import(data.program), asked(data.words)]);
  const locks = new Locks(words);
  const modeler = begin(bpmn, at("canvas"), at("steps"), EDITS ? locks : null);
  const addresses = { file: data.file, form: data.form, dmn: data.table, bpmn: data.drawingOf, diagrams: JSON.parse(data.addresses) };
  const findings = new Findings(at("findings"), modeler, data.name, addresses);
  const changes = new Changes(at("changes"), at("compare"), modeler, data.name, data.difference);
  const check = async () => {
    findings.asking();
    changes.fresh();
    findings.told(await asked(data.check));
  };
  const saving = new Saving(modeler, { raw: data.raw, save: data.keep, token: data.token }, at("said"), at("state"), check);
  new Panel(at("panel"), modeler, words, locks, addresses);
  const memory = new WalkMemory();
  const ways = (acts) => new Ways(at("ways"), modeler, words, addresses.diagrams, memory, acts);
  const walk = { ways, show: () => fit(modeler), saved: () => !saving.dirty };
  const simulation = new Simulation(modeler, room, at("simulate"), at("steps"), memory, walk);
  for (const [name, act] of Object.entries(ACTS)) at(name).addEventListener("click", () => act(modeler));
  at("diagrams").addEventListener("change", ({ target }) => location.assign(target.value));
  if (EDITS) drawn(modeler, locks, saving, findings, hinting(bpmn.Linter, words));
  else room.classList.add("looking");
  await saving.open(EDITS);
  drawLocks(modeler, locks);
  readable();
  fit(modeler);
  room.dataset.ready = "";
  const come = () => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted === "walk") simulation.turn(true);
    if (wanted && findings.drawn(wanted)) findings.goTo(wanted);
  };
  addEventListener("hashchange", come);
  come();
  await check();
}

open().catch((trouble) => {
  at("failed").hidden = false;
  at("failed").querySelector("span").textContent = trouble.message;
  console.info("drawing", trouble);
});
