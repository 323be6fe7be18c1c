/** One card a class: its template, the product with the image, its score. */

import { paint, paintPicture, pixels } from "../../core/canvas.js";
import { h } from "../../core/dom.js";
import { className } from "../../course/answers.js";
import { keepArrows } from "../../core/choices.js";
import { barOf, scored } from "./scores.js";
import { WORDS } from "./words.js";

const SIDE = 32;
const AREA = SIDE * SIDE;
const KEYS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 5, ArrowUp: -5 };

/** The ten cards in `list`; a click enlarges one, a second click the answer again. */
export class Cards {
  constructor(lab, list) {
    Object.assign(this, { lab, list });
    this.cards = lab.page.extra.classes.map((_, c) => this.#card(c));
    list.replaceChildren(...this.cards.map(({ node }) => node));
    list.addEventListener("keydown", (event) => this.#walk(event));
    keepArrows(list);
  }

  /** Whether the pictures that will come stand where none has been drawn. */
  foretell(on) {
    this.list.toggleAttribute("data-foretold", on);
  }

  /** Draw the frames of a look; `row` is the class that is enlarged below. */
  show({ responses, templates, products }, row, colours) {
    const most = Math.max(...responses.classes.map(({ score }) => Math.abs(score ?? 0)));
    this.cards.forEach((card, c) => {
      const { score } = responses.classes[c];
      paintPicture(card.template, templates.values.subarray(3 * AREA * c, 3 * AREA * (c + 1)), [SIDE, SIDE]);
      paint(card.product, [SIDE, SIDE], (out) =>
        pixels(products.values.subarray(AREA * c, AREA * (c + 1)), colours, out));
      card.score.textContent = scored(score);
      const { from, wide } = barOf(score, most);
      card.bar.style.setProperty("--from", `${from}%`);
      card.bar.style.setProperty("--wide", `${wide}%`);
      card.marks.replaceChildren(...this.#marks(responses, c));
      card.button.setAttribute("aria-pressed", String(c === row));
    });
  }

  #card(c) {
    const parts = {
      template: h("canvas", { class: "pixelated", width: SIDE, height: SIDE }),
      product: h("canvas", { class: "pixelated", width: SIDE, height: SIDE }),
      score: h("bdi", { class: "num score" }, "–"),
      bar: h("i", {}),
      marks: h("span", { class: "marks" }),
    };
    const name = h("b", {}, className(this.lab, c));
    const bar = h("span", { class: "signed" }, parts.bar);
    const button = h("button", { type: "button", class: "card", "data-class": String(c) },
      parts.template, parts.product, name, bar, parts.score, parts.marks);
    button.style.setProperty("--c", String(c));
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => this.#choose(c));
    return { ...parts, button, node: h("li", {}, button) };
  }

  #marks({ answer, target }, c) {
    const marks = [];
    if (c === answer) marks.push(h("span", { class: "is-answer" }, this.lab.text(WORDS.answer)));
    if (c === target) marks.push(h("span", { class: "is-truth" }, this.lab.text(WORDS.truth)));
    return marks;
  }

  #choose(c) {
    this.lab.view.set({ row: this.lab.view.get("row") === String(c) ? "answer" : String(c) });
  }

  #walk(event) {
    const from = event.target.closest?.("[data-class]");
    const by = KEYS[event.key];
    if (!from || !by) return;
    event.preventDefault();
    const to = Number(from.dataset.class) + by;
    if (to < 0 || to >= this.cards.length) return;
    this.cards[to].button.focus();
    this.lab.view.set({ row: String(to) });
  }
}
