// Walking through a diagram with tokens: each step waits for a press, each fork goes the way one has chosen, by its
// condition in words or by values that are tried. What a real case would do is shown by the dry run and the library.

import { isFlow, kindOf } from "./moddle.js";

const TOGGLED = "tokenSimulation.toggleMode";
const CHANGED = "tokenSimulation.simulator.elementChanged";
const WORDS = {
  "Trigger Event": "走下去",
  "Set Sequence Flow": "换一条路",
  "Add pause point": "在这里停一停",
  "Remove pause point": "不在这里停",
  "Play/Pause Simulation": "停一停、接着走",
  "Reset Simulation": "从头来",
};
const ENDED = "tokenSimulation.simulator.destroyScope";
const STEPS = new Set(["UserTask", "ManualTask", "CallActivity"]);
const WHOLE = new Set(["Process", "Participant"]);
const MOMENT = 1500;
const MARGIN = 90;

const chinese = (html) => html.replace(/title="\s*([^"]*?)\s*"/g, (whole, words) => `title="${WORDS[words] ?? words}"`);

/** How many tokens are where, drawn without style attributes, which our pages' policy would ignore. */
class Tokens {
  static $inject = ["eventBus", "overlays", "simulator", "canvas"];

  constructor(eventBus, overlays, simulator, canvas) {
    eventBus.on(CHANGED, 500, ({ element }) => {
      overlays.remove({ element, type: "bts-token-count" });
      if (element.waypoints || !element.parent) return;
      const scopes = simulator.findScopes((one) => !one.destroyed && one.children.some((child) => !child.destroyed && child.element === element));
      const count = scopes.reduce((sum, scope) => sum + scope.getTokensByElement(element), 0);
      const html = Object.assign(document.createElement("span"), { className: "token", textContent: count });
      if (!count) return;
      overlays.add(element, "bts-token-count", { position: { bottom: 12, left: -14 }, html });
      canvas.scrollToElement(element, 60);
    });
    eventBus.on(TOGGLED, ({ active }) => active || overlays.remove({ type: "bts-token-count" }));
  }
}

class Finished {
  static $inject = ["overlays", "eventBus"];

  constructor(overlays, eventBus) {
    this.overlays = overlays;
    eventBus.on([TOGGLED, "tokenSimulation.resetSimulation", "tokenSimulation.simulator.createScope"], () => this.clear());
  }

  addElementNotification(element) {
    const html = Object.assign(document.createElement("span"), { className: "note", textContent: "走完了" });
    this.overlays.add(element, "bts-element-notification", { position: { top: -22, right: 20 }, html });
  }

  clear() {
    this.overlays.remove({ type: "bts-element-notification" });
  }
}

/** The modules of the simulation; `tools` is where its buttons go. */
export function simulating(bpmn, tools, draws) {
  const addEntry = (entry) => {
    entry.title = WORDS[entry.title] ?? entry.title;
    entry.setAttribute("aria-label", entry.title);
    tools.append(entry);
  };
  return {
    __depends__: [bpmn.simulation, ...(draws ? [bpmn.noDrawing] : [])],
    __init__: ["tokens"],
    tokens: ["type", Tokens],
    elementNotifications: ["type", Finished],
    notifications: ["value", { showNotification() {}, clear() {} }],
    tokenSimulationPalette: ["value", { addEntry }],
  };
}

