/** Numbers of every schedule: its rate at the moment shown, and where it settles. */

import { byId } from "../../core/dom.js";
import { drawExpression } from "../../core/expression.js";
import { number } from "../../core/i18n.js";
import { createLines } from "../../terrain/lines.js";
import { before } from "../../terrain/trails.js";
import { WORDS } from "./words.js";

export function mountTable(lab, names) {
  const lines = createLines(lab, names, 3, WORDS.formula);

  function draw(step) {
    const { rows, race, rates, mean } = lab.frames;
    lines.build(rows);
    const chosen = Math.min(lab.view.get("row"), rows.length - 1);
    const kept = before(race.steps, step);
    rows.forEach((row, k) => {
      const at = kept * rows.length + k;
      const values = [rates.values.values[at], mean.above.values[at], row.floor];
      lines.write(k, values.map((value) => number(value, 4)), k === chosen, Boolean(row.end) && step >= row.end.step);
    });
    byId("formula").replaceChildren(drawExpression(rows[chosen].formula, lab.frames));
  }
  return { draw };
}
