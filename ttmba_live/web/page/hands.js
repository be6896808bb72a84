// Fingers, mice and wheels on a map, as moves of sources and of the head. Draws nothing.

import { toAed } from "./geometry.js";
import { HEAD } from "./paint.js";

/** @typedef {import("./stage.js").View} View */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./actions.js").Actions} Actions */
/** @typedef {import("./geometry.js").Aed} Aed */
/** @typedef {import("./map.js").Point} Point */

/** Pixels around a thing that count as on it: a finger is wider than a mouse. */
const NEAR = { mouse: 18, pen: 22, touch: 30 };

/** What a notch of the wheel makes of a distance. */
const NOTCH = 1.0015;

const NEAREST = 0.2;
const FARTHEST = 10000;

export const ON_HEAD = "*head";

export class Hands {
  /** @type {Map<number, Point>} */ #fingers = new Map();
  /** @type {{id: string, from: Aed, grip: Point} | null} */ #drag = null;
  /** @type {{apart: number, from: Aed, id: string} | null} */ #pinch = null;

  /**
   * @param {View} view
   * @param {Stage} stage
   * @param {Actions} actions
   * @param {(id: string) => void} open is asked for numbers of a source or of the head
   */
  constructor(view, stage, actions, open) {
    this.view = view;
    this.stage = stage;
    this.actions = actions;
    const { canvas } = view;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#moved(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      canvas.addEventListener(end, (event) => this.#up(event));
    }
    canvas.addEventListener("touchstart", (event) => this.#touched(event), { passive: false });
    canvas.addEventListener("pointerleave", () => this.#point(""));
    canvas.addEventListener("wheel", (event) => this.#turned(event), { passive: false });
    canvas.addEventListener("dblclick", (event) => {
      const id = this.#at(point(event), NEAR.mouse);
      if (id) open(id);
    });
  }

  /**
   * What lies under a point: a source's id, the head, or nothing.
   * @param {Point} at
   * @param {number} near
   */
  #at([x, y], near) {
    let [best, found] = [near, ""];
    const { sources, ghosts } = this.stage.scene;
    for (const source of [...sources.values(), ...ghosts.values()]) {
      const [sx, sy] = this.view.map.point(source.shown);
      const away = Math.hypot(sx - x, sy - y) - (source.id === this.actions.selected ? 6 : 0);
      if (away < best) [best, found] = [away, source.id];
    }
    const [hx, hy] = this.#head();
    return found || (Math.hypot(hx - x, hy - y) < HEAD + 8 ? ON_HEAD : "");
  }

  #head() {
    const { x, y, z } = this.stage.scene.head;
    return this.view.map.point([x, y, z]);
  }

  /**
   * A finger on a thing holds it, one beside it scrolls the page.
   * @param {TouchEvent} event
   */
  #touched(event) {
    const { left, top } = this.view.canvas.getBoundingClientRect();
    const { clientX, clientY } = event.touches[0];
    const hit = this.#at([clientX - left, clientY - top], NEAR.touch);
    if (event.touches.length > 1 || hit) event.preventDefault();
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.view.canvas.setPointerCapture(event.pointerId);
    const at = point(event);
    this.#fingers.set(event.pointerId, at);
    this.stage.wake();
    if (this.#fingers.size === 2) {
      this.#begin_pinch();
      return;
    }
    const near = NEAR[/** @type {keyof typeof NEAR} */ (event.pointerType)] ?? NEAR.touch;
    const id = this.#at(at, near);
    if (!id || this.#fingers.size > 1) return;
    this.stage.held = true;
    const source = this.stage.scene.find(id);
    const [x, y] = source ? this.view.map.point(source.shown) : at;
    const from = source ? source.place : { azimuth: 0, elevation: 0, distance: 1 };
    this.#drag = { id, from, grip: [x - at[0], y - at[1]] };
    if (source) this.actions.select(id);
    this.#point(id);
  }

