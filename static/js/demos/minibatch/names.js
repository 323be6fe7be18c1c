/** How lanes are called and drawn. */

import { svg } from "../../core/dom.js";
import { count, fill, text } from "../../core/i18n.js";
import { look } from "../../terrain/looks.js";
import { WORDS } from "./words.js";

/** "8", or "full" where a batch is all there is. */
export const sizeName = ({ batch, full }) => (full ? text(WORDS.full) : count(batch));

/** "B = 8" at the end of a line. */
export const lineName = (lane) => (lane.full ? text(WORDS.full) : `B = ${count(lane.batch)}`);

/** "batch 8" or "the full batch" within a sentence. */
export const called = ({ batch, full }) => (full ? fill(WORDS.whole) : fill(WORDS.sized, { size: count(batch) }));

/** The line of a lane as the charts draw it. */
export function key(k) {
  const { colour, stroke } = look(k);
  const line = svg("line", { x1: 0, x2: 28, y1: 6, y2: 6, stroke: colour, "stroke-dasharray": stroke });
  return svg("svg", { class: "key", viewBox: "0 0 28 12", "aria-hidden": "true" }, line);
}
