// How places lie on one of the two maps, and back. Knows pixels; draws nothing.

import { reach, share, spread } from "./geometry.js";

/** @typedef {import("./geometry.js").Xyz} Xyz */
/** @typedef {[number, number]} Point pixels from the canvas's corner */

/** The axes of a map: which of x, y, z is to the left, which is up, and which stays in a drag. */
export const ABOVE = { name: "above", left: 1, up: 0, kept: 2 };
export const BEHIND = { name: "behind", left: 1, up: 2, kept: 0 };

/** Pixels between the outermost ring and the edge. */
const MARGIN = 26;

/** Milliseconds in which a map grows or shrinks. */
const GROWTH = 300;

export class Map2D {
  width = 1;
  height = 1;
  range = 5;
  #wanted = 5;

  /** @param {typeof ABOVE} axes */
  constructor(axes) {
    this.axes = axes;
  }

  get middle() {
    return /** @type {Point} */ ([this.width / 2, this.height / 2]);
  }

  get radius() {
    return Math.max(40, Math.min(this.width, this.height) / 2 - MARGIN);
  }

  /**
   * Let the map reach as far as something lies.
   * @param {number} farthest metres
   * @param {boolean} held while a drag goes on, it does not shrink
   */
  reachTo(farthest, held) {
    const wanted = reach(farthest);
    this.#wanted = held ? Math.max(this.#wanted, wanted) : wanted;
  }

  /**
   * Grow or shrink for a frame.
   * @param {number} milliseconds
   * @param {boolean} hurried
   */
  step(milliseconds, hurried) {
    const gap = Math.log(this.#wanted / this.range);
    if (!gap) return;
    const close = hurried || Math.abs(gap) < 0.004;
    this.range = close ? this.#wanted : this.range * Math.exp((gap * milliseconds * 4) / GROWTH);
  }

  /**
   * @param {Xyz} xyz
   * @returns {Point}
   */
  point(xyz) {
    const distance = Math.hypot(xyz[0], xyz[1], xyz[2]);
    const scale = distance ? (share(distance, this.range) / distance) * this.radius : 0;
    const { left, up } = this.axes;
    return [this.width / 2 - xyz[left] * scale, this.height / 2 - xyz[up] * scale];
  }

  /**
   * The place under a point; what the map does not show stays as it is in `xyz`.
   * @param {Point} point
   * @param {Xyz} xyz
   * @returns {Xyz}
   */
  place([px, py], xyz) {
    const { left, up, kept } = this.axes;
    const [cx, cy] = this.middle;
    const [u, v] = [(cx - px) / this.radius, (cy - py) / this.radius];
    const away = Math.hypot(u, v);
    const level = spread(Math.min(away, 1.15), xyz[kept], this.range);
    /** @type {Xyz} */
    const out = [0, 0, 0];
    out[kept] = xyz[kept];
    out[left] = away ? (u / away) * level : 0;
    out[up] = away ? (v / away) * level : 0;
    return out;
  }
}
