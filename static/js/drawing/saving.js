// Saving a drawing: never over what somebody else has saved unseen, and nothing drawn is lost on the way.
// What is not saved yet lies in this browser as well, so that a closed page can be gone on with.

import { button, made } from "./made.js";
import { asked, saved, Trouble } from "./office.js";

const SOON = 800;

export class Saving {
  /** `said` is where news stand; `after` is called once the office has it. */
  constructor(modeler, { raw, save, token }, said, state, after) {
    Object.assign(this, { modeler, raw, save, token, said, state, after });
    this.here = `drawing ${save}`;
    this.seen = 0;
    this.depth = 0;
    this.kept = 0;
    modeler.on("commandStack.changed", ({ trigger }) => this.stepped(trigger));
    addEventListener("beforeunload", (event) => this.dirty && event.preventDefault());
  }

  /** Open what the office has; who draws is asked whether to go on with what lay here. */
  async open(draws = true) {
    const answer = await asked(this.raw, "answer");
    this.seen = Number(answer.headers.get("X-Seq"));
    const office = await answer.text();
    await this.modeler.importXML(office);
    this.anew();
    this.tell("");
    if (!draws) return;
    const kept = JSON.parse(localStorage.getItem(this.here) ?? "null");
    if (kept && kept.xml !== office) this.offer(kept);
    else this.forget();
  }

  offer(kept) {
    const older = kept.seen === this.seen ? "" : "(那以后别人存过,接着画会盖掉他的)";
    this.news(`上次画的还没存就离开了${older}。`, [
      ["接着上次的画", () => this.take(kept.xml)],
      ["不要了", () => this.forget()],
    ]);
  }

  async take(xml) {
    await this.modeler.importXML(xml);
    this.kept = -1;
    this.changed();
  }

  forget() {
    localStorage.removeItem(this.here);
  }

  /** Whether the drawing is another than the office has: it counts the steps done and undone since. */
  get dirty() {
    return this.depth !== this.kept;
  }

  stepped(trigger) {
    if (trigger === "clear") return this.anew();
    if (trigger === "execute" && this.depth < this.kept) this.kept = -1; // there is no way back to what was saved
    this.depth += trigger === "undo" ? -1 : 1;
    this.changed();
  }

  anew() {
    this.depth = this.kept = 0;
  }

  changed() {
    this.tell(this.dirty ? "改过,还没存" : "");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepHere(), SOON);
  }

  async keepHere() {
    const { xml } = await this.modeler.saveXML({ format: true });
    if (!this.dirty) this.forget();
    else localStorage.setItem(this.here, JSON.stringify({ seen: this.seen, xml }));
  }

  tell(words) {
    this.state.textContent = words;
  }

  news(words, acts = [], kind = "said hint") {
    const whole = made("div", "", kind);
    const text = made("p", words);
    text.setAttribute("role", "status");
    whole.append(text);
    const row = made("p", "", "row");
    for (const [name, act] of acts)
      row.append(button(name, () => {
        this.said.replaceChildren();
        act();
      }));
    if (acts.length) whole.append(row);
    this.said.replaceChildren(whole);
  }

  async press(over = this.seen) {
    if (this.busy) return;
    this.busy = true;
    try {
      const { depth } = this;
      const { xml } = await this.modeler.saveXML({ format: true });
      this.answered(await saved(this.save, this.token, xml, over), xml, depth);
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      this.failed(trouble.message);
    } finally {
      this.busy = false;
    }
  }

  /** `depth`: how far the drawing was when it was sent; what came after is not saved yet. */
  answered(told, xml, depth) {
    if (told.saved) {
      this.seen = told.seq;
      this.kept = depth;
      clearTimeout(this.timer);
      this.said.replaceChildren();
      if (this.dirty) this.changed();
      else this.forget();
      if (!this.dirty) this.tell(`存好了(${new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })})`);
      return this.after();
    }
    this.failed(told.message, told.status === 409 ? this.choices(told.seq) : []);
    localStorage.setItem(this.here, JSON.stringify({ seen: this.seen, xml }));
  }

  choices(seq) {
    return [
      ["看别人存的(另开一页)", () => this.look(seq)],
      ["用我画的盖过去", () => this.press(seq)],
      ["不要我画的,换成别人存的", () => (this.forget(), this.open())],
    ];
  }

  look(seq) {
    open(location.pathname, "_blank", "noopener");
    this.failed("别人存过。您画的还在这一页,没有存上。", this.choices(seq));
  }

  failed(words, acts = []) {
    this.tell("没有存上,画的都还在");
    this.news(words, acts);
  }
}
