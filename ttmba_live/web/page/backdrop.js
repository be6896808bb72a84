// What lies still on a map: rings with metres, axes, names of the sides. Knows no source.

import { rings, share } from "./geometry.js";

/** @typedef {import("./map.js").Map2D} Map2D */
/** @typedef {import("./look.js").Look} Look */

const SIDES = {
  above: ["front", "right", "behind", "left"],
  behind: ["above", "right", "below", "left"],
};

/** Pixels between rings below which one of them stays without its metres. */
const CROWDED = 26;

/** Drawn once, and again when the map or the colours change. */
export class Backdrop {
  #canvas = document.createElement("canvas");
  #drawn = "";

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Map2D} map
   * @param {Look} look
   */
  draw(context, map, look) {
    const wanted = [map.width, map.height, map.range, look.ratio, look.text, look.ring].join(" ");
    if (wanted !== this.#drawn) {
      this.#drawn = wanted;
      this.#canvas.width = Math.round(map.width * look.ratio);
      this.#canvas.height = Math.round(map.height * look.ratio);
      const own = this.#canvas.getContext("2d");
      if (!own) return;
      own.scale(look.ratio, look.ratio);
      paint(own, map, look);
    }
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#canvas, 0, 0);
    context.restore();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Map2D} map
 * @param {Look} look
 */
function paint(context, map, look) {
  const [x, y] = map.middle;
  const { radius } = map;
  const glow = context.createRadialGradient(x, y, 0, x, y, radius * 1.05);
  glow.addColorStop(0, look.glow);
  glow.addColorStop(1, look.field);
  context.fillStyle = look.field;
  context.fillRect(0, 0, map.width, map.height);
  context.fillStyle = glow;
  circle(context, x, y, radius * 1.05);
  context.fill();
  context.strokeStyle = look.axis;
  context.lineWidth = 1;
  context.beginPath();
  for (let turn = 0; turn < 12; turn++) {
    const angle = (turn * Math.PI) / 6;
    const from = turn % 3 ? 0.92 : 0.1;
    context.moveTo(x + radius * from * Math.cos(angle), y + radius * from * Math.sin(angle));
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.stroke();
  const shown = rings(map.range);
  let last = -CROWDED;
  for (const ring of shown) {
    const away = share(ring, map.range) * radius;
    context.strokeStyle = ring === shown.at(-1) ? look.edge : look.ring;
    circle(context, x, y, away);
    context.stroke();
    if (away - last < CROWDED) continue;
    last = away;
    label(context, `${ring} m`, x + away * Math.SQRT1_2, y + away * Math.SQRT1_2, look, look.ringText);
  }
  const far = radius + 14;
  const places = [[0, -far], [far, 0], [0, far], [-far, 0]];
  const names = map.axes.name === "above" ? SIDES.above : SIDES.behind;
  names.forEach((name, index) => {
    const [dx, dy] = places[index];
    context.save();
    context.translate(x + dx, y + dy);
    if (index % 2) context.rotate(index === 1 ? Math.PI / 2 : -Math.PI / 2);
    label(context, name, 0, 0, look, look.dim);
    context.restore();
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function circle(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Look} look
 * @param {string} colour
 */
function label(context, text, x, y, look, colour) {
  context.font = `11px ${look.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = look.field;
  const width = context.measureText(text).width + 8;
  context.fillRect(x - width / 2, y - 8, width, 16);
  context.fillStyle = colour;
  context.fillText(text, x, y + 0.5);
}
