// Saves a file of a draft: what is typed stays whatever comes of it, and nobody leaves with unsaved work unwarned.

import { make } from "./dom.js";

export class Saving {
  /** `about` has the addresses (`save`, `newer`) and the version that was opened (`seq`); `text` gives what to save. */
  constructor(root, about, text) {
    Object.assign(this, { root, about, text, seen: about.seq, saved: text() });
    this.button = root.querySelector("[data-save]");
    this.said = root.querySelector("[data-said]");
    this.clash = root.querySelector("[data-clash]");
    this.button?.addEventListener("click", () => this.save());
    addEventListener("beforeunload", (event) => this.dirty && event.preventDefault());
    addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
      event.preventDefault();
      if (this.dirty) this.save();
    });
  }

  get dirty() {
    return this.about.edits && this.text() !== this.saved;
  }

  /** Says what is not saved yet. */
  refresh() {
    if (this.button) this.button.disabled = !this.dirty || this.busy;
    if (this.dirty) this.said.textContent = "有改动还没有存";
    else if (this.said.textContent === "有改动还没有存") this.said.textContent = "";
  }

  /** One at a time: a second one would be sent with the version before the first, and clash with it. */
  async save() {
    this.again = this.busy;
    if (this.busy) return;
    this.busy = true;
    this.refresh();
    const text = this.text();
    const answer = await this.send(text);
    this.busy = false;
    if (answer.saved) this.done(text, answer.seq);
    else this.refused(answer);
    this.refresh();
    if (answer.saved && this.again && this.dirty) await this.save();
  }

  async send(text) {
    const body = new FormData();
    try {
      const sent = { text, seen: this.seen, csrf_token: await this.fresh() };
      for (const [name, value] of Object.entries(sent)) body.set(name, value);
      const answer = await fetch(this.about.save, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) return await answer.json();
      return { saved: false, message: answer.status === 401 ? "登录过期了。请另开一个窗口登录,再回来按“存下”。" : `没有存成(${answer.status}),请再按一次。` };
    } catch {
      return { saved: false, message: "没有网络,没有存成。写的都还在这一页,有网络时再按一次。" };
    }
  }

  /** A token of the moment: the page may have lain open, its person may have signed in anew elsewhere. */
  async fresh() {
    const answer = await fetch(this.about.token, { headers: { Accept: "application/json" } });
    return answer.ok && !answer.redirected ? (await answer.json()).token : this.token;
  }

  get token() {
    return this.root.querySelector("[name=csrf_token]").value;
  }

  done(text, seq) {
    this.saved = text;
    this.seen = seq;
    this.clash.hidden = true;
    this.said.textContent = `已存下(${new Date().toTimeString().slice(0, 5)})`;
  }

  /** Not saved; where somebody else was faster, the two can be compared, or this one put on top. */
  refused(answer) {
    const newer = answer.seq !== null && answer.seq !== undefined;
    const over = make("button", { type: "button", className: "second" }, "用我这份");
    over.addEventListener("click", () => {
      this.seen = answer.seq;
      this.save();
    });
    const link = make("a", { href: this.about.newer, target: "_blank", className: "second" }, "另开一页看他存的");
    this.clash.replaceChildren(make("p", { role: "alert" }, answer.message), ...(newer ? [make("p", { className: "acts" }, link, over)] : []));
    this.clash.hidden = false;
    this.clash.scrollIntoView({ block: "nearest" });
  }
}
