/** Slides 74 to 79: one weight moves by h, the loss answers; each row is uncovered by hand. */

import { byId, h } from "../../core/dom.js";
import { num, number, text } from "../../core/i18n.js";
import { WORDS } from "./words.js";

export function mountSlide(lab) {
  const more = byId("uncover");
  const shown = () => lab.view.get("uncovered");
  more.addEventListener("click", () => lab.view.set({ uncovered: (shown() + 1) % (lab.frames.slide.length + 1) }));

  function draw() {
    const rows = lab.frames.slide ?? [];
    byId("slide-rows").replaceChildren(...rows.map((row, k) => {
      const seen = k < shown();
      const cells = [row.w, row.moved, row.before, row.after, row.slope].map((value, i) => {
        const open = seen || i === 0 || i === 2;
        return h("td", { className: i === 4 && open ? "n slope-found" : "n" }, open ? num(number(value, 6).replace(/^-/, "−")) : text(WORDS.covered));
      });
      return h("tr", {}, h("th", { scope: "row" }, num(String(k + 1))), ...cells);
    }));
  }
  return { draw };
}
