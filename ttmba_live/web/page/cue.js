// The cue box: what is said, what was said before, examples. Sends `/ttmba/cue`.

import { get, make } from "./dom.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./preview.js").Preview} Preview */

const KEPT = 50;
const STORE = "ttmba.cues";

const EXAMPLES = [
  "a dog barks on the left, thunder rolls behind you, rain falls in front",
  "a bee circles your head for 8 seconds",
  "footsteps on gravel from left to right",
  "a church bell far away on the right, then an owl above you",
  "waves at the shore in front, seagulls pass overhead",
  "a helicopter flies over from front to back",
];

/** Characters that the daemon takes at most. */
const MOST = 10000;

export class CueBox {
  /** @type {string[]} */ #history = stored();
  #at = 0;
  #draft = "";

  /**
   * @param {Wire} wire
   * @param {Preview} preview shows a text before it sounds
   */
  constructor(wire, preview) {
    this.wire = wire;
    this.preview = preview;
    this.field = get("#cue", HTMLTextAreaElement);
    this.field.maxLength = MOST;
    this.#at = this.#history.length;
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#fit());
    get("#cue-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say();
    });
    get("#preview", HTMLButtonElement).addEventListener("click", () => this.#show());
    const chips = EXAMPLES.map((text) => {
      const chip = make("button", { type: "button", class: "chip" }, text);
      chip.addEventListener("click", () => this.#put(text));
      return chip;
    });
    get("#examples", HTMLElement).append(...chips);
  }

  focus() {
    this.field.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.altKey && !event.ctrlKey) {
      event.preventDefault();
      if (event.shiftKey) this.#show();
      else this.#say();
    } else if (event.key === "ArrowUp" && this.field.selectionStart === 0) {
      event.preventDefault();
      this.#browse(-1);
    } else if (event.key === "ArrowUp" && !this.field.value.includes("\n")) {
      event.preventDefault();
      this.#browse(-1);
    } else if (event.key === "ArrowDown" && this.field.selectionEnd === this.field.value.length) {
      event.preventDefault();
      this.#browse(1);
    }
  }

  #say() {
    if (this.preview.shows(this.field.value.trim())) {
      this.preview.play();
      return;
    }
    const text = this.#taken();
    if (text) this.wire.send("/ttmba/cue", text);
  }

  #show() {
    const text = this.field.value.trim();
    if (text) this.preview.ask(text);
  }

  /** The text, which goes into the history and out of the box. */
  #taken() {
    const text = this.field.value.trim();
    if (!text || !this.wire.open) return "";
    this.remember(text);
    this.#put("");
    return text;
  }

  /**
   * Keep a text in the history, and empty the box if it holds that text.
   * @param {string} text
   */
  remember(text) {
    this.#history = [...this.#history.filter((old) => old !== text), text].slice(-KEPT);
    this.#at = this.#history.length;
    try {
      localStorage.setItem(STORE, JSON.stringify(this.#history));
    } catch {
      // A browser that keeps nothing: the history lasts as long as the page.
    }
    if (this.field.value.trim() === text) this.#put("");
  }

  /** @param {number} by */
  #browse(by) {
    if (this.#at === this.#history.length) this.#draft = this.field.value;
    this.#at = Math.max(0, Math.min(this.#history.length, this.#at + by));
    this.#put(this.#history[this.#at] ?? this.#draft);
  }

  /** @param {string} text */
  #put(text) {
    this.field.value = text;
    this.#fit();
    this.field.focus();
  }

  #fit() {
    const { style } = this.field;
    style.height = "auto";
    style.height = `${Math.min(160, this.field.scrollHeight)}px`;
  }
}

/** @returns {string[]} */
function stored() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
  } catch {
    return [];
  }
}
