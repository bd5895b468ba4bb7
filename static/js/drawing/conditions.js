// Conditions as field · comparison · value, where one can be said so; everything else stays the expression it is.

const COMPARISONS = { "=": "是", "!=": "不是", ">=": "至少", "<=": "至多", ">": "多于", "<": "少于" };
const THERE = { "!=": "已经有了", "=": "还没有" };
const ONE = /^\s*(not\s+)?([\p{L}_][\p{L}\p{N}_.]*)\s*(?:(!=|>=|<=|==|=|>|<)\s*("[^"\\]*"|'[^'\\]*'|-?\d+(?:\.\d+)?|true|false|null))?\s*$/u;

/** The comparisons that make sense for a kind of field, sign → words. */
export function comparisonsFor(kind) {
  if (kind === "instant") return Object.entries(THERE);
  const signs = kind === "integer" ? Object.keys(COMPARISONS) : ["=", "!="];
  return signs.map((sign) => [sign, COMPARISONS[sign]]);
}

/** Split at ` and ` or ` or ` outside of quotes; null where both are mixed or brackets stand in the way. */
function split(text) {
  const parts = [""];
  const joints = new Set();
  for (const token of text.match(/"[^"]*"|'[^']*'|\s+(?:and|or)\s+|[^"'\s]+|\s+|["']/g) ?? []) {
    if (/^\s+(and|or)\s+$/.test(token)) {
      joints.add(token.trim());
      parts.push("");
    } else if (!/^["']/.test(token) && /[()[\]{}]/.test(token)) return null;
    else parts[parts.length - 1] += token;
  }
  return joints.size > 1 ? null : { parts, joint: [...joints][0] ?? "and" };
}

function one(text, fields) {
  const found = ONE.exec(text);
  if (!found) return null;
  const [, not, name, sign, literal] = found;
  const field = fields.find((each) => each.name === name);
  if (!field || (not && sign)) return null;
  if (!sign) return field.kind === "yes_no" ? { name, sign: "=", value: not ? "false" : "true" } : null;
  const value = /^["']/.test(literal) ? literal.slice(1, -1) : literal;
  const quoted = /^["']/.test(literal);
  const fits = { integer: !quoted && !/[a-z]/.test(literal), yes_no: /^(true|false)$/.test(literal), choice: quoted, instant: literal === "null" };
  if (!fits[field.kind] || (field.kind === "choice" && !(value in field.options))) return null;
  if (!comparisonsFor(field.kind).some(([known]) => known === sign.replace("==", "="))) return null;
  return { name, sign: sign.replace("==", "="), value };
}

/** {joint, tests: [{name, sign, value}]}; null where the builder cannot say it. An empty text has no tests. */
export function parsed(text, fields) {
  if (!text.trim()) return { joint: "and", tests: [] };
  const whole = split(text.trim().replace(/^\$\{(.*)\}$|^=(?!=)(.*)$/s, (_, inner, feel) => inner ?? feel));
  if (whole === null) return null;
  const tests = whole.parts.map((part) => one(part, fields));
  return tests.includes(null) ? null : { joint: whole.joint, tests };
}

/** The expression that says it. */
export function written({ joint, tests }, fields) {
  return tests.map((test) => said(test, fields.find((each) => each.name === test.name))).join(` ${joint} `);
}

function said({ name, sign, value }, field) {
  if (field.kind === "yes_no") return (value === "true") === (sign === "=") ? name : `not ${name}`;
  if (field.kind === "instant") return `${name} ${sign} null`;
  if (field.kind === "integer") return `${name} ${sign} ${Number(value) || 0}`;
  return `${name} ${sign} "${value}"`;
}

const COMPARED = {
  "=": (one, other) => one === other,
  "!=": (one, other) => one !== other,
  ">=": (one, other) => one >= other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  "<": (one, other) => one < other,
};

/** Whether it holds of values by name, as texts; what is not there is nothing. */
export function holds({ joint, tests }, values, fields) {
  const each = tests.map(({ name, sign, value }) => {
    const { kind } = fields.find((one) => one.name === name);
    const given = values[name];
    if (kind === "instant") return (given === undefined) === (sign === "=");
    if (kind === "integer") return given !== undefined && COMPARED[sign](Number(given), Number(value));
    if (kind === "yes_no") return COMPARED[sign](given ?? "false", value);
    return COMPARED[sign](given, value);
  });
  return joint === "and" ? each.every(Boolean) : each.some(Boolean);
}

/** The same in a sentence, for lists. */
export function inWords({ joint, tests }, fields) {
  const each = tests.map(({ name, sign, value }) => {
    const field = fields.find((one) => one.name === name);
    if (field.kind === "instant") return `${field.label}${THERE[sign]}`;
    const what = field.kind === "yes_no" ? (value === "true") === (sign === "=") ? "" : "不成立" : `${COMPARISONS[sign]}${field.options[value] ?? value}`;
    return `${field.label}${what && ` ${what}`}`;
  });
  return each.join(joint === "and" ? ",并且" : ",或者");
}
