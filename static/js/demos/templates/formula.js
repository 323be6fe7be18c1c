/** The formulas of the lesson with the numbers of the chosen image and class. */

import { number } from "../../core/i18n.js";
import { className } from "../../course/answers.js";
import { scored } from "./scores.js";

const DASH = "–";

/** Write one answer of the server into the lesson. */
export function tellFormula(lab, said, row) {
  const { dot, bias, score } = said.classes[row];
  const known = said.loss !== null;
  lab.live({
    class: className(lab, row),
    dot: scored(dot, 3),
    bias: bias < 0 ? `(${scored(bias, 3)})` : scored(bias, 3), // it is added to something
    score: scored(score, 3),
    truth: known ? className(lab, said.target) : DASH,
    loss: known ? number(said.loss, 4) : DASH,
    factor: number(said.factor, 4),
    size: number(said.size, 4),
    total: known ? number(said.total, 4) : DASH,
  });
}
