/**
 * Provisional minima while something is dragged: `engine/shrinkage.py` and `engine/scaling.py` for
 * two weights and nine scores, in the same order of sums.
 */

import { numbersOf } from "../core/table.js";

const STILL = 1e-14;
const MOST_SWEEPS = 1000;
const STEEPER = Array.from({ length: 15 }, (_, k) => [1, 1.25, 1.5, 1.75].map((part) => part * 2 ** (k - 10))).flat();
const CAR = 1;
const sum = (values) => values.reduce((total, value) => total + value, 0);
const soft = (w, amount) => w - Math.min(Math.max(w, -amount), amount);
const squares = (w) => sum(w.map((v) => v * v));
const sizes = (w) => sum(w.map(Math.abs));

/** The penalties as in `engine/penalties`: `strength` is what their files call so. */
const penalties = (beta) => ({
  l1: { share: 1, kink: 1, shrink: soft, size: sizes, slope: (w, s) => Math.sign(w) * s },
  l2: { share: 0.5, kink: 0, shrink: (w, amount) => w / (1 + amount), size: squares, slope: (w, s) => w * s },
  elastic: {
    share: 1, kink: 1,
    shrink: (w, amount) => soft(w, amount) / (1 + 2 * beta * amount),
    size: (w) => beta * squares(w) + sizes(w),
    slope: (w, s) => Math.sign(w) * s + w * (2 * beta * s),
  },
});

/**
 * @param {Record<string, string>} params texts of the form
 * @returns {object[]|null} events as the server says them; null for what it cannot read
 */
export function events(params) {
  const asked = read(params);
  if (!asked) return null;
  const all = penalties(asked.beta);
  const factor = ({ share }) => (params.penalty === "slide" ? 1 / share : 1);
  const each = (made) => Object.fromEntries(Object.entries(all).map(([key, penalty]) => [key, made(penalty)]));
  const { minimum, H, strength, beta } = asked;
  const kinds = each((penalty) => ended(asked, penalty, strength * factor(penalty)));
  const path = each((penalty) => descend(asked, penalty, STEEPER.map((s) => s * factor(penalty))));
  const chosen = all[params.regularizer];
  const said = { touch: { minimum, H, strength, beta, kinds }, path, point: point(asked, params, chosen, strength * factor(chosen)) };
  return Object.entries(said).map(([name, data]) => ({ event: "frame", name, step: 0, data }));
}

function read(params) {
  const numbers = Object.fromEntries(["strength", "beta", "correlation", "spread", "alpha"].map((name) => [name, Number(params[name])]));
  const minimum = numbersOf(params.minimum);
  const scores = numbersOf(params.scores);
  const { strength, beta, correlation, spread } = numbers;
  const whole = minimum?.length === 1 && minimum[0].length === 2 && scores?.length === 3 && scores[0].length === 3;
  const sane = strength >= 0 && beta >= 0 && Math.abs(correlation) <= 0.9 && spread >= 0.25 && Number.isFinite(numbers.alpha);
  const known = params.regularizer in penalties(0) && minimum?.[0].every((a) => Math.abs(a) <= 1);
  if (!whole || !sane || !known) return null;
  return { ...numbers, scores, minimum: minimum[0], H: [[1, correlation * spread], [correlation * spread, spread * spread]] };
}

const slopeAt = ({ minimum, H }, w, j) => H[j][0] * (w[0] - minimum[0]) + H[j][1] * (w[1] - minimum[1]);

/** Coordinate descent for all strengths at once: two rows, a column each. */
function descend(bowl, { shrink }, strengths) {
  const w = bowl.minimum.map((a) => strengths.map(() => a));
  for (let round = 0; round < MOST_SWEEPS; round += 1) {
    let moved = 0;
    for (let j = 0; j < 2; j += 1) {
      const own = bowl.H[j][j];
      strengths.forEach((strength, p) => {
        const before = w[j][p];
        w[j][p] = shrink(before - slopeAt(bowl, [w[0][p], w[1][p]], j) / own, strength / own);
        moved = Math.max(moved, Math.abs(w[j][p] - before));
      });
    }
    if (moved <= STILL) break;
  }
  return w;
}

function ended(bowl, penalty, strength) {
  const weights = descend(bowl, penalty, [strength]).map(([w]) => w);
  const gradient = [0, 1].map((j) => slopeAt(bowl, weights, j));
  const data = sum(weights.map((w, j) => (w - bowl.minimum[j]) * gradient[j])) / 2;
  const size = penalty.size(weights);
  const cost = strength ? penalty.share * strength * size : 0;
  const most = strength * penalty.kink;
  const pull = weights.map((w, j) => penalty.slope(w, strength) - (w === 0 ? Math.min(Math.max(gradient[j], -most), most) : 0));
  return { weights, data, penalty: cost, total: data + cost, size, gradient, pull };
}

function point({ scores, alpha }, { images }, penalty, strength) {
  const shown = images === "car" ? [CAR] : [0, 1, 2];
  const args = [0, 1, 2].map((y) => [0, 1, 2].map((j) => alpha * scores[j][y] - alpha * scores[y][y] + 1));
  const losses = args.map((row, y) => sum(row.map((m, j) => (j === y ? 0 : Math.max(0, m)))));
  const data = sum(shown.map((y) => losses[y])) / shown.length;
  const size = penalty.size(shown.flatMap((y) => scores.map((row) => alpha * row[y])));
  const cost = strength ? penalty.share * strength * size : 0;
  return { alpha, data, penalty: cost, total: data + cost, arguments: args, losses };
}
