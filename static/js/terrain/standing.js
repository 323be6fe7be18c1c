/** Numbers of all rows at the moment shown; pressing one spells it out. */

import { number } from "../core/i18n.js";
import { createLines } from "./lines.js";

export function mountStanding(lab, names) {
  const lines = createLines(lab, names, 4);

  function draw(moment, step) {
    const { rows } = lab.frames;
    lines.build(rows);
    rows.forEach((row, k) => {
      const found = moment.at(Math.min(step, row.last), k);
      const values = found ? [found.value, ...found.point] : [null, null, null];
      const texts = [number(row.lr), ...values.map((value) => number(value, 4))];
      lines.write(k, texts, k === lab.view.get("row"), Boolean(row.end) && step >= row.end.step);
    });
  }
  return { draw };
}
