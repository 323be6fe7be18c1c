/** D11: secant and tangent, the slide's table, the check of a real gradient, answers that are judged. */

import { bindViewControls } from "../core/choices.js";
import { drawAnswers } from "./gradient/answers.js";
import { drawCheck } from "./gradient/check.js";
import { mountCurve } from "./gradient/curve.js";
import { mountSlide } from "./gradient/slide.js";
import { mountWidths } from "./gradient/widths.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const curve = mountCurve(lab);
  const slide = mountSlide(lab);
  const widths = mountWidths(lab);
  bindViewControls(lab);
  lab.on("computed", () => {
    curve.draw();
    slide.draw();
    drawCheck(lab);
    widths.touch();
    drawAnswers(lab);
  });
  lab.view.on("uncovered", slide.draw);
  lab.view.on("of", () => widths.touch());
}
