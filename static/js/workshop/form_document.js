// A form definition (form-js JSON) as the editor handles it. A component's address is where it stands: [group, field,
// field in a row]; [] is the form itself. Knows no page.

const FILES = "image/jpeg,image/png,image/webp,application/pdf";
const ROWS = { type: "dynamiclist", isRepeating: true, allowAddRemove: true, defaultRepetitions: 1 };
const PARTIES = { ...ROWS, allowAddRemove: false };
const YES_NO = [{ label: "是", value: "true" }, { label: "否", value: "false" }];
const TWO = [{ label: "第一种", value: "option_1" }, { label: "第二种", value: "option_2" }];
const TIME = { subtype: "datetime", timeLabel: "几点几分", timeSerializingFormat: "no_timezone", timeInterval: 1 };

// what a component of each kind is made of; `properties` are form-js's custom ones, all texts
const MAKES = {
  text: { type: "textfield" },
  textarea: { type: "textarea" },
  integer: { type: "number" },
  money: { type: "number", validate: { min: 0 }, decimalDigits: 2 },
  date: { type: "datetime", subtype: "date" },
  datetime: { type: "datetime", ...TIME },
  choice: { type: "radio", values: TWO },
  yes_no: { type: "radio", values: YES_NO, properties: { shape: "bool" } },
  checkbox: { type: "checkbox" },
  choices: { type: "checklist", values: TWO },
  file: { type: "filepicker", multiple: true, accept: FILES },
  rows: { ...ROWS, components: ["text"] },
  strings: { ...ROWS, components: ["text"], properties: { shape: "list" } },
  party_rows: { ...PARTIES, components: ["text"], properties: { repeat_over: "parties", key_by: "party_id" } },
  party_map: { ...PARTIES, components: ["text"], properties: { repeat_over: "parties", key_by: "party_id", shape: "map" } },
  static: { type: "text", text: "" },
};
const KINDS = { textfield: "text", textarea: "textarea", number: "integer", datetime: "datetime", select: "choice", radio: "choice", checkbox: "checkbox", checklist: "choices", taglist: "choices", filepicker: "file", group: "group", dynamiclist: "rows", text: "static", expression: "text" };
const SHAPED = { "rows list": "strings", "choice bool": "yes_no", "choices booleans": "booleans" };
const KEPT = ["id", "key", "label", "description", "conditional"];
const SHAPES = new Set(["shape", "repeat_over", "key_by", "from", "free", "check", "past", "present_by", "row_word", "required_for"]);

/** The kinds one may begin with: alone, or inside a row. */
export const FRESH = Object.keys(MAKES);
export const SIMPLE = FRESH.filter((kind) => !MAKES[kind].components && kind !== "static");
/** Lists whose rows hold one value only. */
export const SINGLE = ["strings", "party_map"];
export const CHOICES = ["choice", "choices", "booleans"];

export const parse = (text) => JSON.parse(text);
export const write = (form, like) => JSON.stringify(form, null, 1) + (like.endsWith("\n") ? "\n" : "");

/** The same words for a kind as the server's (forms/components.py). */
export function kindOf(component) {
  const { shape, repeat_over: over } = component.properties ?? {};
  const kind = KINDS[component.type] ?? component.type;
  if (kind === "rows" && over === "parties") return shape === "map" ? "party_map" : "party_rows";
  if (component.type === "number" && component.decimalDigits) return "money";
  if (component.type === "datetime" && component.subtype === "date") return "date";
  return SHAPED[`${kind} ${shape}`] ?? kind;
}

export const keyName = (component) => (component.type === "dynamiclist" || component.type === "group" ? "path" : "key");
export const keyOf = (component) => component[keyName(component)] ?? "";
export const isPage = (component, address) => address.length === 1 && component.type === "group" && !component.path;
export const labelOf = (component) => component.label || component.dateLabel || component.timeLabel || component.text || "";

export const at = (form, address) => address.reduce((holder, place) => holder?.components?.[place], form);
export const listOf = (form, address) => at(form, address.slice(0, -1)).components;

/** Every component with its address, in the order a person meets them. */
export function* walk(form, address = []) {
  for (const [place, component] of (at(form, address).components ?? []).entries()) {
    const here = [...address, place];
    yield [component, here];
    if (component.components) yield* walk(form, here);
  }
}

/** The dotted path under which the server knows a component; "" for the form and for groups. */
export function pathOf(form, address) {
  const parts = address.map((_, depth) => [at(form, address.slice(0, depth + 1)), address.slice(0, depth + 1)]);
  return parts.filter(([component, here]) => !isPage(component, here)).map(([component]) => keyOf(component)).join(".");
}

