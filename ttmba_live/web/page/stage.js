// The two maps and their frames: what has changed is drawn, nothing else. Sends nothing.

import { Backdrop } from "./backdrop.js";
import { drawHead } from "./head.js";
import { Labels } from "./labels.js";
import { ABOVE, BEHIND, Map2D } from "./map.js";
import { BESIDE, disc, isNamed, trail, way } from "./paint.js";

/** @typedef {import("./look.js").Look} Look */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Source} Source */
/** @typedef {import("./geometry.js").Xyz} Xyz */
/** @typedef {import("./actions.js").Actions} Actions */

/** Milliseconds in which a drawn place comes two thirds nearer to the true one. */
const GLIDE = 35;

/** Metres from its place at which a source is drawn there. */
const THERE = 1e-3;

/** Milliseconds between the points of a trail, and how many there are. */
const TRAIL_STEP = 50;
const TRAIL = 32;

/** With more sources than this, trails are drawn more simply. */
const CROWD = 24;

/** Milliseconds for which frames are drawn after the last change: until its trail is gone. */
const AWAKE = 2000;

/** One canvas with its map. */
export class View {
  backdrop = new Backdrop();
  labels = new Labels();
  /** The source, or the head (`"*head"`), that is pointed at. */
  pointed = "";

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {typeof ABOVE} axes
   */
  constructor(canvas, axes) {
    this.canvas = canvas;
    this.map = new Map2D(axes);
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("this browser draws no canvas");
    this.context = context;
  }

  /**
   * Take the canvas's size, when it has changed: asking in each frame would lay out the page.
   * @param {ResizeObserverEntry} entry
   */
  resize({ contentRect: { width, height } }) {
    this.map.width = width;
    this.map.height = height;
  }

  /** @param {number} ratio */
  fit(ratio) {
    const [w, h] = [Math.round(this.map.width * ratio), Math.round(this.map.height * ratio)];
    if (this.canvas.width !== w) this.canvas.width = w;
    if (this.canvas.height !== h) this.canvas.height = h;
  }
}

export class Stage {
  #before = 0;
  #stepped = 0;
  #changed = 0;
  /** Whether a hand holds something. */
  held = false;

  /**
   * @param {Scene} scene
   * @param {Look} look
   * @param {Actions} actions
   * @param {HTMLCanvasElement} above
   * @param {HTMLCanvasElement} behind
   */
  constructor(scene, look, actions, above, behind) {
    this.scene = scene;
    this.look = look;
    this.actions = actions;
    this.views = [new View(above, ABOVE), new View(behind, BEHIND)];
    for (const view of this.views) {
      const sized = new ResizeObserver(([entry]) => {
        view.resize(entry);
        this.wake();
      });
      sized.observe(view.canvas);
    }
    requestAnimationFrame((now) => this.#frame(now));
  }

  /** Something has changed: draw. */
  wake() {
    this.#changed = performance.now();
  }

  /** @param {number} now */
  #frame(now) {
    requestAnimationFrame((next) => this.#frame(next));
    const passed = Math.min(100, now - this.#before);
    this.#before = now;
    if (now - this.#changed > AWAKE) return;
    this.#advance(now, passed);
    for (const view of this.views) this.#draw(view, passed);
  }

  /**
   * @param {number} now
   * @param {number} passed
   */
  #advance(now, passed) {
    const near = this.look.still ? 1 : 1 - Math.exp(-passed / GLIDE);
    const leaves = now - this.#stepped > TRAIL_STEP;
    if (leaves) this.#stepped = now;
    let farthest = 0;
    for (const ghost of this.scene.ghosts.values()) {
      ghost.shown = ghost.xyz;
      farthest = Math.max(farthest, ghost.place.distance);
    }
    for (const source of this.scene.sources.values()) {
      glide(source, near);
      if (leaves) leaveTrail(source);
      follow(source);
      farthest = Math.max(farthest, source.place.distance);
    }
    for (const view of this.views) view.map.reachTo(farthest, this.held);
  }

  /**
   * @param {View} view
   * @param {number} passed
   */
  #draw(view, passed) {
    const { context, map } = view;
    const { look, scene } = this;
    view.fit(look.ratio);
    if (!map.width || !map.height) return;
    map.step(passed, look.still);
    context.setTransform(look.ratio, 0, 0, look.ratio, 0, 0);
    view.backdrop.draw(context, map, look);
    const sources = [...scene.sources.values(), ...scene.ghosts.values()];
    for (const source of sources) way(context, map, look, source);
    const parts = sources.length > CROWD ? 1 : 4;
    for (const source of sources) trail(context, map, look, source, parts);
    drawHead(context, map, look, scene.head, view.pointed === "*head");
    const chosen = this.actions.source;
    for (const source of sources) if (source !== chosen) this.#disc(view, source, sources.length);
    if (chosen) this.#disc(view, chosen, sources.length);
    view.labels.draw(context, look, map.width, BESIDE);
  }

  /**
   * @param {View} view
   * @param {Source} source
   * @param {number} count
   */
  #disc(view, source, count) {
    const selected = source.id === this.actions.selected;
    const named = isNamed(count, selected || source.id === view.pointed);
    disc(view.context, view.map, this.look, source, { selected, named, labels: view.labels });
  }
}

/**
 * Bring a source nearer to its place on the maps, and there when it is within what nobody sees.
 * @param {Source} source
 * @param {number} near
 */
function glide(source, near) {
  const { shown, xyz } = source;
  const far = Math.hypot(xyz[0] - shown[0], xyz[1] - shown[1], xyz[2] - shown[2]);
  if (!(far > THERE)) source.shown = [...xyz]; // also when it has not been shown before
  else for (let axis = 0; axis < 3; axis++) shown[axis] += near * (xyz[axis] - shown[axis]);
}

/** @param {Source} source */
function leaveTrail(source) {
  const last = source.trail.at(-1);
  const [x, y, z] = source.shown;
  const moved = !last || Math.hypot(x - last[0], y - last[1], z - last[2]) > 0.01;
  if (moved) source.trail.push([x, y, z]);
  if (source.trail.length > TRAIL || !moved) source.trail.shift();
}

/**
 * How far along its way a source is: the nearest point, never backwards.
 * @param {Source} source
 */
function follow(source) {
  const { path, xyz } = source;
  let best = Infinity;
  for (let index = source.along; index < Math.min(path.length, source.along + 12); index++) {
    const [x, y, z] = path[index];
    const away = Math.hypot(x - xyz[0], y - xyz[1], z - xyz[2]);
    if (away >= best) continue;
    best = away;
    source.along = index;
  }
}
