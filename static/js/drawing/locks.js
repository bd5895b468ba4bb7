// What the law keeps in a diagram: it may be moved and renamed, not taken away; a lock on it says why.

import { kindOf, messageOf } from "./moddle.js";

export class Locks {
  /** `locked`: reason by step; `shut`: reason by event. */
  constructor({ locked, shut }) {
    Object.assign(this, { locked, shut });
  }

  /** Why an element itself is there to stay; "" where it is not. */
  own(element) {
    const thing = element.businessObject;
    if (element.type === "label" || !thing) return "";
    if (kindOf(element) === "UserTask") return this.locked[thing.id] ?? "";
    if (kindOf(element) === "BoundaryEvent") return this.shut[messageOf(thing)] ?? "";
    return "";
  }

  /** The same for what it carries: taking it away would take that away too. */
  why(element) {
    if (element.type === "label") return "";
    const carried = [...(element.attachers ?? []), ...(element.children ?? [])];
    return this.own(element) || carried.map((one) => this.why(one)).find(Boolean) || "";
  }
}

const HIGH = 2000;

/** The rules of the program, ours before its own. */
export function lockRules(locks) {
  class Rules {
    static $inject = ["eventBus"];

    constructor(eventBus) {
      eventBus.on("commandStack.elements.delete.canExecute", HIGH, ({ context }) => {
        const open = context.elements.filter((one) => !locks.why(one));
        return open.length === context.elements.length ? undefined : open;
      });
      eventBus.on("commandStack.shape.replace.canExecute", HIGH, ({ context }) => (locks.why(context.element) ? false : undefined));
    }
  }
  return { __init__: ["lockRules"], lockRules: ["type", Rules] };
}

/** Draw the locks anew. */
export function drawLocks(modeler, locks) {
  const overlays = modeler.get("overlays");
  overlays.remove({ type: "lock" });
  modeler.get("elementRegistry").forEach((element) => {
    const why = locks.own(element);
    if (!why) return;
    const html = Object.assign(document.createElement("span"), { className: "lock", title: `法定,不能删:${why}` });
    overlays.add(element, "lock", { position: { top: -9, left: -9 }, html });
  });
}
