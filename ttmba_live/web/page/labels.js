// Names beside the sources, kept from lying on each other. Knows pixels and words.

import { words } from "./geometry.js";

/** @typedef {import("./look.js").Look} Look */
/** @typedef {import("./scene.js").Source} Source */
/** @typedef {{source: Source, x: number, y: number, wide: number, tall: number, selected: boolean, flipped: boolean}} Label */

const LINE = 16;

/** What a label's way to its place is shortened by in a frame: names do not jump. */
const EASE = 0.25;

/** Letters of a name that are shown. */
const LETTERS = 26;

export class Labels {
  /** @type {Map<string, number>} */ #shifts = new Map();
  /** @type {Label[]} */ #now = [];

  /**
   * @param {Source} source
   * @param {number} x
   * @param {number} y
   * @param {boolean} selected
   */
  add(source, x, y, selected) {
    this.#now.push({ source, x, y, wide: 0, tall: selected ? 2 * LINE : LINE, selected, flipped: false });
  }

  /**
   * Draw those that were added for this frame.
   * @param {CanvasRenderingContext2D} context
   * @param {Look} look
   * @param {number} width of the canvas
   * @param {number} beside pixels from a source's middle to its name
   */
  draw(context, look, width, beside) {
    const labels = this.#now.sort((a, b) => a.y - b.y);
    this.#now = [];
    /** @type {Map<string, number>} */
    const shifts = new Map();
    /** @type {Label[]} */
    const drawn = [];
    for (const label of labels) {
      context.font = font(look, label.selected);
      label.wide = context.measureText(short(label.source.name)).width;
      if (label.selected) {
        context.font = `12px ${look.font}`;
        label.wide = Math.max(label.wide, context.measureText(words(label.source.place)).width);
      }
      label.flipped = label.x + beside + label.wide > width - 4;
      label.x += label.flipped ? -beside - label.wide : beside;
      /** @type {number} */
      const wanted = free(label, drawn) - label.y;
      const before = this.#shifts.get(label.source.id) ?? wanted;
      const shift = look.still ? wanted : before + EASE * (wanted - before);
      shifts.set(label.source.id, shift);
      drawn.push({ ...label, y: label.y + wanted });
      label.y += shift;
      write(context, look, label);
    }
    this.#shifts = shifts;
  }
}

/**
 * The height at which a label lies on none of those above it.
 * @param {Label} label
 * @param {Label[]} others
 */
function free(label, others) {
  let { y } = label;
  for (const other of others) {
    const beside = other.x + other.wide < label.x || label.x + label.wide < other.x;
    const apart = (other.tall + label.tall) / 2;
    if (!beside && y < other.y + apart) y = other.y + apart;
  }
  return y;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Look} look
 * @param {Label} label
 */
function write(context, look, label) {
  const { source, y, selected } = label;
  const x = label.flipped ? label.x + label.wide : label.x;
  context.textAlign = label.flipped ? "right" : "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = look.field;
  context.font = font(look, selected);
  context.fillStyle = source.state === "idle" ? look.dim : look.text;
  const name = short(source.name);
  const at = selected ? y - LINE / 2 : y;
  context.strokeText(name, x, at);
  context.fillText(name, x, at);
  if (!selected) return;
  context.font = `12px ${look.font}`;
  context.fillStyle = look.dim;
  context.strokeText(words(source.place), x, y + LINE / 2);
  context.fillText(words(source.place), x, y + LINE / 2);
}

/**
 * @param {Look} look
 * @param {boolean} selected
 */
const font = (look, selected) => `${selected ? 600 : 500} 13px ${look.font}`;

/** @param {string} name */
const short = (name) => {
  const letters = [...name];
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join("")}…` : name;
};
