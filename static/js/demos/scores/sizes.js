/** One pixel or class more or less: W, x and b change together, so that they always fit. */

import { readTable, resized, writeTable } from "../../core/table.js";

const LIMITS = { pixel: [1, 12], class: [2, 10] };

/** The numbers of slide 39 are the defaults. */
export const S39 = (form) => Object.fromEntries(["W", "x", "b", "y"].map((name) => [name, form.default(name)]));

/** The parameters that must fit a W of this size. */
export function fitted(form, rows) {
  const [classes, pixels] = [rows.length, rows[0]?.length ?? 0];
  const fit = (name, width) => writeTable(resized(readTable(form.get(name)), 1, width));
  return { x: fit("x", pixels), b: fit("b", classes), y: String(Math.min(Number(form.get("y")) || 0, Math.max(0, classes - 1))) };
}

/** Buttons `[data-grow]` and `[data-shrink]`. */
export function mountSizes(lab) {
  const { form } = lab;
  const size = () => {
    const W = readTable(form.get("W"));
    return { class: W.length, pixel: W[0]?.length ?? 0 };
  };
  const press = (what, by) => {
    const next = { ...size(), [what]: size()[what] + by };
    const rows = resized(readTable(form.get("W")), next.class, next.pixel);
    form.set({ ...fitted(form, rows), W: writeTable(rows) });
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
