"""What tests do inside the page with the drawing program: save all diagrams, read all it offers, say conditions."""

ROUND = """async ({ program, files }) => {
  const [bpmn, { begin }] = [await import(program), await import("/static/js/drawing/program.js")];
  const place = document.querySelector("[data-canvas]");
  const modeler = begin(bpmn, place, document.createElement("p"), { why: () => "", own: () => "" });
  const saved = {};
  for (const [name, xml] of Object.entries(files)) {
    await modeler.importXML(xml);
    saved[name] = (await modeler.saveXML({ format: true })).xml;
  }
  modeler.destroy();
  return saved;
}"""


OFFERED = """async ({ program, xml }) => {
  const [bpmn, { begin }] = [await import(program), await import("/static/js/drawing/program.js")];
  const place = document.querySelector("main").appendChild(document.createElement("div"));
  place.style.height = "600px";
  const modeler = begin(bpmn, place, document.createElement("p"), { why: () => "", own: () => "" });
  await modeler.importXML(xml);
  const [pads, menu] = [modeler.get("contextPad"), modeler.get("popupMenu")];
  const [there, select] = [modeler.get("elementRegistry"), modeler.get("selection")];
  const said = new Set();
  const read = () => {
    const words = (one) => (one.matches(".djs-popup-label, .djs-popup-title") ? one.textContent : "");
    for (const one of place.querySelectorAll("[title], [aria-label], .djs-popup-label, .djs-popup-title, input"))
      for (const text of [one.title, one.getAttribute("aria-label"), one.placeholder, words(one)])
        if (text) said.add(text);
  };
  const wait = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const kinds = new Set();
  const drawn = [];
  const look = async (id) => {
    const element = there.get(id);
    select.select(element);
    pads.open(element, true);
    await wait();
    read();
    menu.open(element, "bpmn-replace", { x: 20, y: 20 }, { title: "换一种", search: true });
    await wait();
    read();
    const entries = [...place.querySelectorAll(".djs-popup .entry")].map((one) => one.dataset.id);
    menu.close();
    return entries;
  };
  const stack = modeler.get("commandStack");
  const event = (one) => one.businessObject.eventDefinitions?.[0]?.$type;
  const kindOf = (one) => [one.type, one.host?.type, event(one), one.source?.type].join();
  const drawnOnes = there.filter((each) => each.type !== "label" && each.parent);
  const one = new Map(drawnOnes.map((each) => [kindOf(each), each.id]));
  for (const start of one.values()) {
    for (const entry of await look(start)) {
      const element = there.get(start);
      menu.open(element, "bpmn-replace", { x: 20, y: 20 }, { title: "换一种" });
      await wait();
      place.querySelector(`.djs-popup .entry[data-id="${entry}"]`).click();
      await wait();
      drawn.push([entry, (await modeler.saveXML()).xml]);
      kinds.add(entry);
      while (stack.canUndo()) stack.undo();
    }
  }
  const two = there.filter((one) => one.type === "bpmn:UserTask").slice(0, 3);
  select.select(two);
  pads.open(two, true);
  menu.open(two, "align-elements", { x: 20, y: 20 }, { title: "对齐" });
  await wait();
  read();
  menu.close();
  modeler.get("searchPad").toggle();
  read();
  place.remove();
  return { said: [...said], drawn, entries: [...kinds] };
}"""


CONDITIONS = """async (texts) => {
  const { parsed, written } = await import("/static/js/drawing/conditions.js");
  const words = await (await fetch(document.querySelector("[data-drawing]").dataset.words)).json();
  return texts.map((text) => { const found = parsed(text, words.asked); return found && written(found, words.asked); });
}"""
