/** Every method at the moment shown: where it is, and what it has asked for so far. */

import { count, number } from "../../core/i18n.js";
import { createLines } from "../../terrain/lines.js";
import { momentOf } from "./moment.js";

export function mountStanding(lab, names) {
  const lines = createLines(lab, names, 6);

  function draw(step, chosen) {
    const { rows } = lab.frames;
    lines.build(rows);
    rows.forEach((row, k) => {
      const { values, points, counts } = momentOf(lab.frames, step, k);
      const texts = [...[values, ...points].map((value) => number(value, 4)), ...counts.map(count)];
      lines.write(k, texts, k === chosen, Boolean(row.end) && step >= row.end.step);
    });
  }
  return { draw };
}
