// A dialog for exact numbers: a source's place and gain, or how the head is turned.

import { get, make } from "./dom.js";
import { ON_HEAD } from "./hands.js";
import { ghostOf } from "./preview.js";

/** @typedef {import("./actions.js").Actions} Actions */
/** @typedef {{key: string, label: string, unit: string, low: number, high: number}} Field */

/** @type {Field[]} */
const SOURCE = [
  { key: "azimuth", label: "Azimuth", unit: "°, + left", low: -180, high: 180 },
  { key: "elevation", label: "Elevation", unit: "°, + up", low: -90, high: 90 },
  { key: "distance", label: "Distance", unit: "m", low: 0, high: 10000 },
  { key: "gain", label: "Gain", unit: "dB", low: -200, high: 40 },
];

/** @type {Field[]} */
const HEAD = [
  { key: "yaw", label: "Yaw", unit: "°, + left", low: -180, high: 180 },
  { key: "pitch", label: "Pitch", unit: "°, + up", low: -90, high: 90 },
  { key: "roll", label: "Roll", unit: "°, + right ear down", low: -180, high: 180 },
];

export class Numbers {
  #id = "";

  /** @param {Actions} actions */
  constructor(actions) {
    this.actions = actions;
    this.dialog = get("#numbers", HTMLDialogElement);
    this.fields = get("#numbers-fields", HTMLElement);
    get("#numbers-form", HTMLFormElement).addEventListener("submit", () => this.#send());
    get("#numbers-cancel", HTMLButtonElement).addEventListener("click", () => this.dialog.close());
  }

  /**
   * Ask for the numbers of a source, or of the head.
   * @param {string} id
   */
  open(id) {
    const source = this.actions.scene.find(id);
    if (!source && id !== ON_HEAD) return;
    this.#id = id;
    const fields = ghostOf(id) ? SOURCE.slice(0, 3) : SOURCE;
    /** @type {Record<string, number>} */
    const now = source ? { ...source.place, gain: source.gain } : { ...this.actions.scene.head };
    get("#numbers-title", HTMLElement).textContent = source ? source.name : "Head";
    this.fields.replaceChildren(...(source ? fields : HEAD).map((field) => row(field, now[field.key])));
    if (!this.dialog.open) this.dialog.showModal();
    const first = get("input", HTMLInputElement, this.fields);
    first.focus();
    first.select();
  }

  #send() {
    const typed = Object.fromEntries(
      [...this.fields.querySelectorAll("input")].map((input) => [input.name, Number(input.value)]),
    );
    const source = this.actions.scene.find(this.#id);
    if (this.#id === ON_HEAD) {
      this.actions.turn(typed.yaw, typed.pitch, typed.roll);
    } else if (source) {
      const { azimuth, elevation, distance, gain } = typed;
      this.actions.placeAed(this.#id, { azimuth, elevation, distance }, source.place);
      if (Math.abs(gain - source.gain) > 0.005) this.actions.gain(this.#id, gain);
    }
  }
}

/**
 * @param {Field} field
 * @param {number} value
 */
function row({ key, label, unit, low, high }, value) {
  const input = make("input", {
    type: "number", name: key, min: String(low), max: String(high), step: "any", required: "",
    value: String(Math.round(value * 100) / 100),
  });
  return make("label", {}, make("span", {}, label), input, make("span", { class: "unit" }, unit));
}
