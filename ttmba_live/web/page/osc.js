// OSC packets to messages and back. Knows bytes, and no address.

/** @typedef {string | number | boolean} Value one argument */
/** @typedef {{address: string, values: Value[]}} Message */

const utf8 = new TextEncoder();
const text = new TextDecoder();
const BUNDLE = "#bundle";
const NOW = 1n;

/**
 * A whole number that goes as an integer; others go as floats.
 * @param {number} value
 * @returns {{int: number}}
 */
export const int = (value) => ({ int: value });

/**
 * @param {string} address
 * @param {...(Value | {int: number})} values
 * @returns {Uint8Array<ArrayBuffer>} one message
 */
export function encode(address, ...values) {
  let tags = ",";
  const pieces = [];
  for (const value of values) {
    if (typeof value === "string") {
      tags += "s";
      pieces.push(padded(value));
    } else if (typeof value === "boolean") {
      tags += value ? "T" : "F";
    } else {
      const bytes = new Uint8Array(4);
      const view = new DataView(bytes.buffer);
      if (typeof value === "number") {
        tags += "f";
        view.setFloat32(0, value);
      } else {
        tags += "i";
        view.setInt32(0, value.int);
      }
      pieces.push(bytes);
    }
  }
  return joined([padded(address), padded(tags), ...pieces]);
}

/**
 * @param {Uint8Array[]} messages
 * @returns {Uint8Array<ArrayBuffer>} a bundle that means now
 */
export function bundle(messages) {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setBigUint64(0, NOW);
  const pieces = [padded(BUNDLE), head];
  for (const message of messages) {
    const size = new Uint8Array(4);
    new DataView(size.buffer).setInt32(0, message.length);
    pieces.push(size, message);
  }
  return joined(pieces);
}

/**
 * The messages of a packet, in order. Stops quietly at what it does not understand.
 * @param {ArrayBuffer} buffer
 * @param {(message: Message) => void} take
 * @param {number} start
 * @param {number} end
 */
export function decode(buffer, take, start = 0, end = buffer.byteLength) {
  const view = new DataView(buffer);
  const [address, after] = string(buffer, start, end);
  if (address !== BUNDLE) {
    const message = read(buffer, view, address, after, end);
    if (message) take(message);
    return;
  }
  for (let at = after + 8; at + 4 <= end; ) {
    const size = view.getInt32(at);
    if (size <= 0 || at + 4 + size > end) return;
    decode(buffer, take, at + 4, at + 4 + size);
    at += 4 + size;
  }
}

/**
 * @param {ArrayBuffer} buffer
 * @param {DataView} view
 * @param {string} address
 * @param {number} start
 * @param {number} end
 * @returns {Message | null}
 */
function read(buffer, view, address, start, end) {
  const [tags, from] = string(buffer, start, end);
  const values = [];
  let at = from;
  for (const tag of tags.slice(1)) {
    if (tag === "s") {
      const [value, next] = string(buffer, at, end);
      values.push(value);
      at = next;
    } else if (tag === "T" || tag === "F") {
      values.push(tag === "T");
    } else if ((tag === "f" || tag === "i") && at + 4 <= end) {
      values.push(tag === "f" ? view.getFloat32(at) : view.getInt32(at));
      at += 4;
    } else {
      return null;
    }
  }
  return { address, values };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} start
 * @param {number} end
 * @returns {[string, number]} a text, and where the next thing begins
 */
function string(buffer, start, end) {
  const bytes = new Uint8Array(buffer, start, Math.max(0, end - start));
  const length = bytes.indexOf(0);
  if (length < 0) return ["", end];
  return [text.decode(bytes.subarray(0, length)), start + (length & ~3) + 4];
}

/**
 * @param {string} value
 * @returns {Uint8Array}
 */
function padded(value) {
  const bytes = utf8.encode(value.replaceAll("\0", " "));
  const out = new Uint8Array((bytes.length & ~3) + 4);
  out.set(bytes);
  return out;
}

/**
 * @param {Uint8Array[]} pieces
 * @returns {Uint8Array<ArrayBuffer>}
 */
function joined(pieces) {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
