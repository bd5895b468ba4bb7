// Makes elements: `make("button", { type: "button", onclick, "aria-pressed": "true" }, "words", child)`.

let counted = 0;

/** An id that no other element of the page has. */
export const newId = () => `w${(counted += 1)}`;

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A control under its label, with a line of help between them. */
export function labelled(words, control, help = "") {
  control.id ||= newId();
  const told = help && make("p", { className: "help", id: `${control.id}-help` }, help);
  if (told) control.setAttribute("aria-describedby", told.id);
  control.classList.add("target");
  return make("div", { className: "field" }, make("label", { htmlFor: control.id }, words), told, control);
}

/** A box to tick, with its label behind it. */
export function tick(words, checked, onchange, disabled = false) {
  const box = make("input", { type: "checkbox", id: newId(), checked, disabled, onchange: () => onchange(box.checked) });
  return make("div", { className: "choice" }, box, make("label", { htmlFor: box.id }, words));
}

/** A list to choose from; `options` are [value, words] pairs, those in `barred` cannot be chosen. */
export function choose(options, value, onchange, { barred = [], disabled = false } = {}) {
  const made = options.map(([code, words]) => make("option", { value: code, selected: code === value, disabled: barred.includes(code) }, words));
  const select = make("select", { disabled, onchange: () => onchange(select.value) }, ...made);
  return select;
}

/** A small button with a name for those who cannot see its sign. */
export const press = (words, name, onclick, disabled = false) =>
  make("button", { type: "button", className: "mini", "aria-label": name, title: name, onclick, disabled }, words);
