/** Error against h on log axes: truncation to the right, round-off to the left. */

import { text } from "../../core/i18n.js";
import { createChart } from "../../terrain/chart.js";
import { WORDS } from "./words.js";

const TONES = ["c1", "c0"];

export function mountWidths(lab) {
  return createChart(lab, "widths", {
    logX: true, logY: true, xFormat: ".0e", cursor: () => null,
    xName: () => text(WORDS.h),
    lines() {
      const { widths } = lab.frames;
      if (!widths) return [];
      return [WORDS.forward, WORDS.centred].map((name, k) => ({
        name: text(name), tone: TONES[k], dash: k ? "8px,4px" : false, end: true,
        ...rising(widths.h, widths[lab.view.get("of")][k] ?? []),
      }));
    },
  });
}

/** The axis runs from the smallest h on. */
const rising = (x, y) => ({ x: x.slice(0, y.length).reverse(), y: [...y].reverse() });
