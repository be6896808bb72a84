// Places: angles and metres, and how both lie on a round map. Knows no screen and no source.
// x front, y left, z up; azimuth + left, elevation + up, in degrees.

/** @typedef {[number, number, number]} Xyz */
/** @typedef {{azimuth: number, elevation: number, distance: number}} Aed */

const DEG = Math.PI / 180;

/**
 * @param {number} azimuth
 * @param {number} elevation
 * @param {number} distance
 * @returns {Xyz}
 */
export function fromAed(azimuth, elevation, distance) {
  const level = distance * Math.cos(elevation * DEG);
  return [
    level * Math.cos(azimuth * DEG),
    level * Math.sin(azimuth * DEG),
    distance * Math.sin(elevation * DEG),
  ];
}

/**
 * @param {Xyz} xyz
 * @returns {Aed}
 */
export function toAed([x, y, z]) {
  const level = Math.hypot(x, y);
  return {
    azimuth: Math.atan2(y, x) / DEG,
    elevation: Math.atan2(z, level) / DEG,
    distance: Math.hypot(level, z),
  };
}

/** @param {Aed} place */
export function words(place) {
  const turn = Math.round(Math.abs(place.azimuth));
  const up = Math.round(place.elevation);
  let side = `${turn}° ${place.azimuth > 0 ? "left" : "right"}`;
  if (turn < 1) side = "front";
  if (turn > 179) side = "behind";
  const height = up ? ` ${Math.abs(up)}° ${up > 0 ? "up" : "down"}` : "";
  return `${side}${height} · ${metres(place.distance)}`;
}

/** @param {number} distance */
export function metres(distance) {
  const digits = distance < 10 ? 1 : 0;
  return `${distance.toFixed(digits)} m`;
}

/**
 * The way of a source as a line: corners are joined along the sphere, as the daemon does.
 * @param {Aed[]} corners
 * @returns {Xyz[]}
 */
export function line(corners) {
  /** @type {Xyz[]} */
  const out = [];
  for (let index = 0; index < corners.length; index++) {
    const to = corners[index];
    const end = fromAed(to.azimuth, to.elevation, to.distance);
    if (index) arc(out, corners[index - 1], to);
    out.push(end);
  }
  return out;
}

/**
 * @param {Xyz[]} out
 * @param {Aed} from
 * @param {Aed} to
 */
function arc(out, from, to) {
  const a = fromAed(from.azimuth, from.elevation, 1);
  const b = fromAed(to.azimuth, to.elevation, 1);
  const angle = Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
  const steps = Math.ceil(angle / (8 * DEG));
  if (angle < 1e-3 || angle > Math.PI - 1e-3) return;
  for (let step = 1; step < steps; step++) {
    const share = step / steps;
    const u = Math.sin((1 - share) * angle) / Math.sin(angle);
    const v = Math.sin(share * angle) / Math.sin(angle);
    const distance = from.distance + share * (to.distance - from.distance);
    out.push([
      (u * a[0] + v * b[0]) * distance,
      (u * a[1] + v * b[1]) * distance,
      (u * a[2] + v * b[2]) * distance,
    ]);
  }
}

/** Distances of rings, and how far a map may reach. */
const NICE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

/** The daemon takes no place farther away. */
export const FARTHEST = 10000;

/**
 * How far a map must reach for everything to be on it.
 * @param {number} farthest
 */
export const reach = (farthest) => NICE.find((ring) => ring >= 5 && ring >= farthest) ?? FARTHEST;

/**
 * The rings of a map, in metres.
 * @param {number} range
 */
export const rings = (range) => NICE.filter((ring) => ring <= range * 1.01).slice(-5);

/**
 * How far from the middle a distance lies on the map, 0..1: near things get more room.
 * @param {number} distance
 * @param {number} range metres at 1
 */
export const share = (distance, range) => Math.log1p(distance) / Math.log1p(range);

/**
 * The level distance at which something lies `wanted` from the middle of a map, if it is `off`
 * metres above or below its plane.
 * @param {number} wanted 0..1
 * @param {number} off
 * @param {number} range
 */
export function spread(wanted, off, range) {
  let low = 0;
  let high = FARTHEST;
  for (let turn = 0; turn < 48; turn++) {
    const middle = (low + high) / 2;
    const distance = Math.hypot(middle, off);
    const at = distance ? (share(distance, range) * middle) / distance : 0;
    if (at < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
