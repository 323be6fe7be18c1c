/** Calculus beside differences, weight by weight, and what the errors betray. */

import { byId, h } from "../../core/dom.js";
import { num, number } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { WORDS } from "./words.js";

export function drawCheck(lab) {
  const { check } = lab.frames;
  const place = byId("verdict");
  if (!check) {
    byId("check-rows").replaceChildren();
    notice.put(place, { key: "check", tone: "warn", title: WORDS.noImages, text: WORDS.noImagesMore });
    return;
  }
  byId("check-rows").replaceChildren(...check.rows.map((row) => {
    const bad = row.error >= check.most;
    const cells = [row.analytic, row.numeric, row.error].map((value, i) => h("td", { className: i === 2 && bad ? "n off" : "n" }, Object.assign(num(number(value, i === 2 ? 3 : 7).replace(/^-/, "−")), { className: "num told" })));
    return h("tr", {}, h("th", { scope: "row" }, h("code", {}, row.where)), ...cells);
  }));
  const [title, text] = lab.page.extra.fingerprints[check.kind];
  const args = { error: num(number(check.worst, 3)), most: num(number(check.most)), evaluations: num(number(check.evaluations)) };
  place.dataset.bug = check.kind;
  notice.put(place, { key: "check", tone: check.kind === "none" ? "good" : "warn", title, text, args });
}
