// What diagrams say beyond plain BPMN, in the words our engine reads; and looking into an element without changing it.

const text = (name, attribute) => ({ name, type: "String", [attribute]: true });
const body = (name) => ({ name, superClass: ["Element"], properties: [text("body", "isBody")] });

export const SAID = {
  spiffworkflow: {
    name: "spiffworkflow",
    prefix: "spiffworkflow",
    uri: "http://spiffworkflow.org/bpmn/schema/1.0/core",
    xml: { tagAlias: "lowerCase" },
    types: [
      { name: "Properties", superClass: ["Element"], properties: [{ name: "properties", type: "Property", isMany: true }] },
      { name: "Property", properties: [text("name", "isAttr"), text("value", "isAttr")] },
      body("PreScript"),
      body("PostScript"),
      body("CalledDecisionId"),
    ],
  },
};

export const kindOf = (element) => element?.businessObject?.$type?.replace("bpmn:", "") ?? "";
export const isFlow = (element) => kindOf(element) === "SequenceFlow";
export const definitionOf = (thing) => thing.eventDefinitions?.[0];
export const eventOf = (thing) => definitionOf(thing)?.$type.replace("bpmn:", "").replace("EventDefinition", "") ?? "";

/** The message that an event waits for, by name; "" without one. */
export const messageOf = (thing) => (eventOf(thing) === "Message" ? definitionOf(thing).messageRef?.name ?? "" : "");

const inside = (thing) => thing.extensionElements?.values ?? [];
const isProperties = (one) => /:properties$/i.test(one.$type);

/** All extension properties of an element, SpiffWorkflow's before Camunda's. */
export function saidOf(thing) {
  const found = {};
  const holders = inside(thing).filter(isProperties);
  holders.sort((one) => (one.$type.startsWith("spiffworkflow") ? 1 : -1));
  for (const holder of holders)
    for (const one of holder.properties ?? holder.$children ?? []) found[one.name] = one.value ?? "";
  return found;
}

/** The text of an extension element such as CalledDecisionId. */
export const bodyOf = (thing, type) => inside(thing).find((one) => one.$type === `spiffworkflow:${type}`)?.body ?? "";

/** New extension elements for `thing` in which `values` stand; an empty value takes a property away. */
export function saying(factory, thing, values) {
  const mine = inside(thing).find((one) => one.$type === "spiffworkflow:Properties");
  const whole = { ...Object.fromEntries((mine?.properties ?? []).map((one) => [one.name, one.value])), ...values };
  const properties = Object.entries(whole)
    .filter(([, value]) => value)
    .map(([name, value]) => factory.create("spiffworkflow:Property", { name, value }));
  const holder = factory.create("spiffworkflow:Properties", { properties });
  for (const one of properties) one.$parent = holder;
  return extended(factory, inside(thing).filter((one) => one !== mine), properties.length ? [holder] : []);
}

/** New extension elements for `thing` with this text in one of them. */
export function withBody(factory, thing, type, words) {
  const rest = inside(thing).filter((one) => one.$type !== `spiffworkflow:${type}`);
  return extended(factory, rest, words ? [factory.create(`spiffworkflow:${type}`, { body: words })] : []);
}

function extended(factory, rest, more) {
  const values = [...rest, ...more];
  if (!values.length) return undefined;
  const whole = factory.create("bpmn:ExtensionElements", { values });
  for (const one of values) one.$parent = whole;
  return whole;
}

/** The message of this name among the diagram's own; made and put there where it is missing. */
export function messageNamed(modeler, name) {
  const definitions = modeler.getDefinitions();
  const there = definitions.rootElements.find((one) => one.$type === "bpmn:Message" && one.name === name);
  if (there) return there;
  const made = modeler.get("bpmnFactory").create("bpmn:Message", { id: `Message_${name}`, name });
  made.$parent = definitions;
  definitions.rootElements.push(made);
  return made;
}
