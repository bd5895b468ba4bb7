// A condition of a table (S-FEEL) as people choose it: anything, one of, none of, more than, between; else its text.

const STRING = /^"([^"\\]*)"$/u;
const NUMBER = /^-?\d+(?:\.\d+)?$/u;
const COMPARED = /^(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)$/u;
const BETWEEN = /^\[(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)\]$/u;

const strings = (text) => {
  const parts = text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/u).map((part) => STRING.exec(part.trim())?.[1]);
  return parts.includes(undefined) ? null : parts;
};

/** {sort, …} of a text: any · among · without · compared · between · yes · text. */
export function read(text) {
  const plain = text.trim();
  if (plain === "" || plain === "-") return { sort: "any" };
  if (plain === "true" || plain === "false") return { sort: "yes", value: plain };
  const without = /^not\((.*)\)$/u.exec(plain);
  const listed = strings(without ? without[1] : plain);
  if (listed) return { sort: without ? "without" : "among", values: listed };
  if (NUMBER.test(plain)) return { sort: "compared", op: "=", value: plain };
  const compared = COMPARED.exec(plain);
  if (compared) return { sort: "compared", op: compared[1], value: compared[2] };
  const between = BETWEEN.exec(plain);
  return between ? { sort: "between", from: between[1], to: between[2] } : { sort: "text", text: plain };
}

const quoted = (values) => values.map((value) => JSON.stringify(value)).join(",");
const WRITES = {
  any: () => "-",
  yes: ({ value }) => value,
  among: ({ values }) => (values.length ? quoted(values) : "-"),
  without: ({ values }) => (values.length ? `not(${quoted(values)})` : "-"),
  compared: ({ op, value }) => (op === "=" ? value : `${op} ${value}`),
  between: ({ from, to }) => `[${from}..${to}]`,
  text: ({ text }) => text,
};
const SIGNS = { "=": "正好", ">": "大于", ">=": "不小于", "<": "小于", "<=": "不大于" };

export const write = (test) => WRITES[test.sort](test);

/** The same in words; `words` says what codes mean. */
export function say(test, words = {}) {
  const named = (value) => words[value] ?? value;
  switch (test.sort) {
    case "any": return "不限";
    case "yes": return test.value === "true" ? "是" : "否";
    case "among": return test.values.map(named).join("、");
    case "without": return `不是${test.values.map(named).join("、")}`;
    case "compared": return `${SIGNS[test.op]} ${test.value}`;
    case "between": return `${test.from} 到 ${test.to}`;
    default: return test.text;
  }
}

export { SIGNS };
