// The room around the head: which one, how long it rings, how loud. Draws no walls.

import { db, ECHO, get, make, say } from "./dom.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./wire.js").Wire} Wire */

/** Milliseconds between two looks at what the daemon says. */
const ROUND = 100;

const NONE = "none";

export class RoomPanel {
  #touched = -Infinity;

  /**
   * @param {Scene} scene
   * @param {Wire} wire
   */
  constructor(scene, wire) {
    this.scene = scene;
    this.preset = get("#room-preset", HTMLSelectElement);
    this.decay = get("#room-decay", HTMLInputElement);
    this.late = get("#room-late", HTMLInputElement);
    this.preset.addEventListener("change", () => {
      this.#touch();
      wire.send("/ttmba/room/preset", this.preset.value);
    });
    this.decay.addEventListener("input", () => {
      this.#touch();
      wire.move("/ttmba/room/decay", 10 ** Number(this.decay.value));
    });
    this.late.addEventListener("input", () => {
      this.#touch();
      wire.move("/ttmba/room/late", Number(this.late.value));
    });
    void this.#fill();
    setInterval(() => this.#look(), ROUND);
  }

  #touch() {
    this.#touched = performance.now();
  }

  /** Offer the rooms that the daemon knows. */
  async #fill() {
    const answer = await fetch("/ttmba/room/preset");
    /** @type {{RANGE: [{VALS: string[]}]}} */ const node = await answer.json();
    for (const name of node.RANGE[0].VALS) this.#offer(name);
  }

  /** @param {string} name */
  #offer(name) {
    if ([...this.preset.options].some((option) => option.value === name)) return;
    this.preset.append(make("option", { value: name }, name === NONE ? "no room" : name));
  }

  #look() {
    const { preset, decay, late } = this.scene.room;
    if (!preset || document.hidden || performance.now() - this.#touched < ECHO) return;
    this.#offer(preset);
    if (this.preset.value !== preset) this.preset.value = preset;
    get(".room", HTMLElement).classList.toggle(NONE, preset === NONE);
    this.decay.value = String(Math.log10(Math.max(0.05, decay)));
    this.late.value = String(late);
    say(get("#room-seconds", HTMLElement), `${decay.toFixed(decay < 1 ? 2 : 1)} s`);
    say(get("#room-level", HTMLElement), `${db(late)} dB`);
  }
}
