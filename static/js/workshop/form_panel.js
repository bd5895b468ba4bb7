// What can be said of the chosen field, group or form, each in a control of its own.

import { ConditionEditor } from "./condition_editor.js";
import { choose, labelled, make, press, tick } from "./dom.js";
import * as doc from "./form_document.js";

const TYPED = ["text", "textarea"];
const FLAG = { true: true, false: false };

export class Panel {
  constructor(root, editor) {
    Object.assign(this, { root, editor });
  }

  draw() {
    const { form, chosen, known } = this.editor;
    this.component = doc.at(form, chosen);
    this.path = doc.pathOf(form, chosen);
    this.kept = known.kept[this.path] ?? {};
    this.kind = chosen.length ? doc.kindOf(this.component) : "form";
    const parts = chosen.length === 0 ? this.ofForm() : doc.isPage(this.component, chosen) ? this.ofPage() : this.ofField();
    const body = make("fieldset", { disabled: !known.edits, className: "body" }, make("legend", { className: "unsaid" }, "改这一项"), ...parts.filter(Boolean));
    this.root.replaceChildren(make("h2", { id: "panel-title" }, chosen.length ? doc.labelOf(this.component) || "新问题" : "整张表单"), this.told(), body);
  }

  /** What the server says of it, and why it is locked. */
  told() {
    const said = this.editor.findingsAt(this.component, this.path);
    const lines = said.map(({ level, message, remedy }) => make("li", { className: level === "error" ? "grave" : "light" }, `${message} ${remedy}`));
    const law = this.kept.law && make("p", { className: "said law-lock" }, make("b", {}, "法定项目,锁住了。"), ` 不能删、不能改成选填。依据:${this.kept.law}。问法、说明可以改。`);
    return make("div", { "data-told": "" }, law, lines.length ? make("ul", { className: "findings" }, ...lines) : null);
  }

  /** Takes a change into the document; `tag` groups what is typed in one place. */
  change(act, tag = null, redraw = false) {
    act(this.component);
    this.editor.changed(tag && `${this.path}/${tag}`, redraw);
  }

  typed(words, value, act, { help = "", area = false, tag = words, type = "text" } = {}) {
    const input = make(area ? "textarea" : "input", { value: value ?? "", autocomplete: "off", ...(area ? { rows: 2 } : { type }), oninput: () => this.change((one) => act(one, input.value.trim()), tag) });
    return labelled(words, input, help);
  }

  property(words, name, options = {}) {
    return this.typed(words, this.component.properties?.[name], (one, value) => doc.set(one, "properties", name, value), { tag: name, ...options });
  }

  flag(words, name, redraw = false) {
    return tick(words, this.has(name), (on) => this.change((one) => doc.set(one, "properties", name, on && "true"), null, redraw));
  }

  has(name) {
    return FLAG[this.component.properties?.[name]] ?? false;
  }

  ofForm() {
    return [
      this.property("表单叫什么", "title"),
      this.property("开头的一句话", "intro", { area: true }),
    ];
  }

  ofPage() {
    return [
      this.typed("这一组叫什么", this.component.label, (one, value) => (one.label = value), { help: "手机上一组就是一屏,最好不超过 6 项。" }),
      this.flag("平时折起来(没有就不填的放这里)", "collapsed"),
    ];
  }

  ofField() {
    if (this.kind === "static") return [this.typed("说明文字", this.component.text, (one, value) => (one.text = value), { area: true }), this.shown()];
    return [
      this.typed("问法", doc.labelOf(this.component), doc.setLabel, { help: "填表的人看到的那句话。" }),
      this.kinds(),
      this.choices(),
      this.inside(),
      this.required(),
      this.shown(),
      this.typed("问法下面的一行说明", this.component.description, (one, value) => (value ? (one.description = value) : delete one.description), { tag: "description" }),
      this.property("小问号里的说明", "guide", { area: true }),
      this.limits(),
      this.privacy(),
      this.papers(),
      this.judged(),
      this.technical(),
    ];
  }

  kinds() {
    const words = this.editor.known.kinds;
    if (this.component.components || !doc.SIMPLE.includes(this.kind)) return make("p", { className: "meta" }, `怎么答:${words[this.kind] ?? this.component.type}`);
    const barred = this.kept.kinds ? doc.SIMPLE.filter((kind) => !this.kept.kinds.includes(kind)) : [];
    const options = doc.SIMPLE.map((kind) => [kind, words[kind]]);
    return labelled("怎么答", choose(options, this.kind, (kind) => this.change((one) => doc.convert(one, kind), null, true), { barred }));
  }

