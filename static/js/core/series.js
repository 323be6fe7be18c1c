/**
 * A curve as it grows: points in order of x, of bounded memory, smoothed and thinned for drawing.
 * Pure: what is drawn is chosen here, no printed number is computed.
 */

const LIMIT = 32768;

/** Points (x, y), x rising. Beyond the limit half of them go, the extremes stay. */
export class Series {
  #x = new Float64Array(256);
  #y = new Float64Array(256);

  constructor(limit = LIMIT) {
    this.limit = limit;
    this.length = 0;
  }

  /** Add a point; one without a number, or not to the right of the last, is left out. */
  push(x, y) {
    if (y === null || !Number.isFinite(y) || !(x > this.lastX)) return;
    if (this.length === this.limit) this.#replace(thin(this.x, this.y, this.limit / 4));
    if (this.length === this.#x.length) this.#grow();
    this.#x[this.length] = x;
    this.#y[this.length] = y;
    this.length += 1;
  }

  /** Forget every point to the right of `x`: the run began again there. */
  dropAfter(x) {
    while (this.length && this.#x[this.length - 1] > x) this.length -= 1;
  }

  /** Forget everything. */
  clear() {
    this.length = 0;
  }

  /** @returns {Float64Array} the x of every point (a view; do not keep it) */
  get x() {
    return this.#x.subarray(0, this.length);
  }

  /** @returns {Float64Array} the y of every point (a view; do not keep it) */
  get y() {
    return this.#y.subarray(0, this.length);
  }

  get lastX() {
    return this.length ? this.#x[this.length - 1] : -Infinity;
  }

  #replace(points) {
    this.length = points.x.length;
    this.#x.set(points.x);
    this.#y.set(points.y);
  }

  #grow() {
    const size = Math.min(2 * this.#x.length, this.limit);
    const [x, y] = [this.#x, this.#y];
    this.#x = new Float64Array(size);
    this.#y = new Float64Array(size);
    this.#x.set(x);
    this.#y.set(y);
  }
}

/** The points from `low` to `high`, and one on either side so that lines leave the frame. */
export function within(x, y, low, high) {
  let from = 0;
  while (from < x.length && x[from] < low) from += 1;
  let to = x.length;
  while (to > from && x[to - 1] > high) to -= 1;
  from = Math.max(0, from - 1);
  to = Math.min(x.length, to + 1);
  return { x: x.subarray(from, to), y: y.subarray(from, to) };
}

/** At most about 2 × `buckets` points: lowest and highest of every stretch, and the ends. */
export function thin(x, y, buckets) {
  if (x.length <= 2 * buckets) return { x: Array.from(x), y: Array.from(y) };
  const out = { x: [], y: [] };
  const keep = (i) => {
    if (out.x.length && out.x[out.x.length - 1] >= x[i]) return;
    out.x.push(x[i]);
    out.y.push(y[i]);
  };
  keep(0);
  for (let b = 0; b < buckets; b += 1) {
    const [from, to] = [b, b + 1].map((k) => Math.floor((k * x.length) / buckets));
    const [low, high] = extremes(y, from, to);
    keep(Math.min(low, high));
    keep(Math.max(low, high));
  }
  keep(x.length - 1);
  return out;
}

function extremes(y, from, to) {
  let [low, high] = [from, from];
  for (let i = from + 1; i < to; i += 1) {
    if (y[i] < y[low]) low = i;
    if (y[i] > y[high]) high = i;
  }
  return [low, high];
}

/**
 * Exponential moving average, unbiased at the start (Kingma & Ba 2015, section 3): weight fades by
 * `keep` for every unit of x, so that thinned and whole curves are smoothed alike. 0: no smoothing.
 */
export function smooth(x, y, keep) {
  const out = new Float64Array(y.length);
  let [sum, weight, gap, fade] = [0, 0, 1, keep];
  for (let i = 0; i < y.length; i += 1) {
    if (i && x[i] - x[i - 1] !== gap) {
      gap = x[i] - x[i - 1];
      fade = keep ** gap;
    }
    sum = fade * sum + (1 - fade) * y[i];
    weight = fade * weight + (1 - fade);
    out[i] = sum / weight;
  }
  return out;
}
