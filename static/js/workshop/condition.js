// Conditions as people choose them: fields compared with values, all of which (and) or one of which (or) must hold.
// What was written otherwise stays a text.

const NAME = "[\\p{L}_][\\p{L}\\p{N}_.]*";
const LITERAL = '"[^"\\\\]*"|-?\\d+(?:\\.\\d+)?|true|false|null';
const SHAPES = [
  [new RegExp(`^contains\\((${NAME}), (${LITERAL})\\)$`, "u"), (name, value) => ({ name, op: "contains", value })],
  [new RegExp(`^not contains\\((${NAME}), (${LITERAL})\\)$`, "u"), (name, value) => ({ name, op: "lacks", value })],
  [new RegExp(`^len\\((${NAME})\\) > 0$`, "u"), (name) => ({ name, op: "some", value: "null" })],
  [new RegExp(`^len\\((${NAME})\\) = 0$`, "u"), (name) => ({ name, op: "none", value: "null" })],
  [new RegExp(`^(${NAME}) (=|!=|<=|>=|<|>) (${LITERAL})$`, "u"), (name, op, value) => ({ name, op, value })],
  [new RegExp(`^not \\((${NAME}) (<=|>=|<|>) (${LITERAL})\\)$`, "u"), (name, op, value) => ({ name, op: `not ${op}`, value })],
];
const WRITES = {
  contains: ({ name, value }) => `contains(${name}, ${value})`,
  lacks: ({ name, value }) => `not contains(${name}, ${value})`,
  some: ({ name }) => `len(${name}) > 0`,
  none: ({ name }) => `len(${name}) = 0`,
};
const OPPOSITE = { "=": "!=", contains: "lacks", some: "none" };
for (const op of ["<", "<=", ">", ">="]) OPPOSITE[op] = `not ${op}`;
for (const [one, other] of Object.entries({ ...OPPOSITE })) OPPOSITE[other] = one;

/** The parts of a text between a word that stands outside of quotes and brackets. */
function split(text, word) {
  const parts = [""];
  let depth = 0;
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    if (text[place] === '"') quoted = !quoted;
    else if (!quoted) depth += { "(": 1, ")": -1 }[text[place]] ?? 0;
    if (!quoted && !depth && text.startsWith(word, place)) {
      parts.push("");
      place += word.length - 1;
    } else parts[parts.length - 1] += text[place];
  }
  return parts;
}

function readTerm(text) {
  for (const [pattern, make] of SHAPES) {
    const found = pattern.exec(text);
    if (found) return make(...found.slice(1));
  }
  return null;
}

/** The condition that a text says, as {join, terms}; null where it is more than can be chosen. */
export function read(text) {
  const plain = text.trim().replace(/^=\s*/u, "");
  if (!plain) return { join: "and", terms: [] };
  const join = split(plain, " or ").length > 1 ? "or" : "and";
  const terms = split(plain, ` ${join} `).map((part) => readTerm(part.trim()));
  return terms.includes(null) ? null : { join, terms };
}

const writeTerm = (term) => {
  if (WRITES[term.op]) return WRITES[term.op](term);
  if (term.op.startsWith("not ")) return `not (${term.name} ${term.op.slice(4)} ${term.value})`;
  return `${term.name} ${term.op} ${term.value}`;
};

/** The text of a condition; "" where it asks for nothing. */
export const write = ({ join, terms }) => (terms.length ? `=${terms.map(writeTerm).join(` ${join} `)}` : "");

/** What holds exactly when the condition does not. */
export const negated = ({ join, terms }) => ({
  join: join === "and" ? "or" : "and",
  terms: terms.map((term) => ({ ...term, op: OPPOSITE[term.op] })),
});
