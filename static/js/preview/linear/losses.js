/** The losses of one point: L_i and dL_i/ds, as `engine/losses/` has them. Margin 1. */

const MARGIN = 1;
const sum = (values) => values.reduce((total, value) => total + value, 0);
const paid = (m) => (m < 0 ? 0 : m);

/** The first greatest of `scores`; of a row with a NaN the first NaN, as NumPy has it. */
export function best(scores) {
  const lost = scores.findIndex(Number.isNaN);
  return lost < 0 ? scores.indexOf(Math.max(...scores)) : lost;
}

const margins = (s, y) => s.map((score, j) => (j === y ? 0 : paid(score - s[y] + MARGIN)));

function hinge(s, y) {
  const m = margins(s, y);
  const slope = m.map((value, j) => (j !== y && value > 0 ? 1 : 0));
  slope[y] = -sum(slope);
  return { loss: sum(m), slope };
}

function structured(s, y) {
  const rival = best(s.map((score, j) => (j === y ? -Infinity : score)));
  const m = paid(s[rival] - s[y] + MARGIN);
  const slope = s.map(() => 0);
  slope[rival] = m > 0 ? 1 : 0;
  slope[y] = m > 0 ? -1 : 0;
  return { loss: m, slope };
}

const binary = (s, y) => s.map((score, j) => paid(MARGIN - (j === y ? 1 : -1) * score));

function oneVersusAll(s, y) {
  const m = binary(s, y);
  return { loss: sum(m), slope: m.map((value, j) => (value > 0 ? (j === y ? -1 : 1) : 0)) };
}

function softmax(s, y) {
  const first = best(s);
  const shifted = s.map((score) => score - s[first]);
  const p = shifted.map((value, j) => (j === first ? 0 : Math.exp(value)));
  const rest = sum(p);
  p[first] = 1;
  const slope = p.map((value, j) => value / (1 + rest) - (j === y ? 1 : 0));
  return { loss: Math.log1p(rest) - shifted[y], slope };
}

function probabilities(s) {
  const top = s[best(s)];
  const powers = s.map((score) => Math.exp(score - top));
  const all = sum(powers);
  return powers.map((power) => power / all);
}

function worst(s, y) {
  const rival = best(s.map((score, j) => (j === y ? -Infinity : score)));
  return margins(s, y).map((value, j) => (j === rival ? value : 0));
}

export const LOSSES = { hinge, structured, one_vs_all: oneVersusAll, softmax };
export const TERMS = { hinge: margins, structured: worst, one_vs_all: binary, softmax: probabilities };
