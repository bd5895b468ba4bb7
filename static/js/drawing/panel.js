// The properties of what is selected, in the office's words. Every change is a step that can be undone.

import { typed } from "./chinese.js";
import { inWords, parsed } from "./conditions.js";
import { conditionFields } from "./condition_fields.js";
import { button, choice, labelled, line, lines, made } from "./made.js";
import { bodyOf, definitionOf, eventOf, isFlow, kindOf, messageNamed, messageOf, saidOf, saying, withBody } from "./moddle.js";
import { dueField, timerFields } from "./time_fields.js";

const CHOOSES = new Set(["ExclusiveGateway", "InclusiveGateway"]);
// whose tier goes with who they are
const SETTLES_TIER = new Set(["assigned", "reviewer", "archivist", "visitor"]);
const pairs = (options) => Object.entries(options);

/** The same fields, to be read only. */
function shut(fields) {
  const whole = made("fieldset", "", "shut");
  whole.disabled = true;
  whole.append(...fields);
  return whole;
}

export class Panel {
  /** `place` is where it stands; `words` what there is to choose; `addresses` where forms, tables and diagrams are. */
  constructor(place, modeler, words, locks, addresses) {
    Object.assign(this, { place, modeler, words, locks, addresses });
    this.modeling = modeler.get("modeling", false);
    this.factory = modeler.get("bpmnFactory", false);
    this.element = null;
    this.owes = false;
    place.addEventListener("focusout", () => this.owes && this.later());
    modeler.on("selection.changed", ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : null));
    modeler.on(["elements.changed"], ({ elements }) => elements.includes(this.element) && this.later());
    modeler.on("import.done", () => this.show(null));
  }

  /** Draw anew once the hand has left the field it is in, and not while it writes in the next one. */
  later() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.owes = this.writing();
      if (!this.owes) this.show(this.element);
    });
  }

  writing() {
    const field = document.activeElement;
    return this.place.contains(field) && field.matches("input, textarea") && field.value !== field.defaultValue;
  }

  show(element) {
    this.owes = false;
    const whole = element?.labelTarget ?? element;
    const before = this.place.contains(document.activeElement) ? [...this.inputs()].indexOf(document.activeElement) : -1;
    const same = whole === this.element;
    this.element = whole;
    const fields = whole ? this.fields(whole) : this.nothing();
    this.place.replaceChildren(...(this.modeling ? fields : [shut(fields)]));
    if (same && before >= 0) this.inputs()[before]?.focus();
  }

  inputs() {
    return this.place.querySelectorAll("input, select, textarea, button, a");
  }

  nothing() {
    const root = this.modeler.get("canvas").getRootElement()?.businessObject;
    const process = root?.$type === "bpmn:Collaboration" ? root.participants?.[0]?.processRef : root;
    const found = [made("h2", "整张图"), made("p", "点图里的一处,在这里写清楚它:谁来办、用哪张表、多久办完。从左边拖新的进来。", "help")];
    if (process?.$type === "bpmn:Process") {
      const owner = this.modeler.get("elementRegistry").find((one) => [one.businessObject, one.businessObject?.processRef].includes(process));
      found.push(labelled("这张图叫什么", line(process.name ?? "", (name) => this.modeling.updateModdleProperties(owner, process, { name }))));
    }
    return [...found, ...this.contents()];
  }

  /** Every place by its name, to come to it without a hand that can aim. */
  contents() {
    const drawn = this.modeler.get("elementRegistry").filter((one) => one.businessObject?.name && one.type !== "label" && !one.waypoints);
    const list = made("ul", "", "ways");
    for (const one of drawn.filter((each) => each.parent).sort((a, b) => a.x - b.x || a.y - b.y)) {
      const item = made("li");
      item.append(button(one.businessObject.name, () => this.goTo(one)), made("span", ` ${typed(kindOf(one))}`, "meta"));
      list.append(item);
    }
    const whole = made("details", "", "more");
    whole.append(made("summary", `图里的 ${list.children.length} 处`), list);
    return list.children.length ? [whole] : [];
  }

  goTo(element) {
    this.modeler.get("selection").select(element);
    this.modeler.get("canvas").scrollToElement(element, { top: 80, bottom: 80, left: 220, right: 80 });
  }

  fields(element) {
    const thing = element.businessObject;
    const kind = kindOf(element);
    const found = [made("h2", typed(kind))];
    const why = this.locks.own(element);
    if (why) found.push(made("p", `法定,不能删、不能换成别的。${why}。`, "said hint"));
    found.push(this.name(element, thing, kind));
    const own = {
      UserTask: () => this.step(element, thing, why),
      ManualTask: () => this.step(element, thing, why),
      CallActivity: () => this.call(element, thing),
      BusinessRuleTask: () => this.decision(element, thing),
      ScriptTask: () => this.script(element, thing),
      SequenceFlow: () => this.flow(element, thing),
      BoundaryEvent: () => this.event(element, thing),
      IntermediateCatchEvent: () => this.event(element, thing),
    }[kind];
    if (own) found.push(...own());
    if (CHOOSES.has(kind) && element.outgoing.length > 1) found.push(...this.ways(element, thing));
    found.push(this.number(element, thing, why));
    return found;
  }

  name(element, thing, kind) {
    const key = kind === "TextAnnotation" ? "text" : "name";
    const words = { SequenceFlow: "这条线上写什么", TextAnnotation: "写什么" }[kind] ?? "叫什么";
    return labelled(words, lines(thing[key] ?? "", (value) => this.modeling.updateLabel(element, value), 2));
  }

  say(element, values) {
    const extensionElements = saying(this.factory, element.businessObject, values);
    this.modeling.updateProperties(element, { extensionElements });
  }

  step(element, thing, why) {
    const said = saidOf(thing);
    const form = said.form || said.formKey || "";
    return [
      ...this.doer(element, thing, said),
      ...this.form(element, thing, form, why),
      ...dueField(said.due ?? "", (due) => this.say(element, { due })),
      labelled("办的人会看到的提示", lines(said.help ?? "", (help) => this.say(element, { help })), "一两句话:这一步做什么、要当心什么。"),
    ];
  }

  doer(element, thing, said) {
    const { roles, settled_roles: settled, tiers, known } = this.words;
    if (known[thing.id]) {
      const who = settled[said.role] ?? said.role ?? "调解员";
      return [made("p", `谁来办:${who}。这一步由谁办、在哪一级办,产品按法规和分工定好了,不在图上改。`, "help settled")];
    }
    const own = pairs(tiers).filter(([tier]) => tier !== "upper" || said.tier === "upper");
    const who = labelled("谁来办", choice(pairs(roles), said.role ?? "", (role) => this.say(element, { role }), "这一级的调解员(没有另外写)"));
    if (SETTLES_TIER.has(said.role)) return [who];
    return [who, labelled("在哪一级", choice(own, said.tier ?? "", (tier) => this.say(element, { tier }), "案件现在在的那一级(没有另外写)"))];
  }

  form(element, thing, form, why) {
    const { forms } = this.words;
    const fixed = Boolean(why) && kindOf(element) === "UserTask";
    const select = choice(pairs(forms), form || (forms[thing.id] ? thing.id : ""), (value) => this.say(element, { form: value, formKey: "" }));
    select.disabled = fixed;
    const found = [labelled("用哪张表", select, fixed ? "法定步骤的表不能换,表里的问题可以加。" : "")];
    const shown = form || thing.id;
    if (forms[shown]) found.push(this.link("打开这张表", this.addresses.form, `${shown}.form`));
    return found;
  }

  link(words, address, file) {
    const link = made("a", words);
    link.href = address.replace("FILE", encodeURIComponent(file));
    const place = made("p", "", "acts");
    place.append(link);
    return place;
  }

  call(element, thing) {
    const { processes } = this.words;
    const called = thing.calledElement ?? "";
    const select = choice(pairs(processes), called, (calledElement) => this.modeling.updateProperties(element, { calledElement }));
    const found = [labelled("走哪张流程图", select, "走完那一张,再回到这里往下走。")];
    if (this.addresses.diagrams[called]) found.push(this.link("打开那张图", this.addresses.diagrams[called], ""));
    return found;
  }

  decision(element, thing) {
    const now = bodyOf(thing, "CalledDecisionId") || thing.get?.("camunda:decisionRef") || "";
    const change = (value) =>
      this.modeling.updateProperties(element, { extensionElements: withBody(this.factory, thing, "CalledDecisionId", value) });
    const found = [labelled("查哪张决策表", choice(pairs(this.words.decisions), now, change), "表里的结果,后面的分岔可以用。")];
    const file = this.words.decision_files[now];
    if (file) found.push(this.link("打开这张决策表", this.addresses.dmn, file));
    return found;
  }

  script(element, thing) {
    const change = (script) => this.modeling.updateProperties(element, { script });
    return [labelled("算什么", lines(thing.script ?? "", change, 4), "一行一个:名字 = 算法。例如 rest = rounds_left - 1")];
  }

  event(element, thing) {
    const definition = definitionOf(thing);
    const update = (values) => this.modeling.updateModdleProperties(element, definition, values);
    if (eventOf(thing) === "Timer") {
      const again = kindOf(element) === "BoundaryEvent" && thing.cancelActivity === false;
      return timerFields({ definition, factory: this.factory, instants: this.words.instants, again, update });
    }
    if (eventOf(thing) !== "Message") return [];
    const change = (name) => update({ messageRef: name ? messageNamed(this.modeler, name) : undefined });
    const select = choice(pairs(this.words.messages), messageOf(thing), change);
    select.disabled = Boolean(this.locks.own(element));
    return [labelled("等哪件事", select)];
  }

  flow(element, thing) {
    const gateway = element.source.businessObject;
    if (!CHOOSES.has(kindOf(element.source))) return [];
    if (element.source.outgoing.length < 2) return [];
    if (gateway.default === thing)
      return [made("p", "别的线都不成立时走这条,不用写条件。", "help settled"), button("改成有条件的", () => this.modeling.updateProperties(element.source, { default: undefined }))];
    const change = (text) =>
      this.modeling.updateProperties(element, {
        conditionExpression: text ? this.factory.create("bpmn:FormalExpression", { body: text }) : undefined,
      });
    return [
      ...conditionFields(thing.conditionExpression?.body ?? "", this.words, change),
      button("别的都不成立时走这条", () => this.makeDefault(element)),
    ];
  }

  makeDefault(flow) {
    this.modeling.updateProperties(flow.source, { default: flow.businessObject });
    if (flow.businessObject.conditionExpression) this.modeling.updateProperties(flow, { conditionExpression: undefined });
  }

  /** Where a fork leads, as a list that opens the lines. */
  ways(element, thing) {
    const list = made("ul", "", "ways");
    for (const flow of element.outgoing.filter(isFlow)) {
      const item = made("li");
      const name = flow.businessObject.name || flow.target.businessObject.name || "没有名字";
      item.append(button(name, () => this.modeler.get("selection").select(flow)), made("p", this.when(flow.businessObject, thing), "meta"));
      list.append(item);
    }
    return [made("h3", "往哪儿走"), list];
  }

  when(flow, gateway) {
    if (gateway.default === flow) return "别的都不成立时";
    const text = flow.conditionExpression?.body ?? "";
    const found = parsed(text, this.words.asked);
    if (!text) return "还没写条件";
    return found ? inWords(found, this.words.asked) : text;
  }

  number(element, thing, why) {
    const whole = made("details", "", "more");
    whole.append(made("summary", "编号"));
    const change = (id) => {
      if (!/^[\p{L}_][\p{L}\p{N}_-]{0,99}$/u.test(id) || this.modeler.get("elementRegistry").get(id)) return this.show(element);
      this.modeling.updateProperties(element, { id });
    };
    const input = line(thing.id, change, { readOnly: Boolean(why) });
    whole.append(labelled("编号", input, why ? "法定步骤靠编号认得,不能改。" : "在办的案件靠编号认得这一处。改了编号,等于删掉旧的、加上新的。"));
    return whole;
  }
}
