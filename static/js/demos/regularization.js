/** D09: a penalty on two weights, on real images, on the scale of W, on two rows of weights. */

import { bindViewControls } from "../core/choices.js";
import { byId } from "../core/dom.js";
import { drawExpression, refill } from "../core/expression.js";
import { fill, number } from "../core/i18n.js";
import { mountPair } from "./regularization/pair.js";
import { mountScaling } from "./regularization/scaling.js";
import { mountSides } from "./regularization/sides.js";
import { mountSweep } from "./regularization/sweep.js";
import { WORDS } from "./regularization/words.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const sides = mountSides(lab);
  const parts = [sides, mountSweep(lab), mountScaling(lab), mountPair(lab)];
  const spell = formulas(lab);
  bindViewControls(lab);

  lab.on("computed", () => {
    for (const part of parts) part.draw(lab.frames);
    spell();
    lab.live(numbers(lab));
  });
  lab.view.on("path", () => sides.draw(lab.frames));
  for (const name of ["beside", "log_x", "log_y"]) {
    lab.view.on(name, () => parts.slice(0, 2).forEach((part) => part.draw(lab.frames)));
  }
}

/** The formula of the chosen penalty: built when the server sends another, else refilled. */
function formulas(lab) {
  const places = ["loss-formula", "slope-formula-0", "slope-formula-1"].map(byId);
  let last = null;
  return () => {
    const { formula, touch } = lab.frames;
    if (!formula || !touch) return;
    const { loss, slopes } = formula.kinds[lab.form.get("regularizer")];
    const { weights } = touch.kinds[lab.form.get("regularizer")];
    byId("kink-said").replaceChildren(weights.includes(0) ? fill(WORDS.kink, { zero: "0", low: "−λ", high: "λ" }) : "");
    const now = JSON.stringify([loss, slopes]);
    if (now === last) return places.forEach((place) => refill(place, lab.frames));
    last = now;
    [loss, ...slopes].forEach((expression, i) => places[i].replaceChildren(drawExpression(expression, lab.frames)));
  };
}

const told = (value) => (typeof value === "number" ? String(Number(value.toPrecision(6))) : "–");

/** What the lesson's sentences name. */
function numbers({ frames: { touch, curve, convention, sweep }, form }) {
  const kind = form.get("regularizer");
  const { weights, size, total } = touch.kinds[kind];
  const best = sweep?.kinds[kind];
  return {
    w: `(${weights.map(told).join(", ")})`,
    size: told(size),
    total: told(total),
    strength: told(touch.strength),
    least: told(curve?.best[0]),
    half: told(convention?.half),
    whole: told(convention?.slide),
    printed: told(convention?.printed),
    zeros: told(best?.now.zeros),
    best: number(best && sweep.strengths[best.best], 3),
  };
}
