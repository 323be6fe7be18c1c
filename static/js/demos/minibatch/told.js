/** What the run has told so far: judgements, the noise, batch losses and weights by step. Pure. */

import { Series } from "../../core/series.js";

const MOST = 6; // lanes

/** Everything the figures of the page read. */
export class Told {
  constructor() {
    this.clear();
  }

  /** Another run: forget everything. */
  clear() {
    Object.assign(this, { race: null, noise: null, ground: null, series: new Map() });
  }

  /** The run begins again at `step`: later points belong to a life that was lost. */
  start(step) {
    for (const series of this.series.values()) series.dropAfter(step);
  }

  /** A frame of the run: race, noise or ground. */
  frame(name, data) {
    this[name] = data;
  }

  /** One metrics event with the rows of every step since the last. */
  metrics({ step, values, rows }) {
    for (const [name, column] of Object.entries(rows ?? {})) {
      if (name !== "step") rows.step.forEach((at, i) => this.of(name).push(at, column[i]));
    }
    for (const [name, value] of Object.entries(values)) this.of(name).push(step, value);
  }

  /** The points (step, value) of one metric. */
  of(name) {
    if (!this.series.has(name)) this.series.set(name, new Series());
    return this.series.get(name);
  }

  /** The value of a metric at or before `step` (null: the newest), or null. */
  at(name, step) {
    const { x, y, length } = this.of(name);
    const k = step === null ? length - 1 : x.findLastIndex((at) => at <= step);
    return k < 0 ? null : y[k];
  }

  /** Every lane's number, for loops over the lanes. */
  get lanes() {
    return Array.from({ length: Math.min(MOST, this.race?.lanes.length ?? 0) }, (_, k) => k);
  }
}
