/** The table grows and shrinks; labels and what is looked at follow it. */

import { readTable, resized, writeTable } from "../../core/table.js";

const LIMITS = { class: [2, 10], image: [1, 8] };

/** The parameters that must fit a table of this size. */
export function fitted(form, rows) {
  const [classes, images] = [rows.length, rows[0]?.length ?? 0];
  const labels = resized(readTable(form.get("y")), 1, images)[0].map((label) => (Number(label) < classes ? label : "0"));
  const within = (name, most) => String(Math.min(Number(form.get(name)) || 0, Math.max(0, most - 1)));
  return { y: writeTable([labels]), image: within("image", images), moved: within("moved", classes) };
}

/** Buttons `[data-size]` and `[data-preset]`. */
export function mountSizes(lab) {
  const { form } = lab;
  const table = () => readTable(form.get("scores"));
  const size = () => ({ class: table().length, image: table()[0]?.length ?? 0 });
  const buttons = [...lab.main.querySelectorAll("[data-size]")];
  const draw = () => {
    for (const button of buttons) {
      const [what, by] = button.dataset.size.split(",");
      const [least, most] = LIMITS[what];
      const next = size()[what] + Number(by);
      button.disabled = next < least || next > most;
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const [what, by] = button.dataset.size.split(",");
      const next = { ...size(), [what]: size()[what] + Number(by) };
      const rows = resized(table(), next.class, next.image);
      form.set({ ...fitted(form, rows), scores: writeTable(rows) });
    });
  }
  for (const button of lab.main.querySelectorAll("[data-preset]")) {
    button.addEventListener("click", () => {
      const [scores, y] = lab.page.extra.presets[button.dataset.preset];
      form.set({ scores, y, names: button.dataset.preset, image: "0", moved: y.split(",")[0] });
    });
  }
  form.written(draw);
  draw();
}
