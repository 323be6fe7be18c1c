/** One pixel or class more or less: W, x and b change together, so that they always fit. */

import { readTable, resized, writeTable } from "../../core/table.js";

const LIMITS = { pixel: [1, 12], class: [2, 10] };

/** The numbers of slide 39 are the defaults. */
export const S39 = (form) => Object.fromEntries(["W", "x", "b", "y"].map((name) => [name, form.default(name)]));

/** Buttons `[data-grow]` and `[data-shrink]`. */
export function mountSizes(lab) {
  const { form } = lab;
  const size = () => {
    const W = readTable(form.get("W"));
    return { class: W.length, pixel: W[0]?.length ?? 0 };
  };
  const press = (what, by) => {
    const next = { ...size(), [what]: size()[what] + by };
    const fit = (name, height, width) => writeTable(resized(readTable(form.get(name)), height, width));
    const given = { W: fit("W", next.class, next.pixel), x: fit("x", 1, next.pixel), b: fit("b", 1, next.class) };
    form.set(Number(form.get("y")) >= next.class ? { ...given, y: String(next.class - 1) } : given);
  };
  const buttons = [...lab.main.querySelectorAll("[data-grow], [data-shrink]")];
  const draw = () => {
    const now = size();
    for (const button of buttons) {
      const { grow, shrink } = button.dataset;
      button.disabled = grow ? now[grow] >= LIMITS[grow][1] : now[shrink] <= LIMITS[shrink][0];
    }
  };
  for (const button of buttons) {
    const { grow, shrink } = button.dataset;
    button.addEventListener("click", () => press(grow ?? shrink, grow ? 1 : -1));
  }
  form.written(draw);
  draw();
}
