/** The losses of one point, as `engine/losses/` has them, margin 1: they return L_i and write dL_i/ds into `slope`. */

const MARGIN = 1;

/** The first greatest of `scores`, `but` one; of a row with a NaN the first NaN, as NumPy has it. */
export function best(scores, but = -1) {
  let at = but === 0 ? 1 : 0;
  for (let j = at; j < scores.length; j += 1) {
    if (j === but) continue;
    if (Number.isNaN(scores[j])) return j;
    if (scores[j] > scores[at]) at = j;
  }
  return at;
}

const paid = (m) => (m < 0 ? 0 : m);

function hinge(s, y, slope) {
  let [loss, count] = [0, 0];
  for (let j = 0; j < s.length; j += 1) {
    const m = j === y ? 0 : paid(s[j] - s[y] + MARGIN);
    loss += m;
    slope[j] = m > 0 ? 1 : 0;
    count += slope[j];
  }
  slope[y] = -count;
  return loss;
}

function structured(s, y, slope) {
  const rival = best(s, y);
  const m = paid(s[rival] - s[y] + MARGIN);
  slope.fill(0);
  slope[rival] = m > 0 ? 1 : 0;
  slope[y] = m > 0 ? -1 : 0;
  return m;
}

function oneVersusAll(s, y, slope) {
  let loss = 0;
  for (let j = 0; j < s.length; j += 1) {
    const t = j === y ? 1 : -1;
    const m = paid(MARGIN - t * s[j]);
    loss += m;
    slope[j] = m > 0 ? -t : 0;
  }
  return loss;
}

function softmax(s, y, slope) {
  const first = best(s);
  let rest = 0;
  for (let j = 0; j < s.length; j += 1) {
    slope[j] = j === first ? 0 : Math.exp(s[j] - s[first]);
    rest += slope[j];
  }
  slope[first] = 1;
  for (let j = 0; j < s.length; j += 1) slope[j] /= 1 + rest;
  slope[y] -= 1;
  return Math.log1p(rest) - (s[y] - s[first]);
}

const margins = (s, y) => s.map((score, j) => (j === y ? 0 : paid(score - s[y] + MARGIN)));

function worst(s, y) {
  const rival = best(s, y);
  return margins(s, y).map((value, j) => (j === rival ? value : 0));
}

const binary = (s, y) => s.map((score, j) => paid(MARGIN - (j === y ? 1 : -1) * score));

function probabilities(s) {
  const top = s[best(s)];
  const powers = s.map((score) => Math.exp(score - top));
  const all = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / all);
}

export const LOSSES = { hinge, structured, one_vs_all: oneVersusAll, softmax };
export const TERMS = { hinge: margins, structured: worst, one_vs_all: binary, softmax: probabilities };
