// Small pieces of a page: elements, and labelled fields that tell their new value once one has left them.

let numbers = 0;

export function made(tag, words = "", kind = "") {
  const one = document.createElement(tag);
  if (words) one.textContent = words;
  if (kind) one.className = kind;
  return one;
}

export function button(words, act, kind = "small") {
  const one = made("button", words, kind);
  one.type = "button";
  one.addEventListener("click", act);
  return one;
}

/** A field with its label; `help` stands below the label. */
export function labelled(words, input, help = "") {
  const whole = made("div", "", "field");
  const label = made("label", words);
  input.id ||= `p${++numbers}`;
  label.htmlFor = input.id;
  input.classList.add("target");
  whole.append(label);
  if (help) {
    const said = made("p", help, "help");
    said.id = `${input.id}-help`;
    input.setAttribute("aria-describedby", said.id);
    whole.append(said);
  }
  whole.append(input);
  return whole;
}

/** A choice; `options` are [value, words] or [group, [[value, words] …]]. A value that is none of them is shown as it is. */
export function choice(options, value, act, none = "(请选)") {
  const select = made("select");
  const add = (place, one, words) => place.append(new Option(words, one, false, one === value));
  if (none !== null) add(select, "", none);
  for (const [first, second] of options)
    if (Array.isArray(second)) {
      const group = made("optgroup");
      group.label = first;
      for (const [one, words] of second) add(group, one, words);
      select.append(group);
    } else add(select, first, second);
  if (value && select.value !== value) add(select, value, value);
  select.addEventListener("change", () => act(select.value));
  return select;
}

export function line(value, act, options = {}) {
  const input = Object.assign(made("input"), { type: "text", defaultValue: value, ...options });
  input.addEventListener("change", () => act(input.value.trim()));
  return input;
}

export function lines(value, act, rows = 3) {
  const area = Object.assign(made("textarea"), { defaultValue: value, rows });
  area.addEventListener("change", () => act(area.value.trim()));
  return area;
}

/** A number and its unit side by side; `act` gets both. */
export function amount(words, found, units, act, none = null) {
  const whole = made("div", "", "field");
  const count = Object.assign(made("input", "", "target"), { type: "number", min: 1, max: 999, defaultValue: found?.count ?? "", inputMode: "numeric" });
  const unit = choice(units, found?.unit ?? units[0][0], () => told(), none);
  const told = () => (count.value === "" || count.reportValidity()) && act(count.value, unit.value);
  count.addEventListener("change", told);
  const label = made("label", words);
  count.id = `p${++numbers}`;
  label.htmlFor = count.id;
  unit.setAttribute("aria-label", `${words}的单位`);
  unit.classList.add("target");
  const pair = made("div", "", "pair");
  pair.append(count, unit);
  whole.append(label, pair);
  return whole;
}
