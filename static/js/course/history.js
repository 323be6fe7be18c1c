/**
 * What the run has said so far, kept for drawing: curves, marks, the newest numbers.
 * Pure: it takes events (4.2) and holds the server's numbers, it computes none.
 */

import { Series } from "../core/series.js";

const CURVES = ["loss", "accuracy", "val.loss", "val.accuracy", "test.accuracy", "lr"];
const RATIOS = 2048; // points kept of every layer's ratio
const SAME_MARK = 0.02; // of the run: two changes of one parameter this close are one mark

/** Everything the figures read. */
export class History {
  constructor(curves = CURVES) {
    this.curves = Object.fromEntries(curves.map((name) => [name, new Series()]));
    this.clear();
  }

  /** Another run: forget everything. */
  clear() {
    for (const series of Object.values(this.curves)) series.clear();
    this.ratios = new Map();
    this.marks = [];
    this.newest = {};
    this.ages = {};
    this.step = null;
    this.device = "";
    this.tests = [];
    this.clock = null; // seconds of work, pauses left out
    this.tested = null; // the same when the newest test was done
  }

  /** The run begins, or begins again, at `step`: later points belong to a life that was lost. */
  start({ step, device }) {
    const all = [...Object.values(this.curves), ...this.ratios.values()];
    for (const series of all) series.dropAfter(step);
    this.marks = this.marks.filter((mark) => mark.step <= step);
    this.tests = this.tests.filter((test) => test.step <= step);
    this.device = device;
    this.clock = null;
    this.step = Math.min(this.step ?? step, step);
  }

  /** One metrics event, with every step since the last one in `rows`. */
  metrics({ step, values, rows, clock }) {
    if (clock !== undefined) this.clock = Math.max(this.clock ?? 0, clock);
    if ("test.accuracy" in values) this.tested = clock ?? null;
    for (const [name, column] of Object.entries(rows ?? {})) {
      const series = name === "step" ? null : this.curves[name];
      if (series) rows.step.forEach((at, i) => series.push(at, column[i]));
    }
    for (const [name, value] of Object.entries(values)) {
      (this.curves[name] ?? this.#ratio(name))?.push(step, value);
      this.newest[name] = value;
      this.ages[name] = step;
    }
    this.step = Math.max(this.step ?? 0, step);
  }

  /** A live parameter changed at `step`. Drags leave many notes; they make one mark. */
  mark(step, name, old, value) {
    const last = this.marks.at(-1);
    const near = last && step - last.step <= Math.max(10, SAME_MARK * step);
    if (near && last.name === name) Object.assign(last, { value });
    else this.marks.push({ step, name, old, value });
  }

  /** A whole test set was judged with the weights of `step`. */
  test(step, confusion) {
    this.#judgement(step, confusion);
  }

  /** The mistakes of that judgement. */
  worst(step, mistakes) {
    this.#judgement(step, { worst: mistakes });
  }

  /** The newest test at or before `step` (the newest at all for null), or null. */
  testAt(step) {
    const fitting = this.tests.filter((test) => test.of && (step === null || test.step <= step));
    return fitting.at(-1) ?? null;
  }

  /** Rows for a file: every step of these curves, in order, with a column each. */
  table(names) {
    const steps = new Map();
    names.forEach((name, column) => {
      const { x, y } = this.curves[name];
      x.forEach((step, i) => {
        if (!steps.has(step)) steps.set(step, Array(names.length).fill(""));
        steps.get(step)[column] = y[i];
      });
    });
    const rows = [...steps].sort(([a], [b]) => a - b);
    return [["step", ...names], ...rows.map(([step, columns]) => [step, ...columns])];
  }

  /** The update-to-weight ratio of a layer as last measured at or before `step`, or null. */
  ratioAt(layer, step) {
    const series = this.ratios.get(String(layer));
    const at = series ? series.x.findLastIndex((x) => x <= step) : -1;
    return at < 0 ? null : series.y[at];
  }

  /** Curves of "ratio.<layer>" or "ratio.<layer>.<name>", made when they are first heard of. */
  #ratio(name) {
    const [, layer] = /^ratio\.(\d+)/.exec(name) ?? [];
    if (layer === undefined) return null;
    if (!this.ratios.has(layer)) this.ratios.set(layer, new Series(RATIOS));
    return this.ratios.get(layer);
  }

  /** Two frames say what one test found; both belong to its step. */
  #judgement(step, said) {
    const last = this.tests.at(-1);
    if (last?.step === step) this.tests[this.tests.length - 1] = { ...last, ...said };
    else this.tests.push({ step, ...said });
  }
}

/** Lines of comma-separated values. */
export function csv(table) {
  return table.map((row) => row.join(",")).join("\r\n");
}
