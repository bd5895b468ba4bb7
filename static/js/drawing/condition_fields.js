// The condition of a line as rows of field · comparison · value; with a line of text where rows cannot say it.

import { comparisonsFor, parsed, written } from "./conditions.js";
import { button, choice, labelled, line, lines, made } from "./made.js";

const JOINTS = [["and", "都要成立"], ["or", "有一条成立就行"]];

/** The fields one may ask for: what every case knows first, then form by form. */
function grouped({ asked, forms }) {
  const facts = asked.filter((one) => !one.form);
  const groups = [["案件的情况", facts.map((one) => [one.name, one.label])]];
  for (const [form, title] of Object.entries(forms)) {
    const own = asked.filter((one) => one.form === form);
    if (own.length) groups.push([`表单:${title}`, own.map((one) => [one.name, one.label])]);
  }
  return groups;
}

function valueField(field, test, act) {
  if (field.kind === "integer") return line(test.value, act, { type: "number" });
  const options = field.kind === "yes_no" ? [["true", "是"], ["false", "否"]] : Object.entries(field.options);
  return choice(options, test.value, act, null);
}

/** The fields of one test; each changes `test` itself, so that one pressed before the rows are drawn anew loses nothing. */
function row(test, words, tell, remove) {
  const fields = words.asked;
  const field = fields.find((one) => one.name === test.name);
  const whole = made("fieldset", "", "test");
  const legend = made("legend", "条件", "unsaid");
  const change = (said) => tell(Object.assign(test, said));
  const first = (name) => {
    const one = fields.find((each) => each.name === name);
    const value = { yes_no: "true", integer: "1", instant: "null" }[one?.kind] ?? Object.keys(one?.options ?? {})[0] ?? "";
    change({ name, sign: { integer: ">=", instant: "!=" }[one?.kind] ?? "=", value });
  };
  whole.append(legend, labelled("看什么", choice(grouped(words), test.name, first)));
  if (field) {
    const pair = made("div", "", "pair");
    const comparison = choice(comparisonsFor(field.kind), test.sign, (sign) => change({ sign }), null);
    comparison.setAttribute("aria-label", "怎样比");
    pair.append(comparison);
    if (field.kind !== "instant") {
      const given = valueField(field, test, (value) => change({ value }));
      given.setAttribute("aria-label", "和什么比");
      pair.append(given);
    }
    for (const one of pair.children) one.classList.add("target");
    whole.append(pair);
  }
  whole.append(button("去掉这一条", remove));
  return whole;
}

/** The fields for a condition; `change` gets the new expression. */
export function conditionFields(text, words, change) {
  const now = parsed(text, words.asked);
  const title = made("h3", "什么时候走这条");
  if (now === null)
    return [title, labelled("条件(写成式子)", lines(text, change, 3), "这个条件比较复杂,只能写成式子。清空以后可以重新一条一条选。")];
  const place = made("div", "", "tests");
  const tell = () => (now.tests.every((one) => one.name) ? change(written(now, words.asked)) : draw());
  const remove = (test) => {
    now.tests = now.tests.filter((one) => one !== test);
    tell();
  };
  const draw = () => {
    const rows = now.tests.map((test) => row(test, words, tell, () => remove(test)));
    const join = (joint) => tell(Object.assign(now, { joint }));
    const joints = now.tests.length > 1 ? [labelled("这几条", choice(JOINTS, now.joint, join, null))] : [];
    const more = button(now.tests.length ? "再加一条" : "加一个条件", () => {
      now.tests.push({ name: "", sign: "=", value: "" });
      draw();
    });
    place.replaceChildren(...joints, ...rows, more);
  };
  draw();
  return [title, place];
}
