// The keyboard. Every key here stands in the page's help; none is taken from a field or a dialog.

import { toAed } from "./geometry.js";
import { isTyping } from "./dom.js";

/** @typedef {import("./actions.js").Actions} Actions */
/** @typedef {import("./geometry.js").Xyz} Xyz */

/** Metres of an arrow key, and with Shift. */
const STEP = 0.1;
const LEAP = 1;

/** What + makes of a distance. */
const FARTHER = 1.1;

/** Milliseconds within which Escape twice is panic. */
const TWICE = 800;

/** The axis of each key, front left up, from above and from behind. @type {Record<string, Xyz>} */
const ABOVE = {
  ArrowUp: [1, 0, 0], ArrowDown: [-1, 0, 0], ArrowLeft: [0, 1, 0], ArrowRight: [0, -1, 0],
  PageUp: [0, 0, 1], PageDown: [0, 0, -1],
};
/** @type {Record<string, Xyz>} */
const BEHIND = { ...ABOVE, ArrowUp: [0, 0, 1], ArrowDown: [0, 0, -1] };

export class Keys {
  #escaped = -Infinity;

  /**
   * @param {Actions} actions
   * @param {{focusCue: () => void, numbers: (id: string) => void, help: () => void, wake: () => void, leave: () => void}} page
   */
  constructor(actions, page) {
    this.actions = actions;
    this.page = page;
    addEventListener("keydown", (event) => this.#pressed(event), true);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Escape") {
      this.#escape();
      return;
    }
    if (isTyping() || document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "z") {
      event.preventDefault();
      if (event.shiftKey) this.actions.redo();
      else this.actions.undo();
      this.page.wake();
    }
    if (command || event.altKey) return;
    if (this.#moved(event) || this.#acted(event)) event.preventDefault();
  }

  /** The first leaves what is open or written; two in a row are panic. */
  #escape() {
    const now = performance.now();
    if (now - this.#escaped < TWICE) this.actions.panic();
    this.#escaped = now;
    const at = document.activeElement;
    if (isTyping() && at instanceof HTMLElement) at.blur();
    else this.page.leave();
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const { source } = this.actions;
    if (!source) return false;
    const behind = document.activeElement?.id === "behind";
    const axis = (behind ? BEHIND : ABOVE)[event.key];
    const [x, y, z] = this.actions.latest(source.id, source.xyz);
    const place = toAed([x, y, z]);
    if (axis) {
      const step = event.shiftKey ? LEAP : STEP;
      this.actions.place(source.id, [x + step * axis[0], y + step * axis[1], z + step * axis[2]], place);
    } else if (event.key === "+" || event.key === "-") {
      const distance = place.distance * (event.key === "+" ? FARTHER : 1 / FARTHER);
      this.actions.placeAed(source.id, { ...place, distance }, place);
    } else {
      return false;
    }
    this.page.wake();
    return true;
  }

  /** @param {KeyboardEvent} event */
  #acted(event) {
    const { actions, page } = this;
    const id = actions.selected;
    switch (event.key) {
      case "/": page.focusCue(); return true;
      case "?": page.help(); return true;
      case "j": actions.next(1); return true;
      case "k": actions.next(-1); return true;
      case ".": actions.stop(); return true;
    }
    if (!id) return false;
    switch (event.key) {
      case " ":
        if (document.activeElement instanceof HTMLButtonElement) return false;
        actions.playOrStop(id);
        return true;
      case "m": actions.toggle(id, "mute"); return true;
      case "s": actions.toggle(id, "solo"); return true;
      case "l": actions.toggle(id, "loop"); return true;
      case "a": actions.again(id); return true;
      case "n": page.numbers(id); return true;
    }
    return false;
  }
}
