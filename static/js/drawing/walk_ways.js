// Which way a walk with tokens takes at each fork: chosen by its condition in words, or found by trying values.

import { holds, inWords, parsed } from "./conditions.js";
import { button, choice, labelled, line, made } from "./made.js";
import { isFlow, kindOf } from "./moddle.js";

const nameOf = (thing) => (thing.name ?? "").replaceAll("\n", " ") || "没有名字的一处";

export class Ways {
  /** `place` is filled while one walks; `words` are the office's; `take` sets the way of a fork, `back` leads to the caller. */
  constructor(place, modeler, words, diagrams, memory, { take, back }) {
    Object.assign(this, { place, modeler, words, diagrams, memory, take, back, values: memory.values });
  }

  show(on) {
    this.place.hidden = !on;
    if (on) this.draw();
  }

  forks() {
    const found = this.modeler.get("elementRegistry").filter((one) => kindOf(one) === "ExclusiveGateway" && one.type !== "label");
    return found.filter((one) => one.outgoing.filter(isFlow).length > 1);
  }

  /** The ways out of a fork: the flow, its condition as it is read, what it is called here. */
  outOf(fork) {
    return fork.outgoing.filter(isFlow).map((flow) => {
      const thing = flow.businessObject;
      const text = thing.conditionExpression?.body ?? "";
      const read = text ? parsed(text, this.words.asked) : null;
      const ordinary = fork.businessObject.default === thing;
      const when = ordinary || !text ? "别的都不成立时" : read ? inWords(read, this.words.asked) : text;
      return { flow, read, ordinary, words: `${thing.name || `到“${nameOf(thing.targetRef)}”`}(${when})` };
    });
  }

  draw() {
    this.selects = new Map();
    const forks = this.forks().map((fork) => this.fork(fork));
    this.place.replaceChildren(...this.caller(), made("h2", "分岔走哪条"), ...this.tried(), ...forks, ...this.called());
  }

  /** A fork goes another way now, whoever said so; what somebody `chose` is remembered. */
  took(fork, flow, chose) {
    const select = this.selects.get(fork.id);
    if (select) select.value = flow.id;
    if (chose) this.memory.choose(fork.id, flow.id);
  }

  ordinaryOf(fork) {
    const ways = this.outOf(fork);
    return (ways.find(({ ordinary }) => ordinary) ?? ways[0]).flow.id;
  }

  /** The way it was sent before, or its ordinary one. */
  chosenOf(fork) {
    const before = this.memory.wayOf(fork.id);
    return fork.outgoing.find(({ id }) => id === before) ?? fork.outgoing.find(({ id }) => id === this.ordinaryOf(fork));
  }

  fork(fork) {
    const ways = this.outOf(fork);
    const go = (id) => this.take(fork, ways.find(({ flow }) => flow.id === id).flow);
    const select = choice(ways.map(({ flow, words }) => [flow.id, words]), this.chosenOf(fork).id, go, null);
    this.selects.set(fork.id, select);
    return labelled(nameOf(fork.businessObject), select);
  }

  /** What the conditions of this diagram ask, to be tried: the forks follow. */
  tried() {
    const names = new Set(this.forks().flatMap((fork) => this.outOf(fork).flatMap(({ read }) => (read?.tests ?? []).map(({ name }) => name))));
    const fields = this.words.asked.filter(({ name }) => names.has(name));
    if (!fields.length) return [];
    const details = made("details", "", "more");
    const act = (field) => (value) => {
      if (value === "") delete this.values[field.name];
      else this.values[field.name] = value;
      this.memory.keep();
      this.follow();
    };
    const inner = fields.map((field) => labelled(field.label, this.control(field, act(field))));
    details.append(made("summary", "按案件的情况来定"), ...inner);
    return [details];
  }

  control(field, act) {
    const value = this.values[field.name] ?? "";
    if (field.kind === "integer") return line(value, act, { type: "number" });
    const yes = [["true", "是"], ["false", "否"]];
    const options = { yes_no: yes, instant: [["there", "已经有了"]] }[field.kind] ?? Object.entries(field.options);
    return choice(options, value, act, field.kind === "instant" ? "还没有" : "(没有填)");
  }

  /** Each fork takes the first way whose condition holds of the values, else its ordinary one. */
  follow() {
    for (const fork of this.forks()) {
      const ways = this.outOf(fork);
      const fitting = ways.find(({ read, ordinary }) => !ordinary && read && holds(read, this.values, this.words.asked));
      const id = fitting?.flow.id ?? this.ordinaryOf(fork);
      this.take(fork, ways.find(({ flow }) => flow.id === id).flow);
    }
  }

  /** Where the walk came in, and the way back. */
  caller() {
    const { caller } = this.memory;
    if (!caller) return [];
    const said = made("p", `是从“${caller.name}”走进来的,走完自己回去。`, "caller");
    return [said, button(`回到“${caller.name}”后面`, () => this.back())];
  }

  /** The token has come to the end. */
  ended() {
    this.place.querySelector(".caller")?.replaceChildren(`走完了,回到“${this.memory.caller.name}”后面。`);
  }

  /** The diagrams that are called here: a walk goes on in them. */
  called() {
    const calls = this.modeler.get("elementRegistry").filter((one) => kindOf(one) === "CallActivity" && one.type !== "label");
    const links = calls.filter((one) => this.diagrams[one.businessObject.calledElement]).map((one) => {
      const link = made("a", `走进“${nameOf(one.businessObject)}”`);
      link.href = `${this.diagrams[one.businessObject.calledElement]}#walk`;
      link.addEventListener("click", () => this.memory.enter(one.id, nameOf(one.businessObject)));
      return link;
    });
    if (!links.length) return [];
    const list = made("ul", "", "ways");
    for (const link of links) {
      const item = made("li");
      item.append(link);
      list.append(item);
    }
    return [made("h3", "里面还有一张图的"), list];
  }
}
