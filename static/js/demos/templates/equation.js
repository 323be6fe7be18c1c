/** One class enlarged: image times template is a picture; its sum and the bias are the score. */

import { paint, paintPicture, pixels } from "../../core/canvas.js";
import { h } from "../../core/dom.js";
import { fill, num, number } from "../../core/i18n.js";
import { className } from "../../course/answers.js";
import { numberField } from "../../course/number.js";
import { scored } from "./scores.js";
import { WORDS } from "./words.js";

const SIDE = 32;
const AREA = SIDE * SIDE;

/** Keeps #equation at one class of the newest answer. */
export class Equation {
  constructor(lab, node) {
    Object.assign(this, { lab, node });
    this.part = (name) => node.querySelector(`[data-part=${name}]`);
    this.field = numberField(lab);
    node.querySelector("[data-slot=number]").append(this.field.node);
  }

  /** Draw class `row` of the frames of a look. */
  show({ responses, templates, products, picture }, row, colours) {
    const said = responses.classes[row];
    const name = className(this.lab, row);
    this.node.dataset.class = String(row);
    paintPicture(this.part("image"), picture.values, [SIDE, SIDE]);
    paintPicture(this.part("template"), templates.values.subarray(3 * AREA * row, 3 * AREA * (row + 1)), [SIDE, SIDE]);
    paint(this.part("product"), [SIDE, SIDE], (out) =>
      pixels(products.values.subarray(AREA * row, AREA * (row + 1)), colours, out));
    this.#words(responses, said, name);
    this.part("dot").textContent = scored(said.dot, 3);
    this.part("bias").textContent = scored(said.bias, 3);
    this.part("score").textContent = scored(said.score, 3);
    this.field.show(responses.image);
  }

  #words({ image, target, reach }, { limit }, name) {
    const own = image.startsWith("own:");
    const kind = this.lab.text(own ? WORDS.ownImage : WORDS.testImage);
    const truth = Number.isInteger(target) ? className(this.lab, target) : null;
    const what = truth ? fill(WORDS.image, { kind, name: truth }) : kind;
    this.part("image-says").replaceChildren(what);
    this.part("template-says").replaceChildren(
      fill(WORDS.template, { name }), h("br"), fill(WORDS.range, { limit: num(`±${number(limit, 2)}`) }));
    this.part("low").textContent = number(-reach, 2);
    this.part("high").textContent = number(reach, 2);
  }
}