  /** @param {PointerEvent} event */
  #moved(event) {
    const at = point(event);
    if (!this.#fingers.has(event.pointerId)) {
      if (event.pointerType === "mouse") this.#point(this.#at(at, NEAR.mouse));
      return;
    }
    const before = this.#fingers.get(event.pointerId) ?? at;
    this.#fingers.set(event.pointerId, at);
    this.stage.wake();
    if (this.#pinch) this.#pinched(this.#pinch);
    else if (this.#drag?.id === ON_HEAD) this.#turn(at, before, event.shiftKey);
    else if (this.#drag) this.#dragged(this.#drag, at);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    this.#fingers.delete(event.pointerId);
    this.#drag = this.#pinch = null;
    this.stage.held = this.#fingers.size > 0;
    this.stage.wake();
    if (event.pointerType !== "mouse") this.#point("");
  }

  /**
   * @param {{id: string, from: Aed, grip: Point}} drag
   * @param {Point} at
   */
  #dragged({ id, from, grip }, at) {
    const source = this.stage.scene.find(id);
    if (!source) return;
    const wanted = this.view.map.place([at[0] + grip[0], at[1] + grip[1]], source.xyz);
    this.actions.place(id, wanted, from);
  }

  /**
   * From above the nose follows; from behind a drag to the side is yaw, up is pitch, with Shift
   * it is roll.
   * @param {Point} at
   * @param {Point} before
   * @param {boolean} rolls
   */
  #turn(at, before, rolls) {
    const { yaw, pitch, roll } = this.stage.scene.head;
    const [x, y] = this.#head();
    const [dx, dy] = [at[0] - before[0], at[1] - before[1]];
    if (this.view.map.axes.name === "above") {
      const turned = (Math.atan2(x - at[0], y - at[1]) * 180) / Math.PI;
      if (Math.hypot(at[0] - x, at[1] - y) > 6) this.actions.turn(turned, pitch, roll);
    } else if (rolls) {
      this.actions.turn(yaw, pitch, roll + dx);
    } else {
      const up = Math.max(-90, Math.min(90, pitch - dy));
      this.actions.turn(yaw - dx, up, roll);
    }
  }

  #begin_pinch() {
    const source = this.actions.source;
    this.#drag = null;
    if (source) this.#pinch = { apart: this.#apart(), from: source.place, id: source.id };
  }

  #apart() {
    const [a, b] = [...this.#fingers.values()];
    return Math.max(10, Math.hypot(a[0] - b[0], a[1] - b[1]));
  }

  /** @param {{apart: number, from: Aed, id: string}} pinch */
  #pinched({ apart, from, id }) {
    if (this.#fingers.size < 2) return;
    this.#away(id, from, from.distance * (this.#apart() / apart));
  }

  /** @param {WheelEvent} event */
  #turned(event) {
    event.preventDefault();
    const id = this.#at(point(event), NEAR.mouse);
    const source = this.stage.scene.find(id) ?? this.actions.source;
    if (!source) return;
    this.actions.select(source.id);
    const from = toAed(this.actions.latest(source.id, source.xyz));
    const notches = event.deltaMode ? event.deltaY * 30 : event.deltaY;
    this.#away(source.id, from, from.distance * NOTCH ** -notches);
  }

  /**
   * @param {string} id
   * @param {Aed} from
   * @param {number} distance
   */
  #away(id, from, distance) {
    const kept = Math.max(NEAREST, Math.min(FARTHEST, distance));
    this.actions.placeAed(id, { ...from, distance: kept }, from);
    this.stage.wake();
  }

  /** @param {string} id */
  #point(id) {
    if (this.view.pointed === id) return;
    this.view.pointed = id;
    this.view.canvas.classList.toggle("grab", Boolean(id));
    this.stage.wake();
  }
}

/**
 * @param {MouseEvent} event
 * @returns {Point}
 */
const point = (event) => [event.offsetX, event.offsetY];
