// What can be done to the scene, as messages; moves can be undone. Shows nothing.

import { fromAed, toAed } from "./geometry.js";
import { int } from "./osc.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./geometry.js").Xyz} Xyz */
/** @typedef {import("./geometry.js").Aed} Aed */
/** @typedef {{id: string, from: Aed, to: Aed, at: number}} Move */

/** Moves that can be undone. */
const REMEMBERED = 200;

/** Milliseconds within which moves of one source are one. */
const TOGETHER = 700;

export class Actions extends EventTarget {
  /** The source that keys and fingers mean; empty: none. */
  selected = "";
  /** @type {Move[]} */ #done = [];
  /** @type {Move[]} */ #undone = [];

  /**
   * @param {Scene} scene
   * @param {Wire} wire
   */
  constructor(scene, wire) {
    super();
    this.scene = scene;
    this.wire = wire;
  }

  /** @param {string} id */
  select(id) {
    if (id === this.selected) return;
    this.selected = id;
    this.dispatchEvent(new Event("select"));
  }

  get source() {
    return this.scene.sources.get(this.selected);
  }

  /**
   * @param {number} by how many sources further on
   */
  next(by) {
    const ids = [...this.scene.sources.keys()];
    if (!ids.length) return;
    const at = ids.indexOf(this.selected);
    this.select(ids[(Math.max(at, by > 0 ? -1 : 0) + by + ids.length) % ids.length]);
  }

  /**
   * Move a source; `from` is where it was before the hand took it.
   * @param {string} id
   * @param {Xyz} xyz
   * @param {Aed} from
   */
  place(id, xyz, from) {
    this.wire.move(`/ttmba/source/${id}/xyz`, ...xyz);
    this.#remember(id, from, toAed(xyz));
  }

  /**
   * @param {string} id
   * @param {Aed} to
   * @param {Aed} from
   */
  placeAed(id, to, from) {
    this.place(id, fromAed(to.azimuth, to.elevation, to.distance), from);
  }

  /**
   * @param {string} id
   * @param {Aed} from
   * @param {Aed} to
   */
  #remember(id, from, to) {
    const last = this.#done.at(-1);
    const now = performance.now();
    this.#undone = [];
    if (last && last.id === id && now - last.at < TOGETHER) {
      last.to = to;
      last.at = now;
      return;
    }
    this.#done.push({ id, from, to, at: now });
    if (this.#done.length > REMEMBERED) this.#done.shift();
  }

  /** Take the last move back; false: there is none. */
  undo() {
    return this.#again(this.#done, this.#undone, (move) => move.from);
  }

  /** Do it again. */
  redo() {
    return this.#again(this.#undone, this.#done, (move) => move.to);
  }

  /**
   * @param {Move[]} from
   * @param {Move[]} to
   * @param {(move: Move) => Aed} where
   */
  #again(from, to, where) {
    const move = from.pop();
    if (!move) return false;
    const { azimuth, elevation, distance } = where(move);
    this.wire.move(`/ttmba/source/${move.id}/xyz`, ...fromAed(azimuth, elevation, distance));
    to.push({ ...move, at: -Infinity });
    this.select(move.id);
    return true;
  }

  /**
   * @param {number} yaw
   * @param {number} pitch
   * @param {number} roll
   */
  turn(yaw, pitch, roll) {
    this.wire.move("/ttmba/listener/ypr", yaw, pitch, roll);
  }

  /**
   * @param {string} id
   * @param {number} gain
   */
  gain(id, gain) {
    this.wire.move(`/ttmba/source/${id}/gain`, gain);
  }

  /**
   * @param {string} id
   * @param {"mute" | "solo" | "loop"} what
   */
  toggle(id, what) {
    const source = this.scene.sources.get(id);
    if (source) this.wire.send(`/ttmba/source/${id}/${what}`, int(source[what] ? 0 : 1));
  }

  /** @param {string} id */
  playOrStop(id) {
    const state = this.scene.sources.get(id)?.state;
    const verb = state === "idle" || state === "ready" ? "play" : "stop";
    this.wire.send(`/ttmba/source/${id}/${verb}`);
  }

  stop() {
    this.wire.send("/ttmba/stop");
  }

  panic() {
    this.wire.send("/ttmba/panic");
  }
}
