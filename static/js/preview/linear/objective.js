/** The full loss of a linear classifier and its gradient: `engine/linear/objective.py` again. */

import { LOSSES } from "./losses.js";

/** @param {{loss: string, points: number[][], classes: number, pull: number}} about */
export function objective({ loss, points, classes, pull }) {
  const weights = 2 * classes;
  const rule = LOSSES[loss];
  const s = new Array(classes).fill(0);
  const slope = new Array(classes).fill(0);

  /** Gradient into `g`; scores and losses of all points where they are wanted; the parts of the loss. */
  function at(theta, g, each, scores) {
    g.fill(0);
    let paid = 0;
    for (let i = 0; i < points.length; i += 1) {
      const [x, y, right] = points[i];
      for (let k = 0; k < classes; k += 1) s[k] = x * theta[2 * k] + y * theta[2 * k + 1] + theta[weights + k];
      const one = rule(s, right, slope);
      paid += one;
      each?.push(one);
      scores?.push([...s]);
      for (let k = 0; k < classes; k += 1) {
        const d = slope[k] / points.length;
        g[2 * k] += d * x;
        g[2 * k + 1] += d * y;
        g[weights + k] += d;
      }
    }
    let size = 0;
    for (let j = 0; j < weights; j += 1) {
      size += theta[j] * theta[j];
      g[j] += theta[j] * pull;
    }
    const data = paid / points.length;
    const penalty = pull ? 0.5 * pull * size : 0;
    return { size, data, penalty, total: data + penalty };
  }
  return { at, loss, points, classes };
}
