// Draws sources and the head on a map. Knows the scene's values and no address.

/** @typedef {import("./map.js").Map2D} Map2D */
/** @typedef {import("./look.js").Look} Look */
/** @typedef {import("./labels.js").Labels} Labels */
/** @typedef {import("./scene.js").Source} Source */
/** @typedef {import("./geometry.js").Xyz} Xyz */

/** Pixels: a source's disc, and what its level adds at most. */
const DISC = 8;
const LEVEL = 20;

/** Decibels that the ring begins at. */
const FLOOR = -54;

/** With more sources than this, names are shown of those that are pointed at. */
const NAMED = 24;

/** Pixels from a source's middle to its name. */
export const BESIDE = DISC + 9;

/** Pixels of the head. */
export const HEAD = 19;

const SOUNDING = new Set(["playing", "late"]);

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Map2D} map
 * @param {Look} look
 * @param {Source} source
 */
export function way(context, map, look, source) {
  const { path, along } = source;
  if (path.length < 2) return;
  const colour = look.states[source.state];
  context.strokeStyle = colour;
  context.lineWidth = 1.25;
  context.globalAlpha = 0.22;
  stroke(context, map, path, 0, path.length);
  if (source.state !== "idle") {
    context.globalAlpha = 0.8;
    context.setLineDash([2, 5]);
    context.lineCap = "round";
    stroke(context, map, path, along, path.length);
    context.setLineDash([]);
    arrow(context, map, path, colour);
  }
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Map2D} map
 * @param {Xyz[]} line
 * @param {number} from
 * @param {number} to
 */
function stroke(context, map, line, from, to) {
  context.beginPath();
  for (let index = from; index < to; index++) {
    const [x, y] = map.point(line[index]);
    if (index === from) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Map2D} map
 * @param {Xyz[]} line
 * @param {string} colour
 */
function arrow(context, map, line, colour) {
  const [x, y] = map.point(line[line.length - 1]);
  const [px, py] = map.point(line[line.length - 2]);
  if (Math.hypot(x - px, y - py) < 0.5) return;
  context.save();
  context.translate(x, y);
  context.rotate(Math.atan2(y - py, x - px));
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(6, 0);
  context.lineTo(-3, -4);
  context.lineTo(-3, 4);
  context.fill();
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Map2D} map
 * @param {Look} look
 * @param {Source} source
 * @param {number} parts how many widths it has
 */
export function trail(context, map, look, source, parts) {
  const points = source.trail;
  if (points.length < 2 || look.still) return;
  context.strokeStyle = look.states[source.state];
  context.lineCap = "round";
  const length = Math.ceil(points.length / parts);
  for (let part = 0; part < parts; part++) {
    const from = part * length;
    const to = Math.min(points.length, from + length + 1);
    if (to - from < 2) break;
    const near = (part + 1) / parts;
    context.globalAlpha = parts > 1 ? 0.48 * near : 0.3;
    context.lineWidth = parts > 1 ? 4 * near : 1.5;
    stroke(context, map, points, from, to);
  }
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Map2D} map
 * @param {Look} look
 * @param {Source} source
 * @param {{selected: boolean, named: boolean, labels: Labels}} how
 */
export function disc(context, map, look, source, how) {
  const [x, y] = map.point(source.shown);
  const colour = look.states[source.state];
  const silent = source.mute;
  context.lineWidth = 2;
  if (SOUNDING.has(source.state) && !silent) ring(context, x, y, source, colour);
  context.fillStyle = SOUNDING.has(source.state) && !silent ? colour : look.field;
  context.strokeStyle = colour;
  circle(context, x, y, DISC);
  context.fill();
  if (source.state === "ghost") context.setLineDash([3, 3]);
  context.stroke();
  context.setLineDash([]);
  if (source.state === "generating") progress(context, x, y, source, colour);
  if (source.state === "failed") mark(context, x, y, colour);
  if (silent) slash(context, x, y, colour);
  if (how.selected) chosen(context, map, look, x, y);
  if (how.named) how.labels.add(source, x, y, how.selected);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {Source} source
 * @param {string} colour
 */
function ring(context, x, y, source, colour) {
  const level = Math.max(0, Math.min(1, (source.rms - FLOOR) / -FLOOR));
  const peak = Math.max(0, Math.min(1, (source.peak - FLOOR) / -FLOOR));
  if (!peak) return;
  context.globalAlpha = 0.2;
  context.fillStyle = colour;
  circle(context, x, y, DISC + LEVEL * level);
  context.fill();
  context.globalAlpha = 0.75;
  context.lineWidth = 1.25;
  context.strokeStyle = colour;
  circle(context, x, y, DISC + LEVEL * peak);
  context.stroke();
  context.lineWidth = 2;
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {Source} source
 * @param {string} colour
 */
function progress(context, x, y, source, colour) {
  context.lineWidth = 3;
  context.strokeStyle = colour;
  context.beginPath();
  context.arc(x, y, DISC + 5, -Math.PI / 2, (source.progress * 2 - 0.5) * Math.PI);
  context.stroke();
  context.lineWidth = 2;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 */
function mark(context, x, y, colour) {
  context.fillStyle = colour;
  context.fillRect(x - 1.25, y - 5, 2.5, 6);
  context.fillRect(x - 1.25, y + 2.5, 2.5, 2.5);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 */
function slash(context, x, y, colour) {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(x - DISC, y + DISC);
  context.lineTo(x + DISC, y - DISC);
  context.stroke();
}

/**
 * The line from the middle to what is selected, and a frame around it.
 * @param {CanvasRenderingContext2D} context
 * @param {Map2D} map
 * @param {Look} look
 * @param {number} x
 * @param {number} y
 */
function chosen(context, map, look, x, y) {
  const [cx, cy] = map.middle;
  const away = Math.hypot(x - cx, y - cy);
  context.strokeStyle = look.focus;
  context.lineWidth = 1.5;
  circle(context, x, y, DISC + 5);
  context.stroke();
  if (away <= DISC + 5 + HEAD) return;
  const [ux, uy] = [(x - cx) / away, (y - cy) / away];
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(cx + ux * (HEAD + 6), cy + uy * (HEAD + 6));
  context.lineTo(x - ux * (DISC + 5), y - uy * (DISC + 5));
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * @param {number} count
 * @param {boolean} pointed
 */
export const isNamed = (count, pointed) => pointed || count <= NAMED;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function circle(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}
