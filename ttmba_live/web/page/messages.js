// What the daemon says: errors, cues understood or not, saves. Text is shown as text.

import { get, make, say } from "./dom.js";

/** @typedef {import("./osc.js").Message} Message */

/** Messages kept in the list. */
const KEPT = 30;

/** Milliseconds for which the last one stands beside the cue. */
const SHOWN = 7000;

export class Messages {
  #timer = 0;

  constructor() {
    this.list = get("#messages", HTMLOListElement);
    this.toast = get("#toast", HTMLElement);
    this.none = get("#no-messages", HTMLElement);
    get("#clear", HTMLButtonElement).addEventListener("click", () => {
      this.list.replaceChildren();
      this.none.hidden = false;
    });
  }

  /** @param {Message} message */
  take({ address, values }) {
    const [first, second, third] = values;
    switch (address) {
      case "/ttmba/error":
        this.tell(String(second), "bad", String(first));
        break;
      case "/ttmba/cue/planned": {
        if (third === "event") break;
        const sounds = `${second} ${second === 1 ? "sound" : "sounds"}`;
        this.tell(`Cue ${first}: ${sounds}, understood by ${third}`, "good");
        break;
      }
      case "/ttmba/session/saved":
        this.tell(`Session saved: ${second}`, "good");
        break;
      case "/ttmba/session/progress":
        this.show(`Saving ${first}: ${Math.round(100 * Number(second))} %`, "good");
        break;
      case "/ttmba/record/stopped":
        this.tell(`Recorded ${first}`, "good");
        break;
      case "/ttmba/snapshot/stored":
        this.tell(`Stored ${first}${third ? `, ${third}` : ""}`, "good");
        break;
      case "/ttmba/snapshot/recalled":
        this.tell(`Recalled ${first}${third ? `; ${third}` : ""}`, "good");
        break;
    }
  }

  /**
   * Show a line for a while, and keep it.
   * @param {string} text
   * @param {"good" | "bad"} kind
   * @param {string} address
   */
  tell(text, kind, address = "") {
    this.show(text, kind);
    const time = new Date().toLocaleTimeString([], { hour12: false });
    const about = make("span", { class: "when" }, address ? `${time} ${address}` : time);
    this.list.prepend(make("li", { class: kind, dir: "auto" }, text, about));
    this.none.hidden = true;
    while (this.list.children.length > KEPT) this.list.lastElementChild?.remove();
  }

  /**
   * Show a line for a while.
   * @param {string} text
   * @param {"good" | "bad"} kind
   */
  show(text, kind) {
    say(this.toast, text);
    this.toast.className = kind;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => say(this.toast, ""), SHOWN);
  }
}
