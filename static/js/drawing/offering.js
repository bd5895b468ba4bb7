// What one is offered to draw: only what the engine really carries out. Everything else is not refused, it is not there.

import { KINDS, NEAR } from "./chinese.js";

const TIMER = "bpmn:TimerEventDefinition";
const MESSAGE = "bpmn:MessageEventDefinition";
const CATCH = "bpmn:IntermediateCatchEvent";

// name → [group, icon, words, type, options]
const THINGS = {
  "create.start-event": ["event", "start-event-none", "开始", "bpmn:StartEvent"],
  "create.end-event": ["event", "end-event-none", "结束", "bpmn:EndEvent"],
  "create.user-task": ["step", "user-task", "步骤(有人来办)", "bpmn:UserTask"],
  "create.call": ["step", "call-activity", "另一张流程图", "bpmn:CallActivity"],
  "create.decision": ["step", "business-rule", "查决策表", "bpmn:BusinessRuleTask"],
  "create.fork": ["fork", "gateway-xor", "分岔:走一条", "bpmn:ExclusiveGateway"],
  "create.parallel": ["fork", "gateway-parallel", "同时办、等齐", "bpmn:ParallelGateway"],
  "create.timer": ["wait", "intermediate-event-catch-timer", "等到某个时候", CATCH, { eventDefinitionType: TIMER }],
  "create.message": ["wait", "intermediate-event-catch-message", "等到某件事", CATCH, { eventDefinitionType: MESSAGE }],
  "create.note": ["note", "text-annotation", "批注", "bpmn:TextAnnotation"],
};
const TOOLS = {
  "hand-tool": ["hand-tool", "移动画面", (tools, event) => tools.handTool.activateHand(event)],
  "lasso-tool": ["lasso-tool", "框选几个", (tools, event) => tools.lassoTool.activateSelection(event)],
  "space-tool": ["space-tool", "挪出或收拢空地", (tools, event) => tools.spaceTool.activateSelection(event)],
  "connect-tool": ["connection-multi", "画连线", (tools, event) => tools.globalConnect.start(event)],
};

// what may be put into a line
const BETWEEN = [["between.user-task", "user-task", "bpmn:UserTask"], ["between.fork", "gateway-xor", "bpmn:ExclusiveGateway"]];
const ROOM = 170;

/** A new shape; a step has a name from the beginning, so that what is said of it can be read. */
function shaped(factory, type, options) {
  const shape = factory.createShape({ type, ...options });
  if (type === "bpmn:UserTask") shape.businessObject.name = "新的一步";
  return shape;
}

/** Puts something into a line and moves all behind it aside. */
class Between {
  static $inject = ["modeling", "spaceTool", "elementFactory", "canvas", "selection", "directEditing"];

  constructor(modeling, spaceTool, elementFactory, canvas, selection, directEditing) {
    Object.assign(this, { modeling, spaceTool, elementFactory, canvas, selection, directEditing });
  }

  put(flow, type) {
    const [first, second] = flow.waypoints;
    const middle = { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 };
    if (Math.abs(second.x - first.x) > Math.abs(second.y - first.y)) middle.x = this.aside(flow, middle.x);
    const made = this.modeling.createShape(shaped(this.elementFactory, type), middle, flow);
    this.selection.select(made);
    this.canvas.scrollToElement(made, { top: 80, bottom: 80, left: 220, right: 180 });
    this.directEditing.activate(made);
  }

  /** Where the middle is, once there is room. */
  aside(flow, x) {
    const all = this.canvas.getRootElement().children;
    const { movingShapes, resizingShapes } = this.spaceTool.calculateAdjustments(all, "x", ROOM, x);
    this.spaceTool.makeSpace(movingShapes, resizingShapes, { x: ROOM, y: 0 }, "e", x);
    return (flow.waypoints[0].x + flow.waypoints[1].x) / 2;
  }
}

class Palette {
  static $inject = ["palette", "create", "elementFactory", "handTool", "lassoTool", "spaceTool", "globalConnect"];

  constructor(palette, create, elementFactory, handTool, lassoTool, spaceTool, globalConnect) {
    Object.assign(this, { create, elementFactory, tools: { handTool, lassoTool, spaceTool, globalConnect } });
    palette.registerProvider(this);
  }

