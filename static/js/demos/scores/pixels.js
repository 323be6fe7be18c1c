/** The pixels as the little image they were. */

import { paint } from "../../core/canvas.js";

/** Draw x as a square of grey where it is one: a square number of values from 0 to 255. */
export function drawPixels({ x, products, W }) {
  const values = x.slice(0, products[0].length === W[0].length ? x.length : W[0].length);
  const count = document.querySelectorAll("#matrix-x input").length;
  const side = Math.round(Math.sqrt(count));
  const figure = document.getElementById("pixels");
  figure.hidden = side * side !== count || !values.every((v) => v >= 0 && v <= 255);
  if (figure.hidden) return;
  paint(figure.querySelector("canvas"), [side, side], (out) => {
    for (let i = 0; i < count; i += 1) out.set([values[i], values[i], values[i], 255], 4 * i);
  });
}
