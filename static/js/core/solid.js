/** A surface with lines on it in three dimensions. Plotly's larger bundle is asked for when one is opened. */

import { plotly3d } from "../../vendor/plotly.js";
import { layout, traces } from "./solid_layout.js";
import { queue } from "./turns.js";

const CONFIG = { displaylogo: false, displayModeBar: false, responsive: false, scrollZoom: true };
const SHORTEST_PAUSE = 60; // ms between two drawings: the rest of the page moves on
const TURN = Math.PI / 18; // a key's press
const ZOOM = 1.12;
const START = { eye: { x: 0.95, y: -1.35, z: 0.95 }, center: { x: 0, y: 0, z: -0.2 }, up: { x: 0, y: 0, z: 1 } };
const HIGHEST = 1.5; // radians above the ground: never quite overhead
const KEYS = {
  ArrowLeft: (eye) => turned(eye, -TURN, 0), ArrowRight: (eye) => turned(eye, TURN, 0),
  ArrowUp: (eye) => turned(eye, 0, TURN), ArrowDown: (eye) => turned(eye, 0, -TURN),
  "+": (eye) => times(eye, 1 / ZOOM), "=": (eye) => times(eye, 1 / ZOOM), "-": (eye) => times(eye, ZOOM), Home: () => START.eye,
};

/** Whether this browser can draw in three dimensions at all. */
export const possible = () => Boolean(document.createElement("canvas").getContext("webgl"));

/** `model()` is asked for what to draw, see solid_layout.js. The camera is the reader's, whatever is drawn. */
export class Solid {
  #plotly = null;
  #camera = START;

  constructor(node, { model, theme }) {
    Object.assign(this, { node, model, theme, ready: 0, drawn: 0 });
    theme.on(() => this.touch());
    new ResizeObserver(() => this.touch()).observe(node);
    node.parentElement.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Fetch the library, once; rejects where it does not come. */
  async open() {
    const library = await plotly3d();
    if (!this.#plotly) {
      await library.newPlot(this.node, [], layout({ ranges: {} }, this.theme.token, this.#camera, this.node), CONFIG);
      for (const sign of ["plotly_relayout", "plotly_relayouting"]) this.node.on(sign, (change) => this.#seen(change["scene.camera"]));
      this.#plotly = library;
    }
    this.touch();
  }

  /** Something changed: draw again when there is time. */
  touch() {
    if (this.#plotly && this.node.clientWidth) queue(this);
  }

  async draw() {
    const model = this.model();
    if (!model || !this.node.clientWidth) return;
    const began = performance.now();
    await this.#plotly.react(this.node, traces(model, this.theme.token), layout(model, this.theme.token, this.#camera, this.node), CONFIG);
    this.ready = performance.now() + Math.max(SHORTEST_PAUSE, 2 * (performance.now() - began));
    this.node.dataset.drawn = this.drawn += 1;
  }

  #seen(camera) {
    if (!camera) return;
    this.#camera = camera;
    this.node.dataset.eye = ["x", "y", "z"].map((axis) => camera.eye[axis].toFixed(3)).join();
  }

  #key(event) {
    const move = KEYS[event.key];
    if (!move || !this.#plotly || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // arrows step through the race elsewhere
    this.#seen({ ...this.#camera, eye: move(this.#camera.eye) });
    this.#plotly.relayout(this.node, { "scene.camera": this.#camera });
  }
}

const times = ({ x, y, z }, factor) => ({ x: x * factor, y: y * factor, z: z * factor });

/** An eye led around the upright axis, and up or down. */
function turned({ x, y, z }, around, up) {
  const far = Math.hypot(x, y, z);
  const angle = Math.atan2(y, x) + around;
  const high = Math.min(HIGHEST, Math.max(-HIGHEST, Math.asin(z / far) + up));
  return { x: far * Math.cos(high) * Math.cos(angle), y: far * Math.cos(high) * Math.sin(angle), z: far * Math.sin(high) };
}
