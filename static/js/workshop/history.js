// What can be undone: the texts that a document has been, one after the other. Typing in one place counts as one change.

const MOST = 200;

export class History {
  constructor(text) {
    Object.assign(this, { texts: [text], now: 0, tag: null });
  }

  get text() {
    return this.texts[this.now];
  }

  /** A change was made; changes with the same tag, one after the other, are taken back together. */
  record(text, tag = null) {
    if (text === this.text) return;
    const same = tag !== null && tag === this.tag && this.now > 0;
    this.texts.length = this.now + 1;
    if (same) this.texts[this.now] = text;
    else this.now = this.texts.push(text) - 1;
    if (this.texts.length > MOST) this.now = this.texts.splice(0, 1) && this.now - 1;
    this.tag = tag;
  }

  /** Makes the buttons of a page go through it; `go` gets the step. */
  listen(root, go) {
    this.buttons = [["undo", -1], ["redo", 1]].map(([name, step]) => [root.querySelector(`[data-${name}]`), step]).filter(([button]) => button);
    for (const [button, step] of this.buttons) button.addEventListener("click", () => go(step));
  }

  /** Lets be pressed what can be gone. */
  refresh() {
    for (const [button, step] of this.buttons) button.disabled = !this.can(step);
  }

  can(step) {
    return this.texts[this.now + step] !== undefined;
  }

  /** Goes one change back (-1) or forth (1); gives the text that holds then. */
  go(step) {
    if (this.can(step)) this.now += step;
    this.tag = null;
    return this.text;
  }
}
