// The phone as a head tracker: how it is turned, as `/ttmba/listener/ypr`. Knows no source.

import { get, say } from "./dom.js";
import { drawHead } from "./head.js";
import { Look } from "./look.js";
import { ABOVE, Map2D } from "./map.js";
import { Scene } from "./scene.js";
import { Wire } from "./wire.js";

const DEG = Math.PI / 180;

/** Milliseconds without a word of the sensors until that is said. */
const PATIENCE = 2000;

/** What the head is drawn larger by. */
const SCALE = 4;

/**
 * The head's angles for a phone that lies on it, screen up, its top to the front. The browser's angles
 * turn about z, x and y, in this order, with y to the front.
 * @param {number} alpha degrees about what points up
 * @param {number} beta degrees about what points right
 * @param {number} gamma degrees about what points to the front
 */
export function headOf(alpha, beta, gamma) {
  const [cz, cx, cy] = [alpha, beta, gamma].map((angle) => Math.cos(angle * DEG));
  const [sz, sx, sy] = [alpha, beta, gamma].map((angle) => Math.sin(angle * DEG));
  const front = [-cx * sz, cz * cx, sx];
  const up = [cz * sy + cy * sz * sx, sz * sy - cz * cy * sx, cx * cy];
  const yaw = Math.atan2(-front[0], front[1]);
  const pitch = Math.asin(Math.max(-1, Math.min(1, front[2])));
  const right = [Math.cos(yaw), Math.sin(yaw)];
  const roll = Math.atan2(up[0] * right[0] + up[1] * right[1], up[2] / Math.max(1e-6, Math.cos(pitch)));
  return { yaw: yaw / DEG, pitch: pitch / DEG, roll: roll / DEG };
}

const scene = new Scene();
const canvas = get("#head", HTMLCanvasElement);
const map = new Map2D(ABOVE);
const look = new Look();
const start = get("#start", HTMLButtonElement);
const told = get("#say", HTMLElement);
let heard = 0;

const wire = new Wire(
  (message) => {
    scene.take(message);
    if (message.address === "/ttmba/scene/listener") draw();
  },
  (open) => {
    document.documentElement.classList.toggle("away", !open);
    if (!open) say(told, "Looking for the daemon…");
    else if (!isOn()) say(told, "Lay the phone on the band of your headphones, screen up, its top to the front. Then start.");
  },
  false,
);

const isOn = () => start.getAttribute("aria-pressed") === "true";

function draw() {
  const context = canvas.getContext("2d");
  if (!context) return;
  canvas.width = canvas.clientWidth * look.ratio;
  canvas.height = canvas.clientHeight * look.ratio;
  map.width = canvas.clientWidth / SCALE;
  map.height = canvas.clientHeight / SCALE;
  context.scale(look.ratio * SCALE, look.ratio * SCALE);
  drawHead(context, map, look, { ...scene.head, x: 0, y: 0, z: 0 }, isOn());
  for (const angle of /** @type {const} */ (["yaw", "pitch", "roll"])) {
    say(get(`#${angle}`, HTMLElement), `${Math.round(scene.head[angle])}°`.replace("-", "−"));
  }
}

/** @param {DeviceOrientationEvent} event */
function turned(event) {
  const { alpha, beta, gamma } = event;
  if (alpha === null || beta === null || gamma === null) return;
  if (!heard) say(told, "Your head turns the scene. Look straight ahead, then press the button for it.");
  heard = performance.now();
  const { yaw, pitch, roll } = headOf(alpha, beta, gamma);
  wire.move("/ttmba/listener/ypr", yaw, pitch, roll);
}

async function begin() {
  if (!window.isSecureContext) {
    say(told, "This browser tells how the phone is turned over HTTPS only: start the daemon with a certificate and key ([stage] in its settings).");
    return;
  }
  if (!(await isAllowed())) {
    say(told, "The browser was told not to say how the phone is turned. Allow motion and orientation for this page.");
    return;
  }
  start.setAttribute("aria-pressed", "true");
  say(start, "Stop");
  heard = 0;
  addEventListener("deviceorientation", turned);
  setTimeout(() => {
    if (isOn() && !heard) say(told, "This device does not say how it is turned.");
  }, PATIENCE);
  keepAwake();
}

function end() {
  start.setAttribute("aria-pressed", "false");
  say(start, "Start");
  say(told, "Stopped: the head stays as it is.");
  removeEventListener("deviceorientation", turned);
}

/** Some phones ask their owner first. */
async function isAllowed() {
  /** @type {{requestPermission?: () => Promise<string>}} */
  const asked = /** @type {any} */ (window.DeviceOrientationEvent ?? {});
  if (!asked.requestPermission) return true;
  try {
    return (await asked.requestPermission()) === "granted";
  } catch {
    return false;
  }
}

async function keepAwake() {
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // Then the phone's own time applies.
  }
}

start.addEventListener("click", () => {
  if (isOn()) end();
  else begin();
});
get("#front", HTMLButtonElement).addEventListener("click", () => wire.send("/ttmba/listener/recenter"));
get("#panic", HTMLButtonElement).addEventListener("click", () => wire.send("/ttmba/panic"));
new ResizeObserver(draw).observe(canvas);
if (location.search.includes("token=")) history.replaceState(null, "", location.pathname);
