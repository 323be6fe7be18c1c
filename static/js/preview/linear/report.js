/** A classifier at one step: what `engine/linear/report.py` says of it. */

import { best, TERMS } from "./losses.js";

const rows = (values, classes) => Array.from({ length: classes }, (_, k) => values.slice(2 * k, 2 * k + 2));

export function report(surface, theta) {
  const { loss, points, classes } = surface;
  const [g, each, scores] = [[...theta], [], []];
  const { size, data, penalty, total } = surface.at(theta, g, each, scores);
  const answers = scores.map((row) => best(row));
  return {
    loss,
    W: rows(theta, classes),
    b: theta.slice(2 * classes),
    dW: rows(g, classes),
    db: g.slice(2 * classes),
    scores,
    terms: scores.map((row, i) => TERMS[loss](row, points[i][2])),
    each,
    best: answers,
    correct: answers.filter((k, i) => k === points[i][2]).length,
    data,
    penalty,
    total,
    size,
  };
}
