// What a walk with tokens remembers from one diagram to the next: the calls it came in by, the ways it has chosen, the
// values it tries. It lies in this tab only, and is gone once somebody opens a diagram otherwise than by walking.

const FRESH = { from: [], chosen: {}, values: {}, landing: null };

export class WalkMemory {
  constructor() {
    this.here = location.pathname;
    this.key = `walk ${this.here.replace(/[^/]*$/, "")}`;
    const stored = location.hash === "#walk" && sessionStorage.getItem(this.key);
    Object.assign(this, structuredClone(FRESH), stored ? JSON.parse(stored) : {});
    // who came back by the browser's own way has left the call as well
    while (this.from.at(-1)?.address === this.here) this.from.pop();
    this.keep();
  }

  keep() {
    const { from, chosen, values, landing } = this;
    sessionStorage.setItem(this.key, JSON.stringify({ from, chosen, values, landing }));
  }

  /** A walk begins here; what was chosen on this page stays. */
  begin() {
    Object.assign(this, { from: [], landing: null });
    this.keep();
  }

  /** The flow that a fork of this diagram was last sent by. */
  wayOf(fork) {
    return this.chosen[this.here]?.[fork];
  }

  choose(fork, flow) {
    (this.chosen[this.here] ??= {})[fork] = flow;
    this.keep();
  }

  /** Into the diagram that is called at `call`. */
  enter(call, name) {
    this.from.push({ address: this.here, call, name });
    this.landing = null;
    this.keep();
  }

  /** The call that this diagram was entered by. */
  get caller() {
    return this.from.at(-1) ?? null;
  }

  /** Back to the caller; gives its address. */
  leave() {
    this.landing = this.from.pop();
    this.keep();
    return `${this.landing.address}#walk`;
  }

  /** The call behind which the walk goes on in this diagram. */
  get landed() {
    return this.landing?.address === this.here ? this.landing.call : null;
  }
}
