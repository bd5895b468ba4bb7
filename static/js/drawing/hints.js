// What can be said while somebody draws, before the office's own check: bpmnlint with rules of ours, in our words.

import { bodyOf, definitionOf, eventOf, messageOf, saidOf } from "./moddle.js";

const is = (thing, ...types) => types.some((type) => thing.$type === `bpmn:${type}`);
const GATES = ["ExclusiveGateway", "InclusiveGateway", "ParallelGateway", "EventBasedGateway"];
const CHOOSES = ["ExclusiveGateway", "InclusiveGateway"];
const outOf = (thing) => thing.outgoing ?? [];

/** name → (thing, words) => what to say of it, or nothing. */
const RULES = {
  "step-name": (thing) => is(thing, "UserTask", "CallActivity", "BusinessRuleTask") && !thing.name?.trim() && "这一步还没有名字",
  "step-form": (thing, { forms }) => {
    if (!is(thing, "UserTask")) return "";
    const { form, formKey } = saidOf(thing);
    return !((form || formKey || thing.id) in forms) && "还没选用哪张表";
  },
  "way-on": (thing) => thing.$instanceOf("bpmn:FlowNode") && !is(thing, "EndEvent") && !outOf(thing).length && "后面还没有连线",
  "way-here": (thing) =>
    thing.$instanceOf("bpmn:FlowNode") && !is(thing, "StartEvent", "BoundaryEvent") && !thing.incoming?.length && "还没有线连到这里",
  "no-split": (thing) => thing.$instanceOf("bpmn:FlowNode") && !is(thing, ...GATES) && outOf(thing).length > 1 && "有几条线出去,要先画一个分岔",
  "fork-default": (thing) => is(thing, ...CHOOSES) && outOf(thing).length > 1 && !thing.default && "还没说别的都不成立时走哪条",
  "fork-condition": (thing) => {
    if (!is(thing, "SequenceFlow") || !is(thing.sourceRef ?? {}, ...CHOOSES)) return "";
    const alone = outOf(thing.sourceRef).length < 2 || thing.sourceRef.default === thing;
    return !alone && !thing.conditionExpression?.body?.trim() && "这条线什么时候走,还没写";
  },
  "called-process": (thing, { processes }) => is(thing, "CallActivity") && !(thing.calledElement in processes) && "还没选走哪张流程图",
  decision: (thing, { decisions }) =>
    is(thing, "BusinessRuleTask") && !((bodyOf(thing, "CalledDecisionId") || thing.get("camunda:decisionRef")) in decisions) && "还没选查哪张决策表",
  timer: (thing) => {
    const timer = eventOf(thing) === "Timer" && definitionOf(thing);
    return timer && !["timeDate", "timeDuration", "timeCycle"].some((one) => timer[one]?.body) && "还没说等到什么时候";
  },
  message: (thing) => eventOf(thing) === "Message" && !messageOf(thing) && "还没说等哪件事",
};

/** A function from a diagram's definitions to what there is to say: [{element, message}]. */
export function hinting(Linter, words) {
  const rule = (name) => () => ({
    check(thing, reporter) {
      const said = thing.id && RULES[name](thing, words);
      if (said) reporter.report(thing.id, `“${thing.name || thing.id}”:${said}。`);
    },
  });
  const rules = Object.fromEntries(Object.keys(RULES).map((name) => [name, "warn"]));
  const linter = new Linter({ config: { rules }, resolver: { resolveRule: (_, name) => rule(name) } });
  return async (definitions) => {
    const found = await linter.lint(definitions);
    return Object.values(found).flat().map(({ id, message }) => ({ element: id, message }));
  };
}
