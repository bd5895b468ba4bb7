// The house's expressions in the browser: the same trees, the same answers as on the server (mediation/expressions).
// What has no value is null, and null is never true.

const truthy = (value) =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== false && value !== 0 && value !== "";

function equal(left, right) {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => equal(item, right[at]));
  }
  return (left ?? null) === (right ?? null);
}

function contains(items, item) {
  if (items === null || items === undefined) return false;
  if (typeof items === "string") return typeof item === "string" && items.includes(item);
  if (!Array.isArray(items)) throw new TypeError("in");
  return items.some((other) => equal(other, item));
}

function ordered(compare) {
  return (left, right) => {
    if (left === null || right === null) return false;
    if (typeof left !== typeof right) throw new TypeError("order");
    return compare(left, right);
  };
}

function numbers(compute) {
  return (left, right) => {
    if (typeof left !== "number" || typeof right !== "number") throw new TypeError("number");
    return compute(left, right);
  };
}

const BINARY = {
  "=": equal,
  "!=": (left, right) => !equal(left, right),
  "<": ordered((a, b) => a < b),
  "<=": ordered((a, b) => a <= b),
  ">": ordered((a, b) => a > b),
  ">=": ordered((a, b) => a >= b),
  in: (item, items) => contains(items, item),
  "not in": (item, items) => !contains(items, item),
  "+": numbers((a, b) => a + b),
  "-": numbers((a, b) => a - b),
  "*": numbers((a, b) => a * b),
  "/": numbers((a, b) => a / b),
  "//": numbers((a, b) => Math.floor(a / b)),
  "%": numbers((a, b) => a - b * Math.floor(a / b)),
};

const list = (value) => {
  if (!Array.isArray(value)) throw new TypeError("list");
  return value;
};
const spread = (values) => (values.length === 1 ? list(values[0]) : values);

const FUNCTIONS = {
  len(value) {
    if (typeof value === "string" || Array.isArray(value)) return value.length;
    if (value && typeof value === "object") return Object.keys(value).length;
    throw new TypeError("len");
  },
  sum: (...values) => spread(values).reduce(BINARY["+"], 0),
  min: (...values) => Math.min(...spread(values)),
  max: (...values) => Math.max(...spread(values)),
  abs: (value) => Math.abs(value),
  any: (values) => list(values).some(truthy),
  all: (values) => list(values).every(truthy),
  contains,
  coalesce: (...values) => values.find((value) => value !== null && value !== "") ?? null,
};

const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : null);

const KINDS = {
  value: (tree) => tree[1],
  name: (tree, scope) => own(scope, tree[1]),
  list: (tree, scope) => tree.slice(1).map((item) => run(item, scope)),
  field: (tree, scope) => own(run(tree[1], scope), tree[2]),
  item: (tree, scope) => own(run(tree[1], scope), run(tree[2], scope)),
  and: (tree, scope) => tree.slice(1).every((part) => truthy(run(part, scope))),
  or: (tree, scope) => tree.slice(1).some((part) => truthy(run(part, scope))),
  not: (tree, scope) => !truthy(run(tree[1], scope)),
  neg: (tree, scope) => BINARY["-"](0, run(tree[1], scope)),
  if: (tree, scope) => run(truthy(run(tree[1], scope)) ? tree[2] : tree[3], scope),
  defined: (tree, scope) => own(scope, tree[1]) !== null,
  call: (tree, scope) => FUNCTIONS[tree[1]](...tree.slice(2).map((part) => run(part, scope))),
};

function run(tree, scope) {
  const binary = BINARY[tree[0]];
  return binary ? binary(run(tree[1], scope), run(tree[2], scope)) : KINDS[tree[0]](tree, scope);
}

/** Whether a condition is true; one that cannot be computed is not. */
export function holds(tree, scope) {
  try {
    return run(tree, scope) === true;
  } catch {
    return false;
  }
}
