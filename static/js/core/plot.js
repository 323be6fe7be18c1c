/** The only file that speaks to Plotly: charts that grow and keep their zoom. */

import { plotly } from "../../vendor/plotly.js";
import { layout, traces } from "./chart_layout.js";

const CONFIG = { displaylogo: false, displayModeBar: false, responsive: false, showTips: false };
const SHORTEST_PAUSE = 60; // ms between two drawings of one chart
const MARGINS = [124, 48]; // pixels around the plot, across and down, at the usual text size
const SHARE = 8; // a chart may take one eighth of the time

const waiting = new Set();
let frame = null;

/** Draw one waiting chart a frame, the one that has waited longest. */
function turn() {
  frame = null;
  const now = performance.now();
  const chart = [...waiting].find((one) => one.ready <= now);
  if (chart) {
    waiting.delete(chart);
    chart.draw();
  }
  if (waiting.size) frame = requestAnimationFrame(turn);
}

function queue(chart) {
  waiting.add(chart);
  frame ??= requestAnimationFrame(turn);
}

/**
 * A line chart in `node`. `model({low, high, buckets})` is asked for what to draw only when it is
 * drawn: never twice in a frame, never while out of sight.
 */
export class Chart {
  #plotly = null;
  #visible = false;
  #dirty = false;
  #drawing = false;
  #range = {};

  constructor(node, { model, theme, name }) {
    Object.assign(this, { node, model, theme, name, ready: 0, drawn: 0 });
    this.#watch();
    theme.on(() => this.touch());
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
    this.#plotly ??= await this.#open();
    const began = performance.now();
    const { token } = this.theme;
    const model = this.model({ ...this.#range, buckets: this.#buckets() });
    const look = layout(model, token, this.#size());
    await this.#plotly.react(this.node, traces(model, token), look, CONFIG);
    const took = performance.now() - began;
    this.ready = performance.now() + Math.max(SHORTEST_PAUSE, SHARE * took);
    this.#drawing = false;
    this.node.dataset.drawn = this.drawn += 1;
    if (this.drawn === 1 || this.#dirty) this.touch();
  }

  /** Kinds of the traces on the page, for tests. */
  get types() {
    return (this.node.data ?? []).map((trace) => trace.type);
  }

  /** Show everything again. */
  unzoom() {
    this.#range = {};
    this.#plotly?.relayout(this.node, { "xaxis.autorange": true, "yaxis.autorange": true });
  }

  /** Save the picture as it is. */
  async png(filename) {
    this.#plotly ??= await this.#open();
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const options = { format: "png", width, height, scale: 2, filename };
    await this.#plotly.downloadImage(this.node, options);
  }

  async #open() {
    const library = await plotly();
    const empty = { lines: [], marks: [], levels: [], cursor: null, xName: "" };
    await library.newPlot(this.node, [], layout(empty, this.theme.token, {}), CONFIG);
    this.node.on("plotly_relayout", (change) => this.#zoomed(change));
    return library;
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
    return Math.min(1000, Math.max(120, Math.round((this.node.clientWidth - MARGINS[0]) / 1.5)));
  }

  #size() {
    const { yaxis, xaxis } = this.node.layout ?? {};
    const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    return {
      yRange: yaxis?.range,
      xRange: xaxis?.range,
      plotHeight: this.node.clientHeight - MARGINS[1] * scale,
      plotWidth: this.node.clientWidth - MARGINS[0] * scale,
      scale,
      coarse: matchMedia("(pointer: coarse)").matches,
    };
  }

  #watch() {
    new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1).isIntersecting; // a busy page is told of several at once
      if (this.#visible && this.#dirty) queue(this);
    }, { rootMargin: "120px" }).observe(this.node);
    new ResizeObserver(() => {
      if (this.drawn) this.#plotly.Plots.resize(this.node);
      if (this.drawn) this.touch();
    }).observe(this.node);
  }
}
