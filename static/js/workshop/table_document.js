// A file of decision tables (DMN 1.3) as the editor handles it: the file's own XML, of which only what is edited changes.

const MODEL = /^https?:\/\/www\.omg\.org\/spec\/DMN\/(?:20191111\/MODEL\/|20180521\/MODEL\/|20151101\/dmn\.xsd)$/u;
const ROOT = /<(?:[\w-]+:)?definitions\b[^>]*>/u;
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

const childrenOf = (element, name) => [...element.children].filter((child) => child.localName === name && MODEL.test(child.namespaceURI));
const childOf = (element, name) => childrenOf(element, name)[0];
const textOf = (element) => (element && childOf(element, "text")?.textContent.trim()) ?? "";

/** The XML of a file; null where it is none. */
export function parse(text) {
  const xml = new DOMParser().parseFromString(text, "application/xml");
  return xml.querySelector("parsererror") ? null : xml;
}

/** The text of a file, its head and its empty elements written as in `like`, so that nothing changes but what was edited. */
export function write(xml, like) {
  const text = new XMLSerializer().serializeToString(xml);
  const whole = `${text.startsWith("<?xml") ? "" : HEAD}${text}`.replace(/\?>(?=<)/u, "?>\n").trimEnd() + "\n";
  const spaced = like.includes(" />") ? whole.replaceAll(/(?<=\S)\/>/gu, " />") : whole;
  const [now, then] = [ROOT.exec(spaced)?.[0], ROOT.exec(like)?.[0]];
  // the same names in another order
  return now && then && now.length === then.length ? spaced.replace(now, () => then) : spaced;
}

/** The tables of a file, each with its columns and rules as plain values. */
export function tablesOf(xml) {
  const found = childrenOf(xml.documentElement, "decision").map((decision) => [decision, childOf(decision, "decisionTable")]);
  return found.filter(([, table]) => table).map(([decision, table]) => ({
    id: decision.id,
    name: decision.getAttribute("name") ?? decision.id,
    element: table,
    policy: [table.getAttribute("hitPolicy") ?? "UNIQUE", table.getAttribute("aggregation")].filter(Boolean).join(" "),
    inputs: childrenOf(table, "input").map(input),
    outputs: childrenOf(table, "output").map((one) => ({ label: one.getAttribute("label") || one.getAttribute("name"), name: one.getAttribute("name"), type: one.getAttribute("typeRef") ?? "string" })),
    rules: childrenOf(table, "rule").map(rule),
  }));
}

function input(column) {
  const expression = childOf(column, "inputExpression");
  const name = textOf(expression);
  return { label: column.getAttribute("label") || name, name, type: expression?.getAttribute("typeRef") ?? "string" };
}

function rule(element) {
  return {
    element,
    tests: childrenOf(element, "inputEntry").map(textOf),
    values: childrenOf(element, "outputEntry").map(textOf),
    note: textOf(childOf(element, "annotationEntry")) || (childOf(element, "description")?.textContent.trim() ?? ""),
  };
}

/** Writes one cell: `kind` is inputEntry or outputEntry. */
export function setCell(rule, kind, place, text) {
  setText(childrenOf(rule.element, kind)[place], text);
}

function setText(element, text) {
  const holder = childOf(element, "text") ?? element.appendChild(like(element, "text"));
  holder.textContent = text;
}

const like = (element, name) => element.ownerDocument.createElementNS(element.namespaceURI, name);

export function setNote(rule, text) {
  rule.note = text;
  const described = childOf(rule.element, "description");
  if (described) described.textContent = text;
  else setText(childOf(rule.element, "annotationEntry") ?? rule.element.appendChild(like(rule.element, "annotationEntry")), text);
}

/** `policy` is a hit policy, behind COLLECT with how the results become one. */
export function setPolicy(table, policy) {
  const [, hit, aggregation] = /^(.*?)(?: (SUM|MIN|MAX|COUNT))?$/u.exec(policy);
  table.element.setAttribute("hitPolicy", hit);
  if (aggregation) table.element.setAttribute("aggregation", aggregation);
  else table.element.removeAttribute("aggregation");
}

/** A copy of a rule behind it, or an empty one at the end (`rule` null). */
export function addRule(table, rule) {
  const made = rule ? rule.element.cloneNode(true) : empty(table);
  for (const one of [made, ...made.querySelectorAll("[id]")]) one.id = newId(table, made);
  const before = rule ? rule.element.nextElementSibling : (table.rules.at(-1)?.element.nextElementSibling ?? null);
  table.element.insertBefore(made, before);
}

function empty(table) {
  const made = like(table.element, "rule");
  made.id = "new";
  const cells = [...table.inputs.map(() => ["inputEntry", "-"]), ...table.outputs.map(() => ["outputEntry", ""])];
  for (const [name, text] of cells) {
    const cell = made.appendChild(like(table.element, name));
    cell.id = "new";
    setText(cell, text);
  }
  if (childOf(table.element, "annotation")) setText(made.appendChild(like(table.element, "annotationEntry")), "");
  return made;
}

/** An id that neither the file nor what is about to be put into it has. */
function newId(table, made) {
  const taken = new Set([...table.element.ownerDocument.querySelectorAll("[id]"), ...made.querySelectorAll("[id]"), made].map((one) => one.id));
  let number = 1;
  while (taken.has(`${table.id}_new${number}`)) number += 1;
  return `${table.id}_new${number}`;
}

export const removeRule = (rule) => rule.element.remove();

/** Moves a rule past its neighbour. */
export function moveRule(table, place, step) {
  const [one, other] = [table.rules[place].element, table.rules[place + step].element];
  if (step < 0) other.before(one);
  else other.after(one);
}

/** A new column at the end of its kind: what it asks (`input`) or gives (`output`); every rule gets a cell in it. */
export function addColumn(table, kind, { name, label, type }) {
  const made = like(table.element, kind);
  table.element.insertBefore(made, childrenOf(table.element, kind).at(-1).nextElementSibling);
  made.id = newId(table, made);
  made.setAttribute("label", label);
  if (kind === "input") {
    const expression = made.appendChild(like(made, "inputExpression"));
    expression.id = newId(table, made);
    expression.setAttribute("typeRef", type);
    setText(expression, name);
  } else {
    made.setAttribute("name", name);
    made.setAttribute("typeRef", type);
  }
  for (const { element } of table.rules) {
    const cell = like(element, `${kind}Entry`);
    const before = childrenOf(element, `${kind}Entry`).at(-1) ?? childrenOf(element, "inputEntry").at(-1);
    element.insertBefore(cell, before.nextElementSibling);
    cell.id = newId(table, cell);
    setText(cell, kind === "input" ? "-" : "");
  }
}

/** Takes a column out, and its cell out of every rule. */
export function removeColumn(table, kind, place) {
  childrenOf(table.element, kind)[place].remove();
  for (const { element } of table.rules) childrenOf(element, `${kind}Entry`)[place]?.remove();
}

/** What a column is called; what it asks or gives stays. */
export const renameColumn = (table, kind, place, label) => childrenOf(table.element, kind)[place].setAttribute("label", label);