  choices() {
    if (!["choice", "choices"].includes(this.kind)) return null;
    const { sources } = this.editor.known;
    const from = this.component.properties?.from ?? "";
    const others = from && !sources[from] ? [[from, from.split("+").map((one) => sources[one] ?? one).join("和")]] : [];
    const source = choose([["", "自己列出来"], ...Object.entries(sources), ...others], from, (value) => this.change((one) => doc.set(one, "properties", "from", value), null, true));
    const parts = [labelled("选项从哪里来", source)];
    if (!from) parts.push(this.options());
    const drop = this.kind === "choice" && tick("选项多,用下拉框", this.component.type === "select", (on) => this.change((one) => (one.type = on ? "select" : "radio")));
    parts.push(make("div", { className: "choices" }, drop, this.flag("没有合适的可以自己写", "free")));
    return make("div", {}, ...parts);
  }

  options() {
    const values = this.component.values ?? [];
    const demanded = new Set(this.kept.options ?? []);
    const rows = values.map((option, place) => {
      const input = make("input", { value: option.label, "aria-label": `第 ${place + 1} 个选项`, className: "target", oninput: () => this.change((one) => (one.values[place].label = input.value.trim()), `option ${place}`) });
      const locked = demanded.has(option.value);
      return make(
        "li", {}, input,
        press("↑", `第 ${place + 1} 个选项往上移`, () => this.change((one) => one.values.splice(place - 1, 0, ...one.values.splice(place, 1)), null, true), place === 0),
        press(locked ? "锁住" : "✕", locked ? `“${option.label}”是法定的选项,不能删` : `删去选项“${option.label}”`, () => this.change((one) => one.values.splice(place, 1), null, true), locked),
      );
    });
    const more = make("button", { type: "button", className: "add-row", onclick: () => {
      this.change((one) => (one.values = [...values, doc.newOption(values)]), null, true);
      [...this.root.querySelectorAll(".options input")].at(-1).focus();
    } }, "加一个选项");
    return make("fieldset", { className: "field" }, make("legend", {}, "选项"), make("ol", { className: "options" }, ...rows), more);
  }

  /** A list whose rows hold one value: the value is asked for here. */
  inside() {
    if (!this.component.components) return null;
    const [cell] = this.component.components;
    const parts = [];
    if (doc.SINGLE.includes(this.kind) && cell) {
      const simple = doc.SIMPLE.filter((kind) => kind !== "file");
      const words = simple.map((kind) => [kind, this.editor.known.kinds[kind]]);
      parts.push(labelled("每一行怎么答", choose(words, doc.kindOf(cell), (kind) => this.change(() => doc.convert(cell, kind), null, true), { barred: this.kept.law ? simple : [] })));
    }
    if (this.kind === "rows" || this.kind === "strings") {
      parts.push(this.property("一行叫什么", "row_word", { help: "例如“位当事人”“份证据”,按钮上就写“再加一份证据”。" }));
      parts.push(tick("可以自己加行", this.component.allowAddRemove !== false, (on) => this.change((one) => (one.allowAddRemove = on))));
    }
    return make("div", {}, ...parts);
  }

  required() {
    const { validate, properties } = this.component;
    const now = validate?.required ? "always" : properties?.required_when ? "when" : "no";
    const barred = this.kept.required ? ["no", ...(now === "always" ? ["when"] : [])] : [];
    const set = (value) => this.change((one) => {
      doc.set(one, "validate", "required", value === "always");
      if (value !== "when") doc.set(one, "properties", "required_when", "");
    }, null, value !== "when");
    const select = choose([["no", "选填"], ["always", "必填"], ["when", "在有些情况下必填"]], now, (value) => {
      set(value);
      if (value === "when") when.hidden = false;
    }, { barred });
    const when = this.condition("必填的情况", properties?.required_when ?? "", (text) => this.change((one) => doc.set(one, "properties", "required_when", text), "required_when"));
    when.hidden = now !== "when";
    if (this.kept.required && now === "when") when.disabled = true;
    return make("div", {}, labelled("要不要填", select), when);
  }

