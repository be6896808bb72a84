// The page, wired: messages in, scene, maps and lists; hands and keys, messages out.

import { Actions } from "./actions.js";
import { CueBox } from "./cue.js";
import { get, say } from "./dom.js";
import { Hands, ON_HEAD } from "./hands.js";
import { Keys } from "./keys.js";
import { List } from "./list.js";
import { Look } from "./look.js";
import { Messages } from "./messages.js";
import { Mix } from "./mix.js";
import { Numbers } from "./numbers.js";
import { Preview } from "./preview.js";
import { RoomPanel } from "./room.js";
import { Scene } from "./scene.js";
import { Snapshots } from "./snapshots.js";
import { Stage } from "./stage.js";
import { Wire } from "./wire.js";

/** What says nothing of the maps: frames need not be drawn for it. */
const STILL = new Set(["/ttmba/status", "/ttmba/meter/mix", "/ttmba/part"]);

const scene = new Scene();
const messages = new Messages();

const wire = new Wire(
  (message) => {
    scene.take(message);
    messages.take(message);
    preview.take(message);
    snapshots.take(message);
    if (!STILL.has(message.address)) stage.wake();
  },
  (open) => {
    if (open) {
      scene.clear();
      snapshots.ask();
    }
    preview.close();
    document.documentElement.classList.toggle("away", !open);
    say(get("#connection", HTMLElement), open ? "connected" : "looking for the daemon…");
    stage.wake();
  },
);
const preview = new Preview(scene, wire, (text) => cue.remember(text));
const snapshots = new Snapshots(wire);
const actions = new Actions(scene, wire);
const stage = new Stage(
  scene, new Look(), actions,
  get("#above", HTMLCanvasElement), get("#behind", HTMLCanvasElement),
);
const numbers = new Numbers(actions);
const open = (/** @type {string} */ id) => numbers.open(id);
for (const view of stage.views) new Hands(view, stage, actions, open);
const list = new List(scene, actions, open);
new Mix(scene, wire);
new RoomPanel(scene, wire);
const cue = new CueBox(wire, preview);
const help = get("#help", HTMLDialogElement);
new Keys(actions, {
  focusCue: () => cue.focus(),
  numbers: open,
  help: () => help.showModal(),
  wake: () => stage.wake(),
  leave: () => preview.drop(),
});

actions.addEventListener("select", () => stage.wake());
get("#stop", HTMLButtonElement).addEventListener("click", () => actions.stop());
get("#panic", HTMLButtonElement).addEventListener("click", () => actions.panic());
get("#open-help", HTMLButtonElement).addEventListener("click", () => help.showModal());
get("#close-help", HTMLButtonElement).addEventListener("click", () => help.close());
get("#turn-head", HTMLButtonElement).addEventListener("click", () => open(ON_HEAD));
get("#undo", HTMLButtonElement).addEventListener("click", () => actions.undo());
get("#redo", HTMLButtonElement).addEventListener("click", () => actions.redo());
new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty("--foot", `${target.clientHeight}px`);
}).observe(get("footer", HTMLElement));
if (location.search.includes("token=")) history.replaceState(null, "", location.pathname);

/** What tests look at. */
export const page = { scene, stage, actions, wire, list };
