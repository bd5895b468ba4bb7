// How a form looks on a phone, drawn by the server from what is being written; only the last word counts. No script
// runs in its frame: the conditions are followed from out here.

import { follow } from "../fields.js";

const PAUSE = 350;

export class Preview {
  /** `judged` gets the server's findings, `picked` the key of a field that somebody presses. */
  constructor(frame, about, judged, picked) {
    Object.assign(this, { frame, about, judged, picked, timer: 0, asked: 0, key: "" });
    frame.addEventListener("load", () => this.loaded());
    if (frame.contentDocument?.querySelector(".form-pages")) this.loaded();
  }

  /** Shows what `written` gives to send, a moment after the last change. */
  show(written) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(written()), PAUSE);
  }

  async ask(body) {
    const mine = (this.asked += 1);
    const answer = await fetch(this.about.preview, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (mine !== this.asked) return;
    this.frame.closest("section").classList.toggle("stale", !found?.html);
    if (!found) return;
    this.judged(found.findings);
    if (found.html) {
      this.scrolled = this.frame.contentWindow?.scrollY ?? 0;
      this.unfolded = new Set(this.summaries("details[open] > summary").map((one) => one.textContent));
      this.frame.srcdoc = found.html;
    }
  }

  summaries(which) {
    return [...(this.frame.contentDocument?.querySelectorAll(which) ?? [])];
  }

  loaded() {
    const inner = this.frame.contentDocument;
    for (const one of this.summaries("details > summary")) if (this.unfolded?.has(one.textContent)) one.parentElement.open = true;
    this.frame.contentWindow.scrollTo({ top: this.scrolled ?? 0, behavior: "instant" });
    const pages = inner.querySelector(".form-pages");
    if (!pages) return;
    follow(pages);
    inner.addEventListener("click", (event) => {
      if (event.target.closest?.("button")) event.preventDefault();
      const field = event.target.closest?.("[data-field]");
      if (field) this.picked(field.dataset.field.split("-")[0]);
    });
    this.mark();
  }

  /** Shows where a field stands; one that is not there yet is gone to once it is. */
  point(key) {
    this.key = key;
    this.going = true;
    this.mark();
  }

  mark() {
    const inner = this.frame.contentDocument;
    for (const one of inner?.querySelectorAll(".picked") ?? []) one.classList.remove("picked");
    const field = this.key && inner?.querySelector(`[data-field="${CSS.escape(this.key)}"]`);
    if (!field) return;
    const go = this.going;
    this.going = false;
    field.closest("details")?.setAttribute("open", "");
    field.classList.add("picked");
    const window = this.frame.contentWindow;
    if (go) window.scrollTo({ top: field.getBoundingClientRect().top + window.scrollY - 120, behavior: "instant" });
  }
}
