// What can be done to the scene, as messages; moves can be undone. Shows nothing.

import { fromAed, toAed } from "./geometry.js";
import { int } from "./osc.js";
import { ghostOf } from "./preview.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./geometry.js").Xyz} Xyz */
/** @typedef {import("./geometry.js").Aed} Aed */
/** @typedef {{id: string, from: Aed, to: Aed, at: number}} Move */

/** Moves that can be undone. */
const REMEMBERED = 200;

/** Milliseconds within which moves of one source are one. */
const TOGETHER = 700;

/** Milliseconds for which a move counts that has no echo yet. */
const ON_ITS_WAY = 300;

export class Actions extends EventTarget {
  /** The source that keys and fingers mean; empty: none. */
  selected = "";
  /** @type {{id: string, xyz: Xyz, at: number}} */ #sent = { id: "", xyz: [0, 0, 0], at: -Infinity };
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
    return this.scene.find(this.selected);
  }

  /**
   * @param {number} by how many sources further on
   */
  next(by) {
    const ids = [...this.scene.ghosts.keys(), ...this.scene.sources.keys()];
    if (!ids.length) return;
    const at = ids.indexOf(this.selected);
    this.select(ids[(Math.max(at, by > 0 ? -1 : 0) + by + ids.length) % ids.length]);
  }

  /**
   * Where the next small step of a source starts: keys come faster than echoes.
   * @param {string} id
   * @param {Xyz} xyz where the daemon says it is
   */
  latest(id, xyz) {
    const { id: moved, xyz: wanted, at } = this.#sent;
    return moved === id && performance.now() - at < ON_ITS_WAY ? wanted : xyz;
  }

  /**
   * Move a source; `from` is where it was before the hand took it.
   * @param {string} id
   * @param {Xyz} xyz
   * @param {Aed} from
   */
  place(id, xyz, from) {
    this.#put(id, xyz);
    this.#remember(id, from, toAed(xyz));
  }

  /**
   * @param {string} id
   * @param {Xyz} xyz
   */
  #put(id, xyz) {
    this.#sent = { id, xyz, at: performance.now() };
    const ghost = ghostOf(id);
    if (!ghost) {
      this.wire.move(`/ttmba/source/${id}/xyz`, ...xyz);
      return;
    }
    const { azimuth, elevation, distance } = toAed(xyz);
    const { number, index } = ghost;
    this.wire.move("/ttmba/preview/place", int(number), int(index), azimuth, elevation, distance);
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
   * @returns {boolean}
   */
  #again(from, to, where) {
    const move = from.pop();
    if (!move) return false;
    if (!this.scene.find(move.id)) return this.#again(from, to, where);
    const { azimuth, elevation, distance } = where(move);
    this.#put(move.id, fromAed(azimuth, elevation, distance));
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

  /**
   * Make a source's sound anew: another take takes over.
   * @param {string} id
   */
  again(id) {
    this.wire.send(`/ttmba/source/${id}/again`);
  }

  stop() {
    this.wire.send("/ttmba/stop");
  }

  panic() {
    this.wire.send("/ttmba/panic");
  }
}
