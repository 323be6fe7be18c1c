/** Rows that went no further: where, why, and the way there. */

import { byId, h } from "../core/dom.js";
import { num, number, rich, text } from "../core/i18n.js";
import { notice } from "../core/notice.js";
import { point } from "./point.js";
import { WORDS } from "./words.js";

const FAR = "1e9";

export function mountEnds(lab, names) {
  const place = byId("ends");

  function draw() {
    const { rows, surface } = lab.frames;
    const groups = new Map();
    rows.forEach((row, k) => {
      if (!row.end) return;
      const same = `${row.end.step}:${row.end.kind}:${row.end.x}:${row.end.y}`;
      groups.set(same, [...(groups.get(same) ?? []), k]);
    });
    const said = JSON.stringify([[...groups], surface.flat, rows.map(({ key, lr }) => [key, lr])]);
    if (place.dataset.said === said) return;
    place.dataset.said = said;
    const flat = surface.flat ? [box({ key: "flat", title: WORDS.flat })] : [];
    place.replaceChildren(...flat, ...[...groups.values()].map((group) => box(about(group))));
  }

  function about(group) {
    const { rows } = lab.frames;
    const { end } = rows[group[0]];
    const all = group.map((k) => names.name(k, rows)).join(lab.lang === "fa" ? "، " : ", ");
    const args = { rules: rich(all), step: end.step, point: num(point([end.x, end.y])), part: num(end.part ?? ""), column: end.column, limit: num(FAR) };
    const why = text(lab.page.extra.ends[end.kind]);
    const more = group.length < rows.length ? ` ${text(WORDS.others)}` : "";
    const acts = end.step ? [{ label: WORDS.show, run: () => lab.view.set({ step: end.step, row: group[0] }) }] : [];
    return { key: "ended", tone: "warn", title: end.step ? WORDS.ended : WORDS.undefinedStart, text: why + more, args, acts };
  }
  return { draw };
}

function box(said) {
  const place = h("div", {});
  notice.put(place, said);
  return place;
}

/** Marks on the slider where rows ended. */
export function drawMarks(lab, names) {
  const { rows, race } = lab.frames;
  byId("play-marks").replaceChildren(...rows.flatMap(({ end }, k) => {
    if (!end) return [];
    const mark = h("span", { className: "mark", title: `${names.name(k, rows)}: ${number(end.step)}` });
    mark.style.setProperty("inset-inline-start", `${(100 * end.step) / race.total}%`);
    return [mark];
  }));
}