export class Simulation {
  /**
   * `toggle` is the button; `tools` appear while it is on; `ways` lets one choose; `show` brings the beginning into
   * sight; `saved` tells whether the diagram may be left without a word.
   */
  constructor(modeler, room, toggle, tools, memory, { ways, show, saved }) {
    Object.assign(this, { modeler, room, toggle, tools, memory, show, saved });
    this.ways = ways({ take: (fork, flow) => this.go(fork, flow), back: () => this.back() });
    for (const { handler } of modeler.get("contextPads")._handlers) {
      const make = handler.createContextPads.bind(handler);
      handler.createContextPads = (element) => make(element)?.map((one) => ({ ...one, html: chinese(one.html) }));
    }
    modeler.get("eventBus").on(CHANGED, ({ element }) => {
      const flow = this.on && kindOf(element) === "ExclusiveGateway" && modeler.get("simulator").getConfig(element).activeOutgoing;
      if (flow) this.ways.took(element, flow, this.prepared);
    });
    modeler.get("eventBus").on(ENDED, ({ scope }) => this.on && this.ended(scope));
    toggle.addEventListener("click", () => {
      memory.begin();
      this.turn(!this.on);
    });
    modeler.on("import.parse.start", () => this.turn(false));
  }

  get on() {
    return this.toggle.getAttribute("aria-pressed") === "true";
  }

  turn(on) {
    if (on === this.on) return;
    this.prepared = false;
    clearTimeout(this.leaving);
    this.toggle.setAttribute("aria-pressed", String(on));
    this.room.classList.toggle("simulated", on);
    this.tools.hidden = !on;
    this.ways.show(on);
    this.modeler.get("canvas").getContainer().parentNode.classList.toggle("simulation", on);
    this.modeler.get("selection").select(null);
    this.modeler.get("eventBus").fire(TOGGLED, { active: on });
    if (!on) return;
    this.prepare();
    this.prepared = true;
    this.modeler.get("canvas").resized();
    this.show();
    const all = this.modeler.get("elementRegistry");
    const landed = this.memory.landed && all.get(this.memory.landed);
    const first = landed ?? all.find((one) => kindOf(one) === "StartEvent" && WHOLE.has(kindOf(one.parent)));
    if (first) this.modeler.get("canvas").scrollToElement(first, MARGIN);
    if (landed) this.land(landed);
  }

  /** The walk goes on behind a call: a token on each way out of it, in whatever that call stands in. */
  land(call) {
    const simulator = this.modeler.get("simulator");
    const around = [];
    for (let one = call.parent; one && !around.includes(one); one = WHOLE.has(kindOf(one)) ? null : one.parent) around.unshift(one);
    const begun = (parent, element) => {
      const scope = simulator.createScope({ element, parent });
      scope.start();
      return scope;
    };
    const scope = around.reduce(begun, null);
    for (const element of call.outgoing.filter(isFlow)) simulator.enter({ element, scope });
  }

  /** The whole diagram is walked through: the one that called it goes on, behind the call. */
  ended(scope) {
    const through = scope.destroyInitiator && (scope.completed || scope.terminateInitiator);
    if (!through || scope.parent || !this.memory.caller) return;
    this.ways.ended();
    if (this.saved()) this.leaving = setTimeout(() => this.back(), MOMENT);
  }

  back() {
    clearTimeout(this.leaving);
    location.assign(this.memory.leave());
  }

  /** Every step and every call waits; every fork begins with the way it was sent before, or its ordinary one. */
  prepare() {
    const simulator = this.modeler.get("simulator");
    this.modeler.get("elementRegistry").forEach((element) => {
      if (STEPS.has(kindOf(element))) simulator.waitAtElement(element, true);
      if (kindOf(element) === "ExclusiveGateway") this.first(element);
    });
  }

  first(fork) {
    const before = this.memory.wayOf(fork.id);
    const wanted = fork.outgoing.find(({ id }) => id === before) ?? fork.outgoing.find((one) => one.businessObject === fork.businessObject.default);
    if (wanted) this.go(fork, wanted);
  }

  /** Lets a fork go a way: the program only knows the next one. */
  go(fork, flow) {
    const simulator = this.modeler.get("simulator");
    const settings = this.modeler.get("exclusiveGatewaySettings");
    for (let turns = fork.outgoing.length; turns > 0; turns -= 1) {
      if (simulator.getConfig(fork).activeOutgoing === flow) return;
      settings.setSequenceFlow(fork);
    }
  }
}
