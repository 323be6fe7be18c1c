/** The only file that speaks to Plotly: charts that grow and keep their zoom. */

import { plotly } from "../../vendor/plotly.js";
import { layout, sizeOf, traces } from "./chart_layout.js";
import { sketch, sketchable } from "./sketch.js";
import { queue } from "./turns.js";

const CONFIG = { displaylogo: false, displayModeBar: false, responsive: false, showTips: false };
const SHORTEST_PAUSE = 150; // ms between two drawings of one chart: a curve is read, not watched
const SIGNS = ["pointerenter", "pointerdown", "focusin"]; // somebody means this chart
const SHARE = 16; // a chart may take one sixteenth of the time

/**
 * A line chart in `node`. `model({low, high, buckets})` is asked for what to draw only when it is
 * drawn: never twice in a frame, never while out of sight.
 *
 * Plotly is half of what a page weighs. A model that is `still` is sketched without it until
 * somebody touches the chart; any other is sketched until Plotly has come.
 */
export class Chart {
  #plotly = null;
  #opening = null;
  #sketch = null;
  #visible = false;
  #dirty = false;
  #drawing = false;
  #range = {};
  #measured = null;

  constructor(node, { model, theme, name }) {
    Object.assign(this, { node, model, theme, name, ready: 0, drawn: 0 });
    this.#watch();
    theme.on(() => {
      this.#measured = null; // the projector's text is larger
      this.touch();
    });
  }

  /** Something changed: draw again when there is time and somebody sees it. */
  touch() {
    this.#dirty = true;
    if (this.#visible) queue(this);
  }

  /** Draw what the model says now. */
  async draw() {
    if (this.#drawing) return;
    this.#dirty = false;
    this.#drawing = true;
    const model = this.model({ ...this.#range, buckets: this.#buckets() });
    if (!this.#plotly && !model.still) this.wake();
    if (!this.#plotly && !sketchable(model)) await this.wake();
    const began = performance.now();
    if (this.#plotly) await this.#plot(model);
    else this.#show(sketch(model, this.theme.token, this.#box()));
    const took = performance.now() - began;
    this.ready = performance.now() + Math.max(SHORTEST_PAUSE, SHARE * took);
    this.#drawing = false;
    this.node.dataset.drawn = this.drawn += 1;
    if (this.#dirty) this.touch();
  }

  /** Fetch Plotly, once, and let it draw. */
  wake() {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Show everything again. */
  unzoom() {
    this.#range = {};
    this.#plotly?.relayout(this.node, { "xaxis.autorange": true, "yaxis.autorange": true });
  }

  /** Save the picture as it is. */
  async png(filename) {
    await this.wake();
    await this.draw();
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const options = { format: "png", width, height, scale: 2, filename };
    await this.#plotly.downloadImage(this.node, options);
  }

  async #open() {
    const library = await plotly();
    const empty = { lines: [], marks: [], levels: [], cursor: null, xName: "" };
    await library.newPlot(this.node, [], layout(empty, this.theme.token, {}), CONFIG);
    this.node.on("plotly_relayout", (change) => this.#zoomed(change));
    this.#plotly = library;
    this.touch();
  }

  async #plot(model) {
    const { node, theme: { token } } = this;
    const first = node.data.length === 0;
    const react = () => this.#plotly.react(node, traces(model, token), layout(model, token, sizeOf(this.#box(), node.layout)), CONFIG);
    await react();
    if (first) await react(); // now with the ranges by which names at line ends are placed
    this.#show(null);
  }

  /** Put this sketch in place of the one before. */
  #show(drawn) {
    this.#sketch?.remove();
    this.#sketch = drawn;
    if (drawn) this.node.append(drawn);
  }

  /** Pixels there are, kept until they change: asking for them lays out the page. */
  #box() {
    const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    this.#measured ??= { width: this.node.clientWidth, height: this.node.clientHeight, scale };
    return this.#measured;
  }

  #zoomed(change) {
    if (!Object.keys(change).some((key) => key.startsWith("xaxis"))) return;
    const { range, autorange, type } = this.node.layout.xaxis;
    const [low, high] = type === "log" && range ? range.map((end) => 10 ** end) : (range ?? []);
    this.#range = autorange ? {} : { low, high };
    this.node.dataset.zoomed = autorange ? "" : `${low},${high}`;
    this.touch();
  }

  #buckets() {
    return Math.min(1000, Math.max(120, Math.round(sizeOf(this.#box()).plotWidth / 1.5)));
  }

  #watch() {
    new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1).isIntersecting; // a busy page is told of several at once
      if (this.#visible && this.#dirty) queue(this);
    }, { rootMargin: "120px" }).observe(this.node);
    new ResizeObserver(() => {
      this.#measured = null;
      this.#plotly?.Plots.resize(this.node);
      if (this.drawn) this.touch();
    }).observe(this.node);
    const wake = () => this.drawn && this.wake();
    for (const sign of SIGNS) this.node.closest("figure").addEventListener(sign, wake);
  }
}
