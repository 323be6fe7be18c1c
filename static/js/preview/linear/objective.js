/** The full loss of a linear classifier and its gradient: `engine/linear/objective.py` again. */

import { LOSSES } from "./losses.js";

/** @param {{loss: string, points: number[][], classes: number, pull: number}} about */
export function objective({ loss, points, classes, pull }) {
  const weights = 2 * classes;
  const rule = LOSSES[loss];

  const scores = (theta) => points.map(([x, y]) =>
    Array.from({ length: classes }, (_, k) => x * theta[2 * k] + y * theta[2 * k + 1] + theta[weights + k]));

  /** Scores and losses of all points, the parts of the loss; the gradient, when it is wanted. */
  function at(theta, slopes = true) {
    const found = scores(theta);
    const g = new Array(weights + classes).fill(0);
    const each = points.map(([x, y, right], i) => {
      const { loss: paid, slope } = rule(found[i], right);
      for (let k = 0; slopes && k < classes; k += 1) {
        const d = slope[k] / points.length;
        g[2 * k] += d * x;
        g[2 * k + 1] += d * y;
        g[weights + k] += d;
      }
      return paid;
    });
    let size = 0;
    for (let j = 0; j < weights; j += 1) {
      size += theta[j] * theta[j];
      g[j] += theta[j] * pull;
    }
    const data = each.reduce((total, value) => total + value, 0) / points.length;
    const penalty = pull ? 0.5 * pull * size : 0;
    return { scores: found, each, g, size, data, penalty, total: data + penalty };
  }
  return { at, loss, points, classes };
}
