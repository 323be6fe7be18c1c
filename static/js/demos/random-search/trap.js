/** Slide 71's last line: labels in a row, and the mistake, labels in a column. */

import { byId, h } from "../../core/dom.js";
import { fill, percent } from "../../core/i18n.js";
import { momentOf } from "./moment.js";
import { RIDERS, WORDS } from "./words.js";

/** A row for each W: its accuracy, and what the column of labels makes of it. */
export function mountTrap(lab, history) {
  const body = byId("trap");
  return {
    draw() {
      const { judged } = momentOf(lab, history);
      body.replaceChildren(...RIDERS.map((name) => row(lab, name, judged?.riders[name])));
      for (const place of document.querySelectorAll("[data-labels]")) place.textContent = judged ? String(judged.of) : "n";
      byId("trap-says").replaceChildren(judged ? fill(WORDS.trap, { of: judged.of, step: judged.step }) : lab.text(WORDS.trapWaits));
    },
  };
}

function row(lab, name, said) {
  return h("tr", {},
    h("th", { scope: "row" }, lab.text(lab.page.extra.riders[name])),
    h("td", { class: "n" }, percent(said?.accuracy, 2)),
    h("td", { class: "n wrong" }, percent(said?.column, 2)));
}