/** A key that the form has not yet. */
function newKey(form, stem) {
  const taken = new Set([...walk(form)].map(([component]) => keyOf(component)));
  let number = 1;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

function newId(form, stem) {
  const taken = new Set([...walk(form)].map(([component]) => component.id));
  let number = 1;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

function fresh(form, kind, label, key) {
  const { components, ...made } = structuredClone(MAKES[kind]);
  const begun = { id: newId(form, "Field"), type: made.type };
  if (kind === "static") return { ...begun, ...made, text: label };
  Object.assign(begun, { [components ? "path" : "key"]: key, label }, made);
  if (made.type === "datetime") begun.dateLabel = label;
  if (components) begun.components = [{ id: newId(form, "Cell"), type: "textfield", key: "value", label: "内容" }];
  return begun;
}

/** Puts a new field of a kind behind an address (into it, if it is a group or a list); gives its address. */
export function addField(form, kind, label, behind) {
  const inside = at(form, behind).components && behind.length < 3;
  const place = inside ? [...behind, at(form, behind).components.length] : [...behind.slice(0, -1), behind.at(-1) + 1];
  listOf(form, place).splice(place.at(-1), 0, fresh(form, kind, label, newKey(form, "item")));
  return place;
}

/** A new group at the end; gives its address. */
export function addPage(form, label) {
  form.components.push({ id: newId(form, "Group"), type: "group", label, components: [] });
  return [form.components.length - 1];
}

export function remove(form, address) {
  const list = listOf(form, address);
  list.splice(address.at(-1), 1);
  return address.at(-1) < list.length ? address : list.length ? [...address.slice(0, -1), list.length - 1] : address.slice(0, -1);
}

/** Where a component would go one step up (-1) or down (1): past its neighbour, or into the next group. */
function target(form, address, step) {
  const place = address.at(-1) + step;
  if (place >= 0 && place < listOf(form, address).length) return [...address.slice(0, -1), place];
  const next = address.length === 2 && isPage(at(form, address.slice(0, 1)), address.slice(0, 1)) ? [address[0] + step] : null;
  const page = next && form.components[next[0]];
  if (!page || !isPage(page, next)) return null;
  return [...next, step < 0 ? page.components.length : 0];
}

export const canMove = (form, address, step) => target(form, address, step) !== null;

/** Moves a component one step; gives its new address. */
export function move(form, address, step) {
  const to = target(form, address, step);
  return to ? put(form, address, to) : address;
}

/** Takes a component from one place to another; gives its address there. */
export function put(form, from, to) {
  const list = listOf(form, to);
  const [component] = listOf(form, from).splice(from.at(-1), 1);
  list.splice(to.at(-1), 0, component);
  return to;
}

/** Asks for the same on another control: what both kinds know is kept. */
export function convert(component, kind) {
  const made = structuredClone(MAKES[kind]);
  const kept = Object.fromEntries(KEPT.filter((name) => name in component).map((name) => [name, component[name]]));
  const properties = Object.fromEntries(Object.entries(component.properties ?? {}).filter(([name]) => !SHAPES.has(name)));
  const required = component.validate?.required ? { required: true } : {};
  const own = component.properties?.free && kind.startsWith("choice") ? { free: component.properties.free } : {};
  if (made.values && component.values && kind !== "yes_no") made.values = component.values;
  for (const name of Object.keys(component)) delete component[name];
  Object.assign(component, kept, made);
  if (made.type === "datetime") component.dateLabel = component.label;
  setAll(component, "validate", { ...made.validate, ...required });
  setAll(component, "properties", { ...properties, ...own, ...made.properties });
}

function setAll(component, holder, values) {
  if (Object.keys(values).length) component[holder] = values;
  else delete component[holder];
}

/** Sets a member of `validate`, `properties` or `conditional`; what is empty is taken out, so is an empty holder. */
export function set(component, holder, name, value) {
  const values = { ...component[holder], [name]: value };
  if (value === "" || value === null || value === false || value === undefined) delete values[name];
  setAll(component, holder, values);
}

export function setLabel(component, label) {
  if (component.type === "text") component.text = label;
  else component.label = label;
  if ("dateLabel" in component) component.dateLabel = label;
}

/** A code for a new option that no other has; a number where all are numbers. */
export function newOption(values) {
  if (values.length && values.every(({ value }) => /^\d+$/u.test(value))) return { label: "", value: String(Math.max(...values.map(({ value }) => Number(value))) + 1) };
  let number = values.length + 1;
  while (values.some(({ value }) => value === `option_${number}`)) number += 1;
  return { label: "", value: `option_${number}` };
}
