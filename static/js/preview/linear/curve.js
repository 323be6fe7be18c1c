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
export function curve(surface, thetas, values) {
  const seen = kept(thetas.length - 1).map((step) => surface.at(thetas[step], false));
  const right = ({ scores }) => scores.filter((row, i) => best(row) === surface.points[i][2]).length;
  const lost = values.findIndex((value) => !Number.isFinite(value));
  return {
    data: seen.map(({ data }) => data),
    penalty: seen.map(({ penalty }) => penalty),
    total: seen.map(({ total }) => total),
    accuracy: seen.map((one) => right(one) / surface.points.length),
    diverged: lost < 0 ? null : lost,
  };
}
