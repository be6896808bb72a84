// Snapshots: how everything stands, kept under a name, brought back by a click. Knows no source.

import { get, make, mark } from "./dom.js";

/** @typedef {import("./osc.js").Message} Message */
/** @typedef {import("./wire.js").Wire} Wire */

export class Snapshots {
  /** @type {Map<string, HTMLButtonElement>} */ #chips = new Map();

  /** @param {Wire} wire */
  constructor(wire) {
    this.wire = wire;
    this.list = get("#snapshots", HTMLElement);
    this.time = get("#recall-time", HTMLInputElement);
    this.name = get("#snapshot-name", HTMLInputElement);
    get("#snapshot-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      wire.send("/ttmba/snapshot/store", this.name.value.trim() || this.#free());
      this.name.value = "";
    });
  }

  /** The connection is a new one: ask what there is. */
  ask() {
    this.#chips.clear();
    this.list.replaceChildren();
    this.wire.send("/ttmba/snapshot/list");
  }

  /** @param {Message} message */
  take({ address, values: [first, , third] }) {
    switch (address) {
      case "/ttmba/snapshot/listed":
        if (first) this.#offer(String(third));
        break;
      case "/ttmba/snapshot/stored":
      case "/ttmba/snapshot/recalled":
        this.#offer(String(first));
        for (const [name, chip] of this.#chips) mark(chip, "aria-pressed", String(name === first));
        break;
      case "/ttmba/snapshot/deleted":
        this.#chips.get(String(first))?.remove();
        this.#chips.delete(String(first));
        break;
    }
  }

  /** @param {string} name */
  #offer(name) {
    if (this.#chips.has(name)) return;
    const title = `Recall ${name}; the Delete key forgets it`;
    const chip = make("button", { type: "button", class: "chip", "aria-pressed": "false", title, dir: "auto" }, name);
    chip.addEventListener("click", () => {
      this.wire.send("/ttmba/snapshot/recall", name, Number(this.time.value));
    });
    chip.addEventListener("keydown", ({ key }) => {
      if (key === "Delete") this.wire.send("/ttmba/snapshot/delete", name);
    });
    this.#chips.set(name, chip);
    this.list.append(chip);
  }

  /** The first number that is no snapshot's name. */
  #free() {
    let number = 1;
    while (this.#chips.has(String(number))) number += 1;
    return String(number);
  }
}
