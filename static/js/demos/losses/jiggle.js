/** What a small move of the right score does to each loss, image by image. */

import { byId, h } from "../../core/dom.js";
import { fill, num, number, prose, rich, text } from "../../core/i18n.js";
import { WORDS } from "./words.js";

const DIGITS = 6;
const MOVES = ["down", "now", "up"];
const LOSSES = ["hinge", "softmax"];

/** Fill #jiggle-table. */
export function mountJiggle(lab) {
  const table = byId("jiggle-table");

  function draw({ jiggle, table: { scores } }) {
    if (!jiggle) return;
    byId("jiggle-said").replaceChildren(fill(WORDS.jiggled, { by: lab.form.get("jiggle") }));
    const tops = LOSSES.flatMap((loss) => MOVES.map((move) => h("th", { scope: "col", className: "n" }, prose(rich(`${text(WORDS[loss])}${text(WORDS.comma)} ${text(WORDS[move])}`)))));
    const rows = jiggle.hinge.now.map((_, j) => h("tr", {},
      h("th", { scope: "row" }, fill(WORDS.image, { image: j + 1 }), " ", h("span", { className: "quiet" }, num(`[${scores.map((row) => row[j]).slice(0, 4).join(", ")}${scores.length > 4 ? ", …" : ""}]`))),
      ...LOSSES.flatMap((loss) => MOVES.map((move) => cell(jiggle[loss], move, j)))));
    table.replaceChildren(h("thead", {}, h("tr", {}, h("td"), ...tops)), h("tbody", {}, ...rows));
  }
  return { draw };
}

function cell(values, move, j) {
  const node = h("td", { className: "n", "data-jiggle": move }, num(number(values[move][j], DIGITS)));
  if (values[move][j] !== values.now[j]) node.style.setProperty("font-weight", "650");
  return node;
}
