/** Every layer of the network for one image, at the step shown, asked for while it is seen. */

import { themeMaps } from "../../core/canvas.js";
import { h } from "../../core/dom.js";
import { number } from "../../core/i18n.js";
import { blankRow } from "./blank.js";
import { inputRow, scoresRow } from "./ends.js";
import { LayerRow } from "./layer_row.js";
import { Magnifier } from "./magnifier.js";
import { mapsOf, shapeOf, sharedLimits, signed } from "./maps.js";
import { fillChoices } from "../../core/choices.js";
import { sight } from "../../course/sight.js";
import { WORDS } from "./words.js";

/** Fill #layers; `tell(frames)` is called with every answer (the formula reads the scores). */
export function mountLayers(lab, history, tell) {
  const section = document.getElementById("layers");
  section.querySelectorAll("[data-choices]").forEach((node) => fillChoices(lab, node));
  const view = new Layers(lab, history, section);
  const places = [section, document.getElementById("lesson")];
  const eye = sight(places, () => watch.refresh());
  const ask = () => {
    const image = lab.view.get("image");
    return eye.now && image !== view.refused ? { what: "layers", image, maps: lab.view.get("maps") } : null;
  };
  const show = (answer) => {
    view.show(answer);
    tell(answer);
  };
  const watch = lab.watch(ask, show, (error) => view.refuse(error));
  lab.view.on("image", () => watch.refresh());
  lab.view.on("maps", () => watch.refresh());
  lab.view.on("scale", () => view.draw());
  lab.theme.on(() => view.recolour());
  lab.plan((plan) => view.expect(plan?.rows));
  return { refresh: () => watch.refresh(), clear: () => view.clear() };
}

class Layers {
  #frames = null;
  #rows = [];
  #step = 0;
  #signature = "";
  #expected = [];

  constructor(lab, history, section) {
    Object.assign(this, { lab, history, section });
    this.list = section.querySelector("#layer-rows");
    this.wait = section.querySelector("#layers-wait");
    this.bar = section.querySelector("#scalebar");
    this.zoom = new Magnifier(section);
    this.input = inputRow(lab);
    this.scores = scoresRow(lab);
    this.maps = themeMaps(lab.theme.token);
    new ResizeObserver(() => {
      this.#rows.forEach((row) => row.measure());
      this.#rows.forEach((row) => row.paint());
    }).observe(this.list);
  }

  /** Draw an answer of the server. */
  show({ run, step, frames }) {
    this.refused = null; // an image that the server does not know; it is not asked for again
    this.#frames = frames;
    this.#step = step;
    this.wait.hidden = true;
    Object.assign(this.section.dataset, { run, step: String(step) });
    const layers = frames.layers;
    const signature = JSON.stringify(layers.map((layer) => [layer.label, shapeOf(layer)]));
    if (signature !== this.#signature) this.#build(layers, signature);
    this.input.show(frames);
    this.scores.show(frames);
    this.draw();
  }

  /** The server could not answer: say why where the pictures would be. */
  refuse({ status, fields = {}, message }) {
    if (status === 400) this.refused = this.lab.view.get("image");
    this.wait.textContent = Object.values(fields)[0] ?? message;
    this.wait.hidden = false;
  }

  /** Draw what is held, under the chosen tab and scale. */
  draw() {
    if (!this.#frames) return;
    const { layers } = this.#frames;
    const tab = this.lab.view.get("maps");
    if (!layers.some((layer) => this.#frames[`${tab}.${layer.index}`])) return; // it is on its way
    const maps = layers.map((layer) => mapsOf(this.#frames, layer, tab));
    const span = this.lab.view.get("scale") === "shared" ? sharedLimits(maps) : null;
    this.#rows.forEach((row) => row.measure());
    layers.forEach((layer, i) => {
      const ratio = this.history.ratioAt(layer.index, this.#step);
      this.#rows[i].show(maps[i], this.maps, span, ratio);
    });
    this.input.node.hidden = tab.startsWith("weight");
    this.#scale(span, maps.some((one) => one && !one.colour && signed(one)));
    this.zoom.refresh();
    this.section.dataset.tab = tab;
  }

  /** Another theme: other colours. */
  recolour() {
    this.maps = themeMaps(this.lab.theme.token);
    this.draw();
  }

  /** Another run: nothing is known. */
  clear() {
    this.#frames = null;
    this.expect();
  }

  /** Without a run: the layers that the settings would build, each still blank. */
  expect(rows = this.#expected) {
    this.#expected = rows;
    if (this.lab.run.id || this.#frames || !rows.length) return;
    const names = numbered(rows.map(({ label }) => this.lab.text(label)));
    [this.#rows, this.#signature] = [[], ""];
    this.list.replaceChildren(...rows.map((row, i) => blankRow(row, names[i])));
    this.wait.hidden = false;
  }

  #build(layers, signature) {
    this.#signature = signature;
    const names = numbered(layers.map(({ label }) => this.lab.text(label)));
    this.#rows = layers.map((layer, i) => new LayerRow(this.lab, layer, names[i], this.zoom));
    const nodes = this.#rows.map((row) => row.node);
    this.list.replaceChildren(this.input.node, ...nodes, this.scores.node);
  }

  #scale(span, belowZero) {
    const ends = span ? span.map((end) => number(end, 3)) : [WORDS.least, WORDS.most];
    this.bar.classList.toggle("div", belowZero);
    this.bar.querySelector("[data-low]").textContent = this.lab.text(ends[0]);
    this.bar.querySelector("[data-high]").textContent = this.lab.text(ends[1]);
  }
}

/** Names that occur more than once get a number: "Convolution 2". */
function numbered(names) {
  const seen = new Map();
  return names.map((name) => {
    seen.set(name, (seen.get(name) ?? 0) + 1);
    const twice = names.indexOf(name) !== names.lastIndexOf(name);
    return twice ? `${name} ${seen.get(name)}` : name;
  });
}
