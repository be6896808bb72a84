// Draws the head, as it is turned. Knows no other thing on the map.

import { HEAD, circle } from "./paint.js";

/** @typedef {import("./map.js").Map2D} Map2D */
/** @typedef {import("./look.js").Look} Look */
/** @typedef {import("./scene.js").Scene} Scene */

const DEG = Math.PI / 180;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Map2D} map
 * @param {Look} look
 * @param {Scene["head"]} head
 * @param {boolean} held
 */
export function drawHead(context, map, look, head, held) {
  const [x, y] = map.point([head.x, head.y, head.z]);
  context.save();
  context.translate(x, y);
  context.lineWidth = 2;
  context.lineJoin = "round";
  context.strokeStyle = held ? look.focus : look.head;
  context.fillStyle = look.field;
  if (map.axes.name === "above") fromAbove(context, head);
  else fromBehind(context, look, head);
  context.restore();
}

/**
 * A nose in front, ears at the sides.
 * @param {CanvasRenderingContext2D} context
 * @param {Scene["head"]} head
 */
function fromAbove(context, head) {
  context.rotate(-head.yaw * DEG);
  beam(context);
  context.beginPath();
  context.moveTo(-5, -HEAD + 1);
  context.lineTo(0, -HEAD - 8);
  context.lineTo(5, -HEAD + 1);
  context.fill();
  context.stroke();
  ears(context);
  context.beginPath();
  context.ellipse(0, 0, HEAD - 3, HEAD, 0, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

/**
 * Where the nose points is shown by a dot: pitch lifts it, yaw moves it to the side.
 * @param {CanvasRenderingContext2D} context
 * @param {Look} look
 * @param {Scene["head"]} head
 */
function fromBehind(context, look, head) {
  const level = Math.cos(head.pitch * DEG);
  const [nx, ny] = [-Math.sin(head.yaw * DEG) * level, -Math.sin(head.pitch * DEG)];
  context.save();
  context.rotate(head.roll * DEG);
  context.beginPath();
  context.moveTo(-6, HEAD - 4);
  context.lineTo(-8, HEAD + 9);
  context.moveTo(6, HEAD - 4);
  context.lineTo(8, HEAD + 9);
  context.stroke();
  ears(context);
  context.beginPath();
  context.ellipse(0, 0, HEAD - 4, HEAD, 0, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.restore();
  context.fillStyle = look.head;
  circle(context, nx * (HEAD - 7), ny * (HEAD - 5), 3);
  context.fill();
}

/** @param {CanvasRenderingContext2D} context */
function ears(context) {
  for (const side of [-1, 1]) {
    context.beginPath();
    context.ellipse(side * (HEAD - 2), 1, 4, 7, 0, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/**
 * What lies in front, faintly.
 * @param {CanvasRenderingContext2D} context
 */
function beam(context) {
  const light = context.createLinearGradient(0, -HEAD, 0, -90);
  const colour = String(context.strokeStyle);
  light.addColorStop(0, colour);
  light.addColorStop(1, "transparent");
  context.save();
  context.globalAlpha = 0.14;
  context.fillStyle = light;
  context.beginPath();
  context.moveTo(-10, -HEAD);
  context.lineTo(-34, -90);
  context.lineTo(34, -90);
  context.lineTo(10, -HEAD);
  context.fill();
  context.restore();
}