  shown() {
    const hide = this.component.conditional?.hide ?? "";
    const locked = this.kept.law;
    if (locked && !hide) return null;
    const editor = this.condition("只在这些情况下才问(一条也没有,就总是问)", hide, (text) => this.change((one) => doc.set(one, "conditional", "hide", text), "hide"), true);
    if (locked) editor.disabled = true;
    return editor;
  }

  condition(title, text, changed, hides = false) {
    return new ConditionEditor({ title, text, hides, changed, names: this.editor.names() }).element;
  }

  limits() {
    const { validate, properties } = this.component;
    const number = (words, name) => this.typed(words, validate?.[name], (one, value) => doc.set(one, "validate", name, value === "" ? "" : Math.trunc(Number(value))), { tag: name, type: "number" });
    if (TYPED.includes(this.kind)) {
      const checks = [["", "不检查"], ...Object.entries(this.editor.known.checks)];
      return this.folded("限制", Boolean(validate?.minLength || properties?.check), number("最少几个字", "minLength"), number("最多几个字", "maxLength"), labelled("检查像不像", choose(checks, properties?.check ?? "", (value) => this.change((one) => doc.set(one, "properties", "check", value)))));
    }
    if (["integer", "money"].includes(this.kind)) return this.folded("限制", false, number("最小", "min"), number("最大", "max"));
    if (["date", "datetime"].includes(this.kind)) return make("div", { className: "choices field" }, this.flag("不能填以后的日子", "past"));
    return null;
  }

  folded(title, open, ...parts) {
    return make("details", { className: "more", open }, make("summary", {}, title), ...parts);
  }

  privacy() {
    const levels = Object.entries(this.editor.known.sensitivities);
    const least = levels.findIndex(([level]) => level === this.kept.sensitivity);
    const barred = levels.slice(0, Math.max(0, least)).map(([level]) => level);
    const set = (level) => this.change((one) => doc.set(one, "properties", "sensitivity", level === "case" ? "" : level));
    const help = barred.length > 1 ? "这一项含个人信息,只能往严里改。" : "个人信息、敏感、保密的,平时遮住,要看的人留下记录。";
    return labelled("多敏感", choose(levels, this.component.properties?.sensitivity ?? "case", set, { barred }), help);
  }

  papers() {
    const now = (this.component.properties?.paper ?? "").split(/[,,、]/u).map((one) => one.trim()).filter(Boolean);
    const set = (code, on) => this.change((one) => {
      const codes = Object.keys(this.editor.known.papers).filter((each) => (each === code ? on : this.papersOf(one).includes(each)));
      doc.set(one, "properties", "paper", codes.join(","));
    });
    const boxes = Object.entries(this.editor.known.papers).map(([code, name]) => tick(`${name}`, now.includes(code), (on) => set(code, on)));
    const names = now.map((code) => this.editor.known.papers[code] ?? code).join("、");
    return this.folded(`写进哪些文书:${names || "(不写进)"}`, false, make("div", { className: "choices" }, ...boxes));
  }

  papersOf(component) {
    return (component.properties?.paper ?? "").split(",").map((one) => one.trim());
  }

  /** When an answer is not taken, or is doubted. */
  judged() {
    const { properties } = this.component;
    const part = (title, name, words) => {
      const at = `${name}_when`;
      const text = properties?.[at] ?? "";
      return make("div", {}, this.condition(title, text, (after) => this.change((one) => doc.set(one, "properties", at, after), at)), this.property(words, `${name}_message`));
    };
    const open = Boolean(properties?.refuse_when || properties?.warn_when);
    return this.folded("前后不一致时", open, part("这些情况不收", "refuse", "不收时怎么说"), part("这些情况提醒一句", "warn", "提醒时怎么说"));
  }

  /** What only who writes diagrams needs; the key of a field that cases have answered must not change. */
  technical() {
    const name = doc.keyName(this.component);
    const fixed = this.path in this.editor.known.kept || this.editor.wasThere(this.path);
    const input = make("input", { value: this.component[name] ?? "", disabled: fixed, oninput: () => {
      this.component[name] = input.value.trim();
      this.path = doc.pathOf(this.editor.form, this.editor.chosen);
      this.editor.changed("key");
    } });
    const help = fixed ? "已经用过的代号不能改,改了就对不上办过的案件。" : "字母开头,只用字母、数字和下划线。流程图和决策表用它来问这一项的答案。";
    return this.folded("代号(画流程图的人用)", false, labelled("代号", input, help));
  }
}
