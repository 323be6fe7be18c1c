/** What a press on the plane does: the row of classes is the key of the picture too. */

import { mark } from "./classes.js";

export function mountPens(lab) {
  const labels = [...document.querySelectorAll("[data-choices=pen] label")];
  labels.slice(1).forEach((label, k) => label.querySelector("span").prepend(mark(k)));

  function draw({ first }) {
    const count = first.W.length;
    labels.slice(1).forEach((label, k) => { label.hidden = k >= count; });
    const pen = lab.view.get("pen");
    if (pen !== "none" && Number(pen) >= count) lab.view.set({ pen: "none" });
  }
  return { draw };
}
