// The list of sources: what each is and does, and its controls. Sends by actions alone.

import { button, db, get, make, mark, onMeter, picture, say } from "./dom.js";
import { words } from "./geometry.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Source} Source */
/** @typedef {import("./actions.js").Actions} Actions */

/** Milliseconds between two looks at what moves. */
const ROUND = 100;

/** Milliseconds for which a fader waits for its echo before it shows the daemon's value again. */
const ECHO = 600;

/** @type {Record<string, string>} */
const STATE_WORDS = {
  queued: "queued", generating: "generating", ready: "ready", playing: "playing", late: "late",
  failed: "failed", idle: "silent",
};

class Row {
  #touched = -Infinity;
  #told = "";
  #share = "";

  /**
   * @param {Source} source
   * @param {Actions} actions
   * @param {(id: string) => void} open
   */
  constructor(source, actions, open) {
    const { id } = source;
    this.name = make("span", { class: "name", dir: "auto" });
    this.where = make("span", { class: "where" });
    this.state = make("span", { class: "state" });
    const glyph = make("span", { class: "glyph", "aria-hidden": "true" });
    this.pick = make("button", { type: "button", class: "pick" }, glyph, this.name);
    this.pick.addEventListener("click", () => actions.select(actions.selected === id ? "" : id));
    this.play = button("play", "Play", () => actions.playOrStop(id));
    this.mute = button("mute", "Mute", () => actions.toggle(id, "mute"), "switch");
    this.solo = button("solo", "Solo", () => actions.toggle(id, "solo"), "switch");
    this.loop = button("loop", "Loop", () => actions.toggle(id, "loop"), "switch");
    const tools = make("div", { class: "tools" }, this.play, this.mute, this.solo, this.loop);
    this.bar = make("span", { class: "bar" });
    const meter = make("span", { class: "meter", "aria-hidden": "true" }, this.bar);
    this.note = make("p", { class: "note", dir: "auto" });
    this.fader = make("input", { type: "range", min: "-40", max: "12", step: "0.5", "aria-label": "Gain in dB" });
    this.fader.addEventListener("input", () => {
      this.#touched = performance.now();
      actions.gain(id, Number(this.fader.value));
    });
    this.level = make("output", {});
    this.again = button("again", "Again: a new take", () => actions.again(id));
    const numbers = button("numbers", "Type numbers", () => open(id));
    const more = make("div", { class: "more" }, picture("gain"), this.fader, this.level, this.again, numbers);
    const about = make("p", { class: "about" }, this.state, this.where);
    this.element = make("li", { class: "source" }, this.pick, tools, about, meter, this.note, more);
    this.element.dataset.id = id;
  }

  /**
   * What changes seldom.
   * @param {Source} source
   * @param {boolean} selected
   */
  tell(source, selected) {
    const { element } = this;
    mark(element, "data-state", source.state);
    element.classList.toggle("selected", selected);
    mark(this.pick, "aria-pressed", String(selected));
    say(this.name, source.name);
    mark(this.name, "title", source.name === source.id ? source.id : `${source.name} (${source.id})`);
    const late = source.state === "late" ? lateness(source.note) : "";
    say(this.state, late || (STATE_WORDS[source.state] ?? source.state));
    for (const what of /** @type {const} */ (["mute", "solo", "loop"])) {
      mark(this[what], "aria-pressed", String(source[what]));
    }
    const starts = source.state === "idle" || source.state === "ready";
    get("use", SVGUseElement, this.play).setAttribute("href", starts ? "#i-play" : "#i-stop");
    mark(this.play, "aria-label", starts ? "Play" : "Stop");
    mark(this.play, "title", starts ? "Play" : "Stop");
    say(this.note, source.note);
    this.note.hidden = !source.note || /^late [\d.]+ s$/.test(source.note);
  }

  /**
   * What changes all the time.
   * @param {Source} source
   * @param {number} now
   */
  move(source, now) {
    const share = source.state === "generating" ? ` ${Math.round(source.progress * 100)} %` : "";
    const told = `${share} · ${words(source.place)}`;
    if (told !== this.#told) this.where.textContent = this.#told = told;
    const level = onMeter(source.rms).toFixed(2);
    if (level !== this.#share) this.bar.style.transform = `scaleX(${(this.#share = level)})`;
    if (now - this.#touched < ECHO) return;
    const value = String(Math.max(-40, Math.min(12, Math.round(source.gain * 2) / 2)));
    if (this.fader.value !== value) this.fader.value = value;
    say(this.level, `${db(source.gain)} dB`);
  }
}

/**
 * How late, in short: `late 1.6 s`.
 * @param {string} note
 */
function lateness(note) {
  const seconds = /late ([\d.]+) s/.exec(note)?.[1];
  return seconds ? `late ${Number(seconds).toFixed(1)} s` : "late";
}

export class List {
  /** @type {Map<string, Row>} */ #rows = new Map();
  #version = -1;
  #chosen = "";

  /**
   * @param {Scene} scene
   * @param {Actions} actions
   * @param {(id: string) => void} open is asked for numbers of a source
   */
  constructor(scene, actions, open) {
    this.scene = scene;
    this.actions = actions;
    this.open = open;
    this.element = get("#sources", HTMLUListElement);
    this.count = get("#count", HTMLElement);
    this.empty = get("#empty", HTMLElement);
    actions.addEventListener("select", () => this.#show());
    setInterval(() => this.#look(), ROUND);
  }

  #show() {
    this.#look();
    const row = this.#rows.get(this.actions.selected);
    row?.element.scrollIntoView({ block: "nearest" });
  }

  #look() {
    if (document.hidden) return;
    const { selected } = this.actions;
    if (this.scene.version !== this.#version || selected !== this.#chosen) {
      this.#version = this.scene.version;
      this.#chosen = selected;
      this.#tell();
    }
    const now = performance.now();
    for (const [id, source] of this.scene.sources) this.#rows.get(id)?.move(source, now);
  }

  #tell() {
    const { sources } = this.scene;
    for (const [id, row] of this.#rows) {
      if (sources.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    for (const [id, source] of sources) {
      let row = this.#rows.get(id);
      if (!row) {
        row = new Row(source, this.actions, this.open);
        this.#rows.set(id, row);
        this.element.append(row.element);
      }
      row.tell(source, id === this.actions.selected);
    }
    say(this.count, String(sources.size));
    this.empty.hidden = sources.size > 0;
    if (!this.scene.find(this.actions.selected)) this.actions.select("");
  }
}
