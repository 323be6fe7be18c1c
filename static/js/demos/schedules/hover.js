/** Where theory says a constant rate hovers, beside where the runs with one did. */

import { byId } from "../../core/dom.js";
import { num, number } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { WORDS } from "./words.js";

export function tellHover(lab) {
  const { hover, rows } = lab.frames;
  const place = byId("hover");
  place.replaceChildren();
  if (!hover) return;
  const constant = rows.find(({ key }) => key === "constant");
  const best = rows.reduce((low, row) => (row.floor < low.floor ? row : low), rows[0]);
  const args = {
    rate: num(`α = ${number(rows[0].lr)}`), height: num(number(hover.height)), limit: num(number(hover.limit)),
    measured: num(number(constant?.floor)), best: num(number(best.floor)), runs: num(String(lab.page.extra.runs)),
  };
  const [title, text] = hover.height === null ? WORDS.grows : constant ? WORDS.hovers : WORDS.would;
  notice.put(place, { key: "hover", tone: hover.height === null ? "warn" : "", title, text, args });
}
