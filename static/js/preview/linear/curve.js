/** The loss by step, thinned as the server thins it. */

import { best } from "./losses.js";

const MOST = 160;

/** The steps that a curve of 0 ... last shows. */
export function kept(last) {
  const stride = Math.ceil((last + 1) / MOST);
  const steps = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  return steps.at(-1) === last ? steps : [...steps, last];
}

/** Both parts of the loss, the share of points put right, the first step that is no number. */
export function curve(surface, { thetas, parts }) {
  const steps = kept(thetas.length - 1);
  const seen = steps.map((step) => parts[step]);
  const lost = parts.findIndex(({ total }) => !Number.isFinite(total));
  return {
    data: seen.map(({ data }) => data),
    penalty: seen.map(({ penalty }) => penalty),
    total: seen.map(({ total }) => total),
    accuracy: steps.map((step) => correct(surface, thetas[step]) / surface.points.length),
    diverged: lost < 0 ? null : lost,
  };
}

function correct({ points, classes }, theta) {
  const s = new Array(classes);
  let count = 0;
  for (const [x, y, right] of points) {
    for (let k = 0; k < classes; k += 1) s[k] = x * theta[2 * k] + y * theta[2 * k + 1] + theta[2 * classes + k];
    if (best(s) === right) count += 1;
  }
  return count;
}
