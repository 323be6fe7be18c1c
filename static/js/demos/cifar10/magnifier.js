/** One map enlarged: under the pointer, or by the arrow keys on a focused row of maps. */

import { corner, mapAt, paint, pixels } from "../../core/canvas.js";
import { h } from "../../core/dom.js";
import { count, fill, rich } from "../../core/i18n.js";
import { WORDS } from "./words.js";

const GAP = 8; // pixels between a map and its enlargement
const HEADER = 60; // pixels of the window that the bar of the page covers
const KEYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** The floating picture; rows offer their canvases to it. */
export class Magnifier {
  #row = null;
  #index = null;

  constructor(section) {
    this.section = section;
    this.picture = h("canvas", { class: "pixelated" });
    this.caption = h("p", { class: "meta" });
    this.node = h("div", { class: "magnifier", "aria-live": "polite" }, this.picture, this.caption);
    this.node.hidden = true;
    section.append(this.node);
  }

  /** Let `row` ({canvas, shown, paint, name}) be enlarged. */
  offer(row) {
    const { canvas } = row;
    const under = (event) => mapAt(row.shown.place, event.offsetX, event.offsetY);
    const point = (event) => row.shown && this.#show(row, under(event));
    canvas.addEventListener("pointermove", point);
    canvas.addEventListener("pointerdown", point);
    canvas.addEventListener("pointerleave", () => this.#hide());
    canvas.addEventListener("blur", () => this.#hide());
    canvas.addEventListener("keydown", (event) => this.#key(row, event));
  }

  /** The maps changed under the enlarged one. */
  refresh() {
    if (this.#row?.shown && !this.#row.node.hidden) this.#show(this.#row, this.#index);
    else this.#hide();
  }

  #key(row, event) {
    if (event.key === "Escape") this.#hide();
    const by = KEYS[event.key];
    if (!by || !row.shown) return;
    event.preventDefault();
    event.stopPropagation(); // the run bar has the same keys
    const { shown, across } = row.shown.place;
    const from = this.#row === row ? this.#index : by[0] + by[1] * across > 0 ? -1 : 0;
    const to = this.#row === row ? from + by[0] + by[1] * across : Math.max(0, from);
    this.#show(row, Math.min(shown - 1, Math.max(0, to)));
  }

  #show(row, index) {
    if (index === null) return this.#hide();
    if (this.#row && this.#row !== row) this.#row.paint();
    this.#row = row;
    this.#index = Math.min(index, row.shown.place.shown - 1);
    row.paint(this.#index);
    const { maps, colours } = row.shown;
    paint(this.picture, maps.cell, (out) => pixels(maps.map(this.#index), colours, out));
    this.caption.replaceChildren(...this.#said(row));
    this.node.hidden = false;
    this.#stand(row);
  }

  #said(row) {
    const { count: all, inputs } = row.shown.maps;
    const number = { index: count(this.#index + 1), count: count(all) };
    const which = fill(WORDS.mapNumber, number);
    if (!inputs) return [h("b", {}, rich(row.name)), " ", which];
    const [filter, input] = [Math.floor(this.#index / inputs) + 1, (this.#index % inputs) + 1];
    const said = fill(WORDS.filterNumber, { filter: count(filter), input: count(input) });
    return [h("b", {}, rich(row.name)), " ", said];
  }

  /** Stand above the map, or below where the window ends, inside the section. */
  #stand(row) {
    const [left, top] = corner(row.shown.place, this.#index);
    const [maps, home] = [row.canvas.getBoundingClientRect(), this.section.getBoundingClientRect()];
    const wide = this.node.offsetWidth;
    const middle = maps.left - home.left + left + row.shown.place.wide / 2 - wide / 2;
    const at = Math.max(0, Math.min(home.width - wide, middle));
    this.node.style.left = `${at}px`;
    const high = this.node.offsetHeight + GAP;
    const room = maps.top + top - high > HEADER;
    const from = maps.top - home.top + top;
    this.node.style.top = `${room ? from - high : from + row.shown.place.high + GAP}px`;
  }

  #hide() {
    this.#row?.paint();
    this.#row = null;
    this.#index = null;
    this.node.hidden = true;
  }
}
