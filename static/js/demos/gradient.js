/** D11: secant and tangent, the slide's table, the check of a real gradient, a backward pass to write. */

import { bindViewControls } from "../core/choices.js";
import { mountBackward } from "./gradient/backward.js";
import { drawCheck } from "./gradient/check.js";
import { mountCurve } from "./gradient/curve.js";
import { mountSlide } from "./gradient/slide.js";
import { mountWidths } from "./gradient/widths.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const curve = mountCurve(lab);
  const slide = mountSlide(lab);
  const widths = mountWidths(lab);
  const backward = mountBackward(lab);
  bindViewControls(lab);
  lab.on("computed", () => {
    curve.draw();
    slide.draw();
    drawCheck(lab);
    widths.touch();
    backward.draw();
  });
  lab.view.on("uncovered", slide.draw);
  lab.view.on("of", () => widths.touch());
}
