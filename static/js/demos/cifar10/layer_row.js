/** One layer: its name and numbers, its maps on one canvas, its ratio and histogram. */

import { grid, paintGrid } from "../../core/canvas.js";
import { limits, table } from "../../core/colormap.js";
import { h, svg } from "../../core/dom.js";
import { count, fill, num, number, rich } from "../../core/i18n.js";
import { gaugeAt, histogramPath, shapeOf, signed, sizesFor } from "./maps.js";
import { WORDS } from "./words.js";

const HISTOGRAM = [120, 22];

/** A row of the list; `show` draws it anew, `zoom` is the magnifier it offers its maps to. */
export class LayerRow {
  #maps = null;
  #colours = null;
  #place = null;
  #width = 0;

  constructor(lab, layer, name, zoom) {
    this.lab = lab;
    this.name = name;
    this.values = h("span", {});
    this.canvas = h("canvas", { class: "grid-canvas", tabindex: "0", role: "img" });
    this.box = h("div", { class: "maps-box graph" }, this.canvas);
    this.more = h("p", { class: "meta" });
    this.side = h("div", { class: "ratio" });
    this.node = h("li", { "data-layer": String(layer.index), "data-kind": layer.kind },
      h("div", {}, h("h3", {}, rich(this.name)), this.#meta(layer)),
      h("div", { class: "maps-column" }, this.box, this.more),
      this.side,
    );
    zoom.offer(this);
  }

  /** What the magnifier needs: {maps, colours, place}, or null while nothing is drawn. */
  get shown() {
    return this.#maps && { maps: this.#maps, colours: this.#colours, place: this.#place };
  }

  /** Draw `maps` (null: the layer has none here) on a scale of its own or on `span`. */
  show(maps, colours, span, ratio) {
    this.node.hidden = !maps;
    this.#maps = maps;
    if (!maps) return;
    const own = [maps.low, maps.high];
    const map = signed(maps) || span?.[0] < 0 ? colours.diverging : colours.sequential;
    this.#colours = maps.colour ? null : table(map, own, span ?? limits(...own));
    this.#write(maps, ratio);
    this.paint();
  }

  /** Take the width there is now: of all rows before the first is drawn, else each lays out the page. */
  measure() {
    this.#width = this.box.clientWidth;
  }

  /** Draw again in the width last measured, `chosen` framed. */
  paint(chosen = null) {
    const width = (this.#width ||= this.box.clientWidth);
    if (!this.#maps || !width) return;
    const { count: maps, cell, map } = this.#maps;
    this.#place = grid(maps, cell, width, sizesFor(this.#maps));
    const accent = this.lab.theme.token("accent");
    paintGrid(this.canvas, this.#place, cell, { map, colours: this.#colours, chosen, accent });
    const { shown } = this.#place;
    const said = { shown: count(shown), count: count(maps) };
    this.more.replaceChildren(...(shown < maps ? [fill(WORDS.firstOf, said)] : []));
  }

  #meta(layer) {
    const shape = num(shapeOf(layer).join("×"));
    const parameters = fill(WORDS.parameters, { count: count(layer.parameters) });
    const line = layer.parameters ? [shape, " · ", parameters] : [shape];
    return h("p", { class: "meta" }, ...line, h("br"), this.values);
  }

  #write({ low, high, count: maps, said }, ratio) {
    const range = num(`${number(low, 3)} … ${number(high, 3)}`);
    this.values.replaceChildren(fill(WORDS.values, { range }));
    const label = fill(WORDS.mapsOf, { count: count(maps), name: this.name });
    this.canvas.setAttribute("aria-label", label.textContent);
    const parts = [];
    if (ratio !== null) parts.push(...this.#ratio(ratio));
    if (said.histogram?.length) parts.push(this.#histogram(said.histogram));
    this.side.replaceChildren(...parts);
  }

  #ratio(ratio) {
    const text = number(ratio, 3);
    const gauge = h("div", { class: "gauge", role: "img" }, h("i", {}));
    gauge.style.setProperty("--at", `${gaugeAt(ratio)}%`);
    gauge.setAttribute("aria-label", fill(WORDS.ratioSays, { ratio: text }).textContent);
    return [h("span", {}, this.lab.text(WORDS.ratio), " ", num(text)), gauge];
  }

  #histogram(counts) {
    const [width, height] = HISTOGRAM;
    const box = { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img" };
    const label = this.lab.text(WORDS.histogram);
    const path = svg("path", { d: histogramPath(counts, width, height) });
    return svg("svg", { ...box, class: "histogram", "aria-label": label }, path);
  }
}
