/** Provisional scores while a number is dragged: the sums of `engine/scores.py`, in the same order. */

import { numbersOf } from "../core/table.js";

/**
 * @param {Record<string, string>} params texts of the form
 * @returns {object[]|null} events as the server says them; null for what is no table of numbers
 */
export function events(params) {
  const [W, x, b] = [numbersOf(params.W), numbersOf(params.x)?.[0], numbersOf(params.b)?.[0]];
  const fits = W && x && b && W[0].length === x.length && b.length === W.length;
  if (!fits || !(Number(params.y) < W.length)) return null;
  const trick = params.trick === "1";
  const wide = trick ? W.map((row, k) => [...row, b[k]]) : W;
  const long = trick ? [...x, 1] : x;
  const products = wide.map((row) => row.map((w, d) => w * long[d]));
  const running = products.map(summed);
  const sums = W.map((row) => summed(row.map((w, d) => w * x[d])).at(-1));
  const scores = sums.map((sum, k) => sum + b[k]);
  const best = scores.indexOf(Math.max(...scores));
  const data = { W: wide, x: long, b, products, running, sums, scores, best, y: Number(params.y), ...losses(scores) };
  return [{ event: "frame", name: "scores", step: 0, data }];
}

function summed(values) {
  let sum = 0;
  return values.map((value) => (sum += value));
}

function losses(scores) {
  const hinge = scores.map((right, y) => scores.reduce((sum, s, j) => sum + (j === y ? 0 : Math.max(0, s - right + 1)), 0));
  const top = Math.max(...scores);
  const first = scores.indexOf(top);
  const rest = scores.reduce((sum, s, j) => sum + (j === first ? 0 : Math.exp(s - top)), 0);
  return { hinge, softmax: scores.map((s) => Math.log1p(rest) - (s - top)) };
}
