// The mix and the daemon's health: meters, fader, recording, what plays which part.

import { db, ECHO, get, make, mark, onMeter, say } from "./dom.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./wire.js").Wire} Wire */

const ROUND = 50;

/** Milliseconds for which a peak is held. */
const HELD = 1500;

const PARTS = ["generator", "renderer", "planner", "output", "headphones"];

export class Mix {
  #peaks = { left: { db: -120, at: 0 }, right: { db: -120, at: 0 } };
  #touched = -Infinity;
  #parts = "";

  /**
   * @param {Scene} scene
   * @param {Wire} wire
   */
  constructor(scene, wire) {
    this.scene = scene;
    this.wire = wire;
    this.fader = get("#mix-gain", HTMLInputElement);
    this.fader.addEventListener("input", () => {
      this.#touched = performance.now();
      wire.move("/ttmba/gain", Number(this.fader.value));
    });
    get("#record", HTMLButtonElement).addEventListener("click", () => this.#record());
    get("#save", HTMLButtonElement).addEventListener("click", () => {
      wire.send("/ttmba/session/save", `stage_${stamp()}`);
    });
    setInterval(() => this.#look(), ROUND);
  }

  #record() {
    if (this.scene.recording) this.wire.send("/ttmba/record/stop");
    else this.wire.send("/ttmba/record/start", `stage_${stamp()}`);
  }

  #look() {
    if (document.hidden) return;
    const { mix, status, limiter, recording } = this.scene;
    this.#meter("left", mix.left, mix.leftRms);
    this.#meter("right", mix.right, mix.rightRms);
    const held = get("#limiter", HTMLElement);
    held.hidden = !limiter;
    say(held, `limiter −${limiter.toFixed(1)} dB`);
    say(get("#voices", HTMLElement), String(status.voices));
    say(get("#load", HTMLElement), `${Math.round(status.load * 100)} %`);
    say(get("#underruns", HTMLElement), String(status.underruns));
    get("#underruns", HTMLElement).classList.toggle("bad", status.underruns > 0);
    const button = get("#record", HTMLButtonElement);
    mark(button, "aria-pressed", String(Boolean(recording)));
    mark(button, "title", recording ? `Recording ${recording}: stop` : "Record the mix");
    say(get("#recording", HTMLElement), recording);
    this.#show_gain();
    this.#show_parts();
  }

  /**
   * @param {"left" | "right"} side
   * @param {number} peak
   * @param {number} rms
   */
  #meter(side, peak, rms) {
    const held = this.#peaks[side];
    const now = performance.now();
    if (peak >= held.db || now - held.at > HELD) Object.assign(held, { db: peak, at: now });
    const meter = get(`#${side}`, HTMLElement);
    get(".bar", HTMLElement, meter).style.clipPath = upTo(rms);
    get(".tip", HTMLElement, meter).style.clipPath = upTo(peak);
    get(".hold", HTMLElement, meter).style.left = `${(100 * onMeter(held.db)).toFixed(1)}%`;
    say(get("output", HTMLOutputElement, meter), db(held.db));
  }

  #show_gain() {
    if (performance.now() - this.#touched < ECHO) return;
    const value = String(Math.round(this.scene.gain * 2) / 2);
    if (this.fader.value !== value) this.fader.value = value;
    say(get("#mix-level", HTMLElement), `${db(this.scene.gain)} dB`);
  }

  #show_parts() {
    const { parts } = this.scene;
    const told = JSON.stringify([...parts]);
    if (told === this.#parts) return;
    this.#parts = told;
    const rows = PARTS.flatMap((kind) => {
      const part = parts.get(kind);
      if (!part) return [];
      const note = make("span", { class: "why" }, part.note);
      return [make("dt", {}, kind), make("dd", {}, part.name, note)];
    });
    get("#parts", HTMLElement).replaceChildren(...rows);
    say(get("#device", HTMLElement), parts.get("output")?.name ?? "");
  }
}

/**
 * What is seen of a meter whose colours stay where they are.
 * @param {number} decibels
 */
const upTo = (decibels) => `inset(0 ${(100 - 100 * onMeter(decibels)).toFixed(1)}% 0 0)`;

/** A name for a file, from the time of day. */
function stamp() {
  const now = new Date();
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join("");
}
