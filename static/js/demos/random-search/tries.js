/** The printout of slide 70: the loss of every try, and the best so far. */

import { byId, h } from "../../core/dom.js";
import { count, fill, fixed, num } from "../../core/i18n.js";
import { momentOf, lastAt } from "./moment.js";
import { drawSpread } from "./spread.js";
import { WORDS } from "./words.js";

const SHOWN = 10;
const PLACES = 6; // as slide 70 prints them

/** The table of tries of random search. */
export function mountTries(lab, history) {
  const body = byId("tries");
  const says = byId("tries-says");
  return {
    draw() {
      const { until, judged } = momentOf(lab, history);
      const { try: tried, random: best } = history.curves;
      const found = chosen(tried.x, best.y, lastAt(tried.x, until), lab.view.get("listed") === "better");
      const rows = found.map((i) => row(lab, tried.x[i], tried.y[i], best.y[i], isBetter(best.y, i)));
      while (rows.length < SHOWN) rows.push(row(lab));
      body.replaceChildren(...rows);
      drawSpread(judged?.histogram);
      says.replaceChildren(judged
        ? fill(WORDS.spread, { mean: num(fixed(judged.mean, 3)), sd: num(fixed(judged.sd, 3)), step: judged.step })
        : lab.text(WORDS.printout));
    },
  };
}

/** Whether try `i` is lower than every one before: the running minimum falls there. */
export const isBetter = (best, i) => i === 0 || best[i] < best[i - 1];

/** Indices of the last tries up to `last`, the newest first. */
export function chosen(x, best, last, betterOnly) {
  const found = [];
  for (let i = last; i >= 0 && found.length < SHOWN; i -= 1) if (!betterOnly || isBetter(best, i)) found.push(i);
  return found;
}

function row(lab, step, loss, best, better = false) {
  const known = step !== undefined;
  const mark = better ? h("span", { class: "better" }, lab.text(WORDS.better)) : "\u00a0";
  return h("tr", { class: better ? "on" : "" },
    known ? h("th", { scope: "row", class: "n" }, count(step)) : h("td", {}, "\u00a0"),
    h("td", { class: "n" }, known ? fixed(loss, PLACES) : ""),
    h("td", { class: "n" }, known ? fixed(best, PLACES) : ""),
    h("td", {}, mark));
}
