// 放映: a case's steps one after the other on its diagrams, by a slider, its keys, or the buttons beside it.

const STATES = ["done", "current", "waiting"];

export class Replay {
  /** `stage` is the part of the page with the slider; `steps` say what happened, `homes` in which diagram a step is, `here` where it ends. */
  constructor(stage, picture, steps, homes, here) {
    Object.assign(this, { stage, picture, steps, homes, here });
    this.slider = stage.querySelector("input");
    this.said = stage.querySelector("output");
    this.slider.max = String(steps.length);
    this.slider.value = this.slider.max;
    this.turn = Promise.resolve();
    this.slider.addEventListener("input", () => this.go());
    stage.addEventListener("click", ({ target }) => {
      const by = Number(target.closest("button")?.dataset.step ?? 0);
      if (!by) return;
      this.slider.value = String(Number(this.slider.value) + by);
      this.go();
    });
    picture.section.addEventListener("click", ({ target }) => {
      if (target.closest("button")?.dataset.process) this.turn = this.turn.then(() => this.paint());
    });
    this.tell();
    stage.hidden = false;
  }

  /** The steps taken so far. */
  get now() {
    return Number(this.slider.value);
  }

  go() {
    this.tell();
    // one picture after the other: a held key must not draw two at once
    this.turn = this.turn.then(() => this.draw());
  }

  tell() {
    const step = this.steps[this.now - 1];
    const place = `第 ${this.now} 步,共 ${this.steps.length} 步`;
    const words = step ? `${place}:${step.at},${step.sentence}` : `${place}:还没有开始`;
    this.said.textContent = words;
    this.slider.setAttribute("aria-valuetext", words);
    for (const button of this.stage.querySelectorAll("button"))
      button.disabled = Number(button.dataset.step) < 0 ? this.now === 0 : this.now === this.steps.length;
  }

  async draw() {
    const step = this.steps[this.now - 1];
    const home = this.now === this.steps.length ? this.here : step && (this.homes[step.task] ?? this.homes[step.current[0]]);
    if (home && this.picture.shown !== home && this.picture.processes.has(home)) await this.picture.show(home);
    this.paint();
  }

  paint() {
    const { viewer } = this.picture;
    const [canvas, drawn] = [viewer.get("canvas"), viewer.get("elementRegistry")];
    for (const one of drawn.getAll()) for (const state of STATES) canvas.removeMarker(one, `is-${state}`);
    if (this.now === this.steps.length) {
      this.picture.colour(this.picture.processes.get(this.picture.shown).marks);
      return;
    }
    const taken = this.steps.slice(0, this.now);
    const open = new Set(taken.at(-1)?.current ?? []);
    for (const id of new Set(taken.map((step) => step.task))) if (drawn.get(id) && !open.has(id)) canvas.addMarker(id, "is-done");
    for (const id of open) if (drawn.get(id)) canvas.addMarker(id, "is-current");
    this.picture.goTo([...open, taken.at(-1)?.task].find((id) => id && drawn.get(id)));
  }
}
