// The colours and sizes of the drawing, read from the style sheet. Knows no scene.

export const STATES = ["queued", "generating", "ready", "playing", "late", "failed", "idle", "ghost"];

export class Look {
  ratio = 1;
  field = "";
  glow = "";
  ring = "";
  edge = "";
  axis = "";
  ringText = "";
  text = "";
  dim = "";
  focus = "";
  head = "";
  font = "";
  still = false;
  /** @type {Record<string, string>} */ states = {};

  constructor() {
    this.read();
    const again = () => this.read();
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"]) {
      matchMedia(query).addEventListener("change", again);
    }
    new MutationObserver(again).observe(document.documentElement, { attributes: true });
  }

  read() {
    const style = getComputedStyle(document.documentElement);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
    this.ratio = Math.min(2, window.devicePixelRatio || 1);
    this.field = colour("field");
    this.glow = colour("glow");
    this.ring = colour("ring");
    this.edge = colour("edge");
    this.axis = colour("axis");
    this.ringText = colour("ring-text");
    this.text = colour("text");
    this.dim = colour("dim");
    this.focus = colour("focus");
    this.head = colour("head");
    this.font = style.fontFamily || "sans-serif";
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const state of STATES) this.states[state] = colour(state);
  }
}
