// A cue that is shown before it sounds: its ghosts on the maps, and the bar that plays them.

import { get, make, say } from "./dom.js";
import { fromAed, line, words } from "./geometry.js";
import { int } from "./osc.js";
import { fresh } from "./scene.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./osc.js").Message} Message */
/** @typedef {import("./geometry.js").Aed} Aed */

export class Preview {
  #number = 0;
  #text = "";
  #asked = "";
  /** @type {Map<number, Aed[]>} */ #corners = new Map();

  /**
   * @param {Scene} scene
   * @param {Wire} wire
   * @param {(text: string) => void} played is told the text that has become a cue
   */
  constructor(scene, wire, played) {
    this.scene = scene;
    this.wire = wire;
    this.played = played;
    this.bar = get("#ghosts", HTMLElement);
    this.list = get("#ghost-list", HTMLElement);
    get("#play-ghosts", HTMLButtonElement).addEventListener("click", () => this.play());
    get("#drop-ghosts", HTMLButtonElement).addEventListener("click", () => this.drop());
  }

  get isOpen() {
    return this.#number > 0;
  }

  /**
   * Whether a text is what is shown now.
   * @param {string} text
   */
  shows(text) {
    return this.isOpen && text === this.#text;
  }

  /**
   * Ask what a text would be.
   * @param {string} text
   */
  ask(text) {
    this.drop();
    this.#asked = text;
    this.wire.send("/ttmba/preview", text);
  }

  /** Let it sound, as it stands. */
  play() {
    if (!this.isOpen) return;
    this.wire.send("/ttmba/preview/play", int(this.#number));
    const text = this.#text;
    this.close();
    this.played(text);
  }

  /** Forget it. */
  drop() {
    if (this.isOpen) this.wire.send("/ttmba/preview/drop", int(this.#number));
    this.close();
  }

  /** Show it no more. */
  close() {
    this.#number = 0;
    this.#text = "";
    this.scene.ghosts.clear();
    this.bar.hidden = true;
  }

  /** @param {Message} message */
  take({ address, values }) {
    const [number, index] = values.map(Number);
    if (address === "/ttmba/preview/planned") {
      this.close();
      this.#number = number;
      this.#text = this.#asked;
      this.bar.hidden = false;
      const sounds = `${values[1]} ${values[1] === 1 ? "sound" : "sounds"}`;
      say(get("#ghost-title", HTMLElement), `${sounds}, planned by ${values[2]}`);
      this.list.replaceChildren();
    } else if (number === this.#number && address === "/ttmba/preview/event") {
      this.#event(index, values);
    } else if (number === this.#number && address === "/ttmba/preview/path") {
      this.#corner(index, values.slice(2).map(Number));
    }
  }

  /**
   * @param {number} index
   * @param {Message["values"]} values
   */
  #event(index, values) {
    const [duration, azimuth, elevation, distance, start] = values.slice(3).map(Number);
    const id = `${GHOST}${this.#number}:${index}`;
    const ghost = this.scene.ghosts.get(id) ?? fresh(id);
    const place = { azimuth, elevation, distance };
    Object.assign(ghost, { name: String(values[2]), place, state: "ghost", path: [] });
    ghost.xyz = fromAed(azimuth, elevation, distance);
    this.scene.ghosts.set(id, ghost);
    const times = start ? `${round(duration)} s, after ${round(start)} s` : `${round(duration)} s`;
    const about = make("span", { class: "dim" }, `${words(place)} · ${times}`);
    const row = make("li", { dir: "auto" }, `${ghost.name} `, about);
    const old = this.list.children[index];
    if (old) old.replaceWith(row);
    else this.list.append(row);
  }

  /**
   * @param {number} index
   * @param {number[]} values
   */
  #corner(index, [point, count, , azimuth, elevation, distance]) {
    const ghost = this.scene.ghosts.get(`${GHOST}${this.#number}:${index}`);
    if (!ghost || !count) return;
    const corners = point ? (this.#corners.get(index) ?? []) : [];
    corners.push({ azimuth, elevation, distance });
    this.#corners.set(index, corners);
    if (corners.length === count) ghost.path = line(corners);
  }
}

const GHOST = "*ghost:";

/**
 * The preview and the event that a ghost's id means; null for other ids.
 * @param {string} id
 */
export function ghostOf(id) {
  if (!id.startsWith(GHOST)) return null;
  const [number, index] = id.slice(GHOST.length).split(":").map(Number);
  return { number, index };
}

/** @param {number} seconds */
const round = (seconds) => String(Math.round(seconds * 10) / 10);
