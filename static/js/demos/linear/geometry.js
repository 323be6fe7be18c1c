/** Where half-planes lie in a picture: drawing only, no number of it is printed. */

/** The corners of a box round (0, 0). */
export const box = (wide, tall) => [[-wide, -tall], [wide, -tall], [wide, tall], [-wide, tall]];

/** The part of a polygon where a x + b y + c >= 0. */
export function clip(polygon, [a, b, c]) {
  const height = ([x, y]) => a * x + b * y + c;
  return polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length];
    const [above, below] = [height(from), height(to)];
    const crosses = above >= 0 !== below >= 0;
    const share = above / (above - below);
    const at = crosses ? [[from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]] : [];
    return above >= 0 ? [from, ...at] : at;
  });
}

/** Where class k leads every other by at least `gap`. */
export function lead(W, b, k, polygon, gap = 0) {
  return W.reduce((left, w, j) =>
    (j === k ? left : clip(left, [W[k][0] - w[0], W[k][1] - w[1], b[k] - b[j] - gap])), polygon);
}

/** The piece of the line w.x + c = 0 inside a box, upright lines too; null when it does not pass. */
export function segment([w0, w1], c, wide, tall) {
  const size = w0 * w0 + w1 * w1;
  if (!size || !Number.isFinite(size)) return null;
  const foot = [(-c * w0) / size, (-c * w1) / size];
  const along = [-w1 / Math.sqrt(size), w0 / Math.sqrt(size)];
  let [from, to] = [-Infinity, Infinity];
  for (const [axis, half] of [[0, wide], [1, tall]]) {
    if (along[axis] === 0) {
      if (Math.abs(foot[axis]) > half) return null;
      continue;
    }
    const ends = [(-half - foot[axis]) / along[axis], (half - foot[axis]) / along[axis]].sort((p, q) => p - q);
    [from, to] = [Math.max(from, ends[0]), Math.min(to, ends[1])];
  }
  const at = (t) => [foot[0] + t * along[0], foot[1] + t * along[1]];
  return from < to ? { ends: [at(from), at(to)], foot: at(Math.min(Math.max(0, from + 0.2 * (to - from)), to - 0.2 * (to - from))) } : null;
}
