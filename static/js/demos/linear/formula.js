/** The loss of the chosen point, and of all, with today's numbers. */

import { drawExpression } from "../../core/expression.js";
import { byId, h } from "../../core/dom.js";

export function mountFormula(lab, side) {
  const place = byId(`formula-${side}`);
  const part = (name) => place.querySelector(`[data-eq=${name}]`);

  function draw(frames) {
    const { data, formula } = frames;
    const forms = formula?.[side];
    const i = Math.min(lab.view.get("point"), data.y.length - 1);
    const form = forms?.point[data.y[i]]; // a class may be newer than the server's last word
    if (!form || place.closest("[data-side]").hidden) return;
    const spelled = JSON.parse(JSON.stringify(form).replaceAll("{i}", String(i)));
    const lines = (given) => given.map((line) => h("div", { className: "pieces" }, ...line.map((piece) => drawExpression(piece, frames))));
    part("point").replaceChildren(...lines(spelled));
    part("total").replaceChildren(...lines(forms.total));
  }
  return { place, draw };
}
