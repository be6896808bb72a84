// The scene as the daemon says it is. Knows its addresses; draws nothing and sends nothing.

import { fromAed, line } from "./geometry.js";

/** @typedef {import("./geometry.js").Xyz} Xyz */
/** @typedef {import("./geometry.js").Aed} Aed */
/** @typedef {import("./osc.js").Message} Message */

/**
 * @typedef {object} Source
 * @property {string} id
 * @property {string} name
 * @property {number} number
 * @property {number} gain dB
 * @property {boolean} mute
 * @property {boolean} solo
 * @property {boolean} loop
 * @property {string} state as the page shows it: with `late`, and `idle` for what is done
 * @property {string} note
 * @property {number} progress of its clip, 0..1
 * @property {Aed} place
 * @property {Xyz} xyz where it is
 * @property {Xyz} shown where it is drawn, on its way to `xyz`
 * @property {Xyz[]} trail where it was drawn, oldest first
 * @property {Xyz[]} path its way, as a line
 * @property {number} along the point of its way that it has reached
 * @property {number} peak dB
 * @property {number} rms dB
 */

export const SILENCE = -120;

export class Scene {
  /** @type {Map<string, Source>} */ sources = new Map();
  /** What a preview would be. @type {Map<string, Source>} */ ghosts = new Map();
  head = { x: 0, y: 0, z: 0, yaw: 0, pitch: 0, roll: 0 };
  gain = 0;
  room = { preset: "", decay: 0, early: 0, late: 0 };
  mix = { left: SILENCE, right: SILENCE, leftRms: SILENCE, rightRms: SILENCE };
  status = { voices: 0, queue: 0, load: 0, underruns: 0 };
  limiter = 0;
  recording = "";
  /** @type {Map<string, {name: string, note: string}>} */ parts = new Map();
  /** Counts what has changed in the list of sources: they come, go, or are named otherwise. */
  version = 0;
  /** @type {Map<string, Aed[]>} */ #corners = new Map();

  /** Forget everything: the daemon will say it again. */
  clear() {
    this.sources.clear();
    this.ghosts.clear();
    this.parts.clear();
    this.#corners.clear();
    this.recording = "";
    this.limiter = 0;
    this.version++;
  }

  /**
   * Take in a message; what is not about the scene is passed over.
   * @param {Message} message
   */
  take({ address, values }) {
    TAKERS[address]?.(this, values);
  }

  /**
   * A source or a ghost.
   * @param {string} id
   */
  find(id) {
    return this.sources.get(id) ?? this.ghosts.get(id);
  }

  /** @param {string} id */
  source(id) {
    let source = this.sources.get(id);
    if (!source) {
      source = fresh(id);
      this.sources.set(id, source);
      this.version++;
    }
    return source;
  }

  /**
   * @param {string} id
   * @param {number} index
   * @param {number} count
   * @param {Aed} corner
   */
  corner(id, index, count, corner) {
    const corners = index ? (this.#corners.get(id) ?? []) : [];
    if (count) corners.push(corner);
    this.#corners.set(id, corners);
    if (corners.length < count) return;
    this.#corners.delete(id);
    const source = this.source(id);
    source.path = line(corners);
    source.along = 0;
  }
}

/**
 * @param {string} id
 * @returns {Source}
 */
export function fresh(id) {
  return {
    id, name: id, number: 0, gain: 0, mute: false, solo: false, loop: false,
    state: "planned", note: "", progress: 0,
    place: { azimuth: 0, elevation: 0, distance: 1 },
    xyz: [1, 0, 0], shown: [NaN, 0, 0], trail: [], path: [], along: 0,
    peak: SILENCE, rms: SILENCE,
  };
}

/**
 * @param {string} state
 * @param {string} note
 */
function shownAs(state, note) {
  if (state === "playing" && /\blate\b/.test(note)) return "late";
  if (state === "done" || state === "") return "idle";
  return state === "planned" ? "queued" : state;
}

/**
 * @param {Scene} scene
 * @param {string} id
 * @param {string} state
 * @param {string} note
 */
function enter(scene, id, state, note) {
  const source = scene.source(id);
  const shown = shownAs(state, note);
  if (shown === source.state && note === source.note) return;
  if (state === "playing") source.along = 0;
  if (shown !== "generating") source.progress = 0;
  source.state = shown;
  source.note = note;
  scene.version++;
}

/** @type {Record<string, (scene: Scene, values: any[]) => void>} */
const TAKERS = {
  "/ttmba/scene/source"(scene, [id, name, number, gain, mute, solo, loop, state, note]) {
    const source = scene.source(id);
    const switches = { mute: Boolean(mute), solo: Boolean(solo), loop: Boolean(loop) };
    Object.assign(source, { name, number, gain }, switches);
    scene.version++;
    enter(scene, id, state, note);
  },
  "/ttmba/scene/place"(scene, [id, azimuth, elevation, distance]) {
    const source = scene.source(id);
    source.place = { azimuth, elevation, distance };
    source.xyz = fromAed(azimuth, elevation, distance);
  },
  "/ttmba/scene/path"(scene, [id, index, count, , azimuth, elevation, distance]) {
    scene.corner(id, index, count, { azimuth, elevation, distance });
  },
  "/ttmba/scene/gone"(scene, [id]) {
    scene.sources.delete(id);
    scene.version++;
  },
  "/ttmba/scene/listener"(scene, [x, y, z, yaw, pitch, roll]) {
    scene.head = { x, y, z, yaw, pitch, roll };
  },
  "/ttmba/scene/gain"(scene, [gain]) {
    scene.gain = gain;
  },
  "/ttmba/scene/room"(scene, [preset, decay, early, late]) {
    scene.room = { preset, decay, early, late };
  },
  "/ttmba/event/state"(scene, [id, state, note]) {
    if (state === "planned" || scene.sources.has(id)) enter(scene, id, state, note);
  },
  "/ttmba/event/progress"(scene, [id, share]) {
    const source = scene.sources.get(id);
    if (source) source.progress = share;
  },
  "/ttmba/meter"(scene, [id, peak, rms]) {
    const source = scene.sources.get(id);
    if (source) Object.assign(source, { peak, rms });
  },
  "/ttmba/meter/mix"(scene, [left, leftRms, right, rightRms]) {
    scene.mix = { left, leftRms, right, rightRms };
  },
  "/ttmba/status"(scene, [voices, queue, load, underruns]) {
    scene.status = { voices, queue, load, underruns };
  },
  "/ttmba/limiter"(scene, [held]) {
    scene.limiter = held;
  },
  "/ttmba/part"(scene, [kind, name, note]) {
    scene.parts.set(kind, { name, note });
  },
  "/ttmba/generator"(scene, [name, state, share, note]) {
    const loading = state === "loading" ? ` ${Math.round(share * 100)} %` : "";
    const word = state === "ready" ? "" : ` (${state}${loading})`;
    scene.parts.set("generator", { name: `${name}${word}`, note });
  },
  "/ttmba/record/started"(scene, [, file]) {
    scene.recording = file;
  },
  "/ttmba/record/stopped"(scene) {
    scene.recording = "";
  },
};