  getPaletteEntries() {
    const entries = {};
    for (const [name, [icon, title, act]] of Object.entries(TOOLS))
      entries[name] = { group: "tools", className: `bpmn-icon-${icon}`, title, action: { click: (event) => act(this.tools, event) } };
    entries.separator = { group: "tools", separator: true };
    for (const [name, [group, icon, title, type, options]] of Object.entries(THINGS)) {
      const start = (event) => this.create.start(event, shaped(this.elementFactory, type, options));
      entries[name] = { group, className: `bpmn-icon-${icon}`, title, action: { click: start, dragstart: start } };
    }
    return entries;
  }
}

const FLOWS_ON = (thing) => thing.$instanceOf?.("bpmn:FlowNode") && !thing.$instanceOf("bpmn:EndEvent");

class Near {
  static $inject = ["contextPad", "elementFactory", "create", "autoPlace", "appendPreview", "between"];

  constructor(contextPad, elementFactory, create, autoPlace, appendPreview, between) {
    Object.assign(this, { elementFactory, create, autoPlace, appendPreview, between });
    contextPad.registerProvider(500, this);
  }

  append(icon, type, options) {
    const made = () => shaped(this.elementFactory, type, options);
    return {
      group: "model",
      className: `bpmn-icon-${icon}`,
      action: {
        click: (_, element) => this.autoPlace.append(element, made()),
        dragstart: (event, element) => this.create.start(event, made(), { source: element }),
        hover: (_, element) => {
          this.appendPreview.create(element, type, options);
          return () => this.appendPreview.cleanUp();
        },
      },
    };
  }

  getContextPadEntries(element) {
    const more = {};
    if (FLOWS_ON(element.businessObject) && element.type !== "label") {
      if (element.type !== "bpmn:EventBasedGateway") {
        more["append.append-task"] = this.append("user-task", "bpmn:UserTask");
        more["append.gateway"] = this.append("gateway-xor", "bpmn:ExclusiveGateway");
        more["append.end-event"] = this.append("end-event-none", "bpmn:EndEvent");
      }
      more["append.timer-intermediate-event"] = this.append("intermediate-event-catch-timer", CATCH, { eventDefinitionType: TIMER });
      more["append.message-intermediate-event"] = this.append("intermediate-event-catch-message", CATCH, { eventDefinitionType: MESSAGE });
    }
    if (element.type === "bpmn:SequenceFlow")
      for (const [name, icon, type] of BETWEEN)
        more[name] = { group: "model", className: `bpmn-icon-${icon}`, action: { click: () => this.between.put(element, type) } };
    return (entries) => named({ ...entries, ...more }, NEAR);
  }

  getMultiElementContextPadEntries() {
    return (entries) => named(entries, NEAR);
  }
}

/** The entries that have a name of ours, under it; the others are left out. */
function named(entries, names) {
  const known = Object.entries(entries).filter(([key]) => names[key]);
  return Object.fromEntries(known.map(([key, entry]) => [key, { ...entry, title: names[key] }]));
}

class Kinds {
  static $inject = ["popupMenu"];

  constructor(popupMenu) {
    popupMenu.registerProvider("bpmn-replace", 500, this);
  }

  getPopupMenuEntries() {
    return (entries) => {
      const known = Object.entries(entries).filter(([key]) => KINDS[key]);
      return Object.fromEntries(known.map(([key, entry]) => [key, { ...entry, label: KINDS[key] }]));
    };
  }

  getPopupMenuHeaderEntries() {
    return () => ({});
  }
}

export const offering = {
  __init__: ["paletteProvider", "near", "kinds"],
  paletteProvider: ["type", Palette],
  between: ["type", Between],
  near: ["type", Near],
  kinds: ["type", Kinds],
};

/** The program's little pictures carry style attributes, which our pages' policy rightly ignores: say the same plainly. */
export function plainIcons(...sets) {
  const attribute = (css) => css.split(";").filter(Boolean).map((one) => one.replace(/:(.*)/, '="$1"')).join(" ");
  for (const icons of sets)
    for (const name of Object.keys(icons)) icons[name] = icons[name].replace(/style="([^"]*)"/g, (_, css) => attribute(css));
}
