/** The ground of softmax: every place takes the colours of the classes by their probabilities. */

import { h } from "../../core/dom.js";

const [WIDE, TALL] = [110, 92];
const TINT = 0.24;

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** A canvas behind the drawing of `place`. */
export function createShade(place) {
  const canvas = h("canvas", { width: WIDE, height: TALL });
  canvas.setAttribute("aria-hidden", "true");
  place.prepend(canvas);
  const context = canvas.getContext("2d");
  const image = context.createImageData(WIDE, TALL);

  return {
    canvas,
    /** @param {(name: string) => string} token colours of the theme */
    draw(W, b, plane, token) {
      const paper = rgb(token("paper"));
      const tints = W.map((_, k) => rgb(token(`c${k}`)).map((value, i) => TINT * (value - paper[i])));
      const [right, top] = [plane.x[1], plane.y[1]];
      const s = new Array(W.length);
      for (let row = 0, at = 0; row < TALL; row += 1) {
        const y = top * (1 - (2 * row + 1) / TALL);
        for (let column = 0; column < WIDE; column += 1, at += 4) {
          const x = right * ((2 * column + 1) / WIDE - 1);
          let [high, sum] = [-Infinity, 0];
          for (let k = 0; k < s.length; k += 1) {
            s[k] = W[k][0] * x + W[k][1] * y + b[k];
            if (s[k] > high) high = s[k];
          }
          for (let k = 0; k < s.length; k += 1) sum += s[k] = Math.exp(s[k] - high);
          let [red, green, blue] = paper;
          for (let k = 0; k < s.length; k += 1) {
            const p = s[k] / sum;
            red += p * tints[k][0];
            green += p * tints[k][1];
            blue += p * tints[k][2];
          }
          image.data.set([red, green, blue, 255], at);
        }
      }
      context.putImageData(image, 0, 0);
    },
  };
}
