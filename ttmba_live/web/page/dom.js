// Making and changing elements; text is only ever text. Knows no scene.

/**
 * The element that a selector means; it must be there.
 * @template {Element} T
 * @param {string} selector
 * @param {{new (): T}} kind
 * @param {ParentNode} from
 * @returns {T}
 */
export function get(selector, kind, from = document) {
  const found = from.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/**
 * A new element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * A button with a picture, and words for those who hear the page.
 * @param {string} icon
 * @param {string} label
 * @param {() => void} act
 * @param {string} kind
 */
export function button(icon, label, act, kind = "") {
  const made = make("button", { type: "button", class: `tool ${kind}`, "aria-label": label, title: label });
  made.append(picture(icon));
  made.addEventListener("click", act);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * One of the pictures in the document.
 * @param {string} name
 */
export function picture(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Change a text if it is another than before.
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Change an attribute if it is another than before.
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
export function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Whether keys that are pressed now are meant for a field. */
export function isTyping() {
  const at = document.activeElement;
  return at instanceof HTMLTextAreaElement || at instanceof HTMLInputElement;
}

/** Milliseconds for which what was touched waits for the daemon's echo. */
export const ECHO = 600;

/** @param {number} decibels */
export const db = (decibels) => (decibels <= -119 ? "−∞" : decibels.toFixed(1).replace("-", "−"));

/**
 * A level as a share of a meter, 0..1.
 * @param {number} decibels
 */
export const onMeter = (decibels) => Math.max(0, Math.min(1, (decibels + 60) / 60));
