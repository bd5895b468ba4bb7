// The panel's fields for times: how long a step may take, and what a timer waits for.

import { amount, choice, labelled, line, made } from "./made.js";
import { due, DUE_UNITS, duration, lasting, repeating, UNITS } from "./times.js";

const KINDS = [["timeDuration", "过一段时间"], ["timeDate", "到案件里的一个日子"]];

/** How long a step may take; `act` gets `3wd`, or "" for no limit. */
export function dueField(text, act) {
  const found = text ? due(text) : null;
  if (text && !found) return [labelled("多久办完", line(text, act), "写成 3d(天)、3wd(工作日)或 24h(小时)。")];
  return [
    amount("多久办完(不填就不限)", found, DUE_UNITS, (count, unit) => act(count ? `${count}${unit}` : "")),
    made("p", "到时候没办完会标红、提醒,不会自动往下走。", "help under"),
  ];
}

/** What a timer waits for. `again`: it may come several times. */
export function timerFields({ definition, factory, instants, again, update }) {
  const kind = ["timeDate", "timeDuration", "timeCycle"].find((one) => definition[one]) ?? (again ? "timeCycle" : "timeDuration");
  const text = definition[kind]?.body ?? "";
  const write = (key, body) => {
    const values = { timeDate: undefined, timeDuration: undefined, timeCycle: undefined };
    if (body) values[key] = factory.create("bpmn:FormalExpression", { body });
    update(values);
  };
  if (kind === "timeCycle") return cycle(text, write);
  const first = (next) => write(next, next === "timeDate" ? Object.keys(instants)[0] : '"P1D"');
  return [labelled("等什么", choice(KINDS, kind, first, null)), kind === "timeDate" ? date(text, instants, write) : wait(text, write)];
}

const written = (text, write, key) => labelled("时间(写成式子)", line(text, (body) => write(key, body)), "这个时间是算出来的,只能写成式子。");

function date(text, instants, write) {
  if (text && !(text.trim() in instants)) return written(text, write, "timeDate");
  return labelled("哪个日子", choice(Object.entries(instants), text.trim(), (name) => write("timeDate", name)));
}

function wait(text, write) {
  const found = text ? lasting(text) : null;
  if (text && !found) return written(text, write, "timeDuration");
  return amount("等多久", found, UNITS, (count, unit) => write("timeDuration", count ? `"${duration(count, unit)}"` : ""));
}

function cycle(text, write) {
  const found = text ? repeating(text) : { times: "1" };
  if (!found) return [written(text, write, "timeCycle")];
  const tell = (said) => {
    const { times, count, unit } = Object.assign(found, said);
    write("timeCycle", count ? `"R${times || 1}/${duration(count, unit)}"` : "");
  };
  const times = line(found.times, (value) => tell({ times: value }), { type: "number", min: 1, max: 99 });
  return [amount("每隔多久", found, UNITS, (count, unit) => tell({ count, unit })), labelled("最多几次", times)];
}
