/** How a score is written and where its bar lies. Pure. */

import { fixed, number } from "../../core/i18n.js";

const LONG = 1e4; // from here decimals say nothing

/** A score with `places` decimals, a large one with as many digits and one more. */
export function scored(score, places = 2) {
  return Math.abs(score) >= LONG ? number(score, places + 1) : fixed(score, places);
}

/** A bar from the middle, in percent of its track: {from, wide}; `most` fills one half. */
export function barOf(score, most) {
  const wide = most > 0 && Number.isFinite(score) ? (50 * Math.abs(score)) / most : 0;
  return { from: score < 0 ? 50 - wide : 50, wide };
}
