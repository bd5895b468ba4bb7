// Times in plain words: how long a step may take, how long to wait, until when.

const DUE = /^(\d{1,3})(wd|d|h)$/;
const LASTS = /^"P(?:(\d+)D|T(\d+)H|(\d+)W|(\d+)M)"$/;
const AGAIN = /^"R(\d+)\/P(?:(\d+)D|T(\d+)H|(\d+)W|(\d+)M)"$/;

export const DUE_UNITS = [["d", "天"], ["wd", "个工作日"], ["h", "小时"]];
export const UNITS = [["D", "天"], ["H", "小时"], ["W", "个星期"], ["M", "个月"]];

/** {count, unit} of `3wd`; null for what one cannot read. */
export function due(text) {
  const found = DUE.exec(text.trim());
  return found ? { count: found[1], unit: found[2] } : null;
}

function unitOf(parts) {
  const at = parts.findIndex((part) => part !== undefined);
  return { count: parts[at], unit: "DHWM"[at] };
}

/** {count, unit} of `"P3D"`; null for an expression. */
export function lasting(text) {
  const found = LASTS.exec(text.trim());
  return found ? unitOf(found.slice(1)) : null;
}

/** {times, count, unit} of `"R3/P7D"`; null for an expression. */
export function repeating(text) {
  const found = AGAIN.exec(text.trim());
  return found ? { times: found[1], ...unitOf(found.slice(2)) } : null;
}

export const duration = (count, unit) => `P${unit === "H" ? `T${count}H` : `${count}${unit}`}`;
