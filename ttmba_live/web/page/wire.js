// The connection to the daemon: opened again when it breaks, moves thinned out. Knows no scene.

import { bundle, decode, encode, int } from "./osc.js";

/** @typedef {import("./osc.js").Value} Value */
/** @typedef {import("./osc.js").Message} Message */

/** Milliseconds between two rounds of moves: 50 a second. */
const ROUND = 20;

/** Milliseconds without a word (the daemon's status comes each second) until it is given up. */
const PATIENCE = 5000;

/** Milliseconds that a connection may take to open: a busy machine is not a missing one. */
const OPENING = 20000;

/** Milliseconds until the next try; doubled up to the last. */
const RETRY = [250, 2000];

const NEWS = ["/ttmba/subscribe", "/ttmba/scene/subscribe"];

export class Wire {
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */ #moves = new Map();
  #round = 0;
  #sent = -Infinity;
  #heard = 0;
  #wait = RETRY[0];
  #meters;

  /**
   * @param {(message: Message) => void} take is given every message
   * @param {(open: boolean) => void} changed is told when the connection opens or breaks
   * @param {boolean} meters whether levels are wanted
   */
  constructor(take, changed, meters = true) {
    this.take = take;
    this.changed = changed;
    this.#meters = meters;
    setInterval(() => this.#look(), 1000);
    document.addEventListener("visibilitychange", () => this.#look());
    this.#open();
  }

  get open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /**
   * Send a message now. Where there is nobody to hear it, it is gone.
   * @param {string} address
   * @param {...(Value | {int: number})} values
   */
  send(address, ...values) {
    if (this.open) this.#socket?.send(encode(address, ...values));
  }

  /**
   * Send a value that is set again and again: 50 times a second at most, and always the last.
   * @param {string} address
   * @param {...(number | {int: number})} values those that are whole belong to what is set
   */
  move(address, ...values) {
    const key = values.reduce((name, value) => (typeof value === "number" ? name : `${name} ${value.int}`), address);
    this.#moves.set(key, encode(address, ...values));
    if (this.#round) return;
    const rest = Math.max(0, this.#sent + ROUND - performance.now());
    this.#round = window.setTimeout(() => this.#flush(), rest);
  }

  #flush() {
    this.#round = 0;
    this.#sent = performance.now();
    const moves = [...this.#moves.values()];
    this.#moves.clear();
    if (this.open && moves.length) {
      this.#socket?.send(moves.length === 1 ? moves[0] : bundle(moves));
    }
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/`);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#heard = performance.now();
    socket.onopen = () => {
      this.#wait = RETRY[0];
      this.changed(true);
      for (const address of NEWS) this.send(address);
      if (this.#meters) this.send("/ttmba/meter/subscribe", int(0), 20);
    };
    socket.onmessage = (event) => {
      this.#heard = performance.now();
      if (event.data instanceof ArrayBuffer) decode(event.data, this.take);
    };
    socket.onclose = () => this.#lost(socket);
  }

  /** @param {WebSocket} socket */
  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.changed(false);
    setTimeout(() => this.#open(), this.#wait);
    this.#wait = Math.min(RETRY[1], this.#wait * 2);
  }

  #look() {
    const socket = this.#socket;
    const patience = this.open ? PATIENCE : OPENING;
    if (!socket || document.hidden || performance.now() - this.#heard < patience) return;
    socket.close();
    this.#lost(socket);
  }
}
