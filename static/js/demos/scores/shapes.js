/** How large the model is: its matrices and the images it learns from, each to one scale. */

import { byId, svg } from "../../core/dom.js";
import { count, fill, text } from "../../core/i18n.js";
import { createPlane } from "../../core/plane.js";
import { WORDS } from "./words.js";

const TALL = 230; // pixels of the longest side
const REST = 175; // pixels beside W: the thin blocks, the names under them
const HAIR = 1.5; // what is thinner is drawn as a hair

/** Tiles and two drawings. */
export function mountShapes() {
  let last = null;
  const again = () => last && draw(last);
  const common = { x: [0, 1], y: [0, 1], bare: true, height: TALL + 46, resized: again };
  const blocks = createPlane(byId("blocks"), { ...common, label: text(WORDS.blocks) });
  const areas = createPlane(byId("areas"), { ...common, label: text(WORDS.areas) });

  function draw(shapes) {
    last = shapes;
    tell(shapes);
    blocks.layer("all").replaceChildren(...drawBlocks(shapes, blocks.size.width));
    areas.layer("all").replaceChildren(...drawAreas(shapes));
  }
  return { draw };
}

function tell({ image, pixels, classes, columns, weights, biases, parameters, examples, data }) {
  const values = { image: pixels, weights, biases, parameters, data };
  const notes = { image: image.join("×"), weights: `${classes}×${columns}`, biases: biases ? `${biases}×1` : "–", parameters: `${count(weights)} + ${count(biases)}`, data: `${count(examples)}×${count(pixels)}` };
  for (const [name, value] of Object.entries(values)) {
    document.querySelector(`[data-tile=${name}]`).textContent = count(value);
    document.querySelector(`[data-note=${name}]`).replaceChildren(fill(["{is}", "{is}"], { is: notes[name] }));
  }
}

function drawBlocks({ classes, columns, trick }, width) {
  const unit = Math.min(TALL, width - REST) / Math.max(columns, classes);
  const size = (n) => Math.max(HAIR, n * unit);
  const [long, short] = [size(columns), size(classes)];
  const middle = 22 + Math.max(long, short) / 2;
  const parts = [[long, short, `W ${classes}×${columns}`, "var(--accent)"], [size(1), long, `x ${columns}×1`, "var(--ink-3)"],
    ...(trick ? [] : [[size(1), short, `b ${classes}×1`, "var(--c1)"]]), [size(1), short, `s ${classes}×1`, "var(--c0)"]];
  let at = 8;
  return parts.flatMap(([wide, tall, name, colour], i) => {
    const left = at + (i ? 22 : 0);
    at = left + wide + (i === 0 ? 12 : 26);
    const low = i % 2 ? middle - tall / 2 - 8 : middle + tall / 2 + 16;
    return [
      svg("rect", { x: left, y: middle - tall / 2, width: wide, height: tall, fill: colour, "data-block": name[0] }),
      svg("text", { class: "halo", x: left + wide / 2, y: low, "text-anchor": i ? "middle" : "start" }, name),
    ];
  });
}

function drawAreas({ sides: [data, model], parameters, data: all }) {
  const unit = TALL / Math.max(data, model);
  const [large, small] = [data * unit, Math.max(HAIR, model * unit)];
  const base = TALL + 20;
  return [
    svg("rect", { x: 0, y: base - large, width: large, height: large, fill: "var(--track)", "data-block": "data" }),
    svg("text", { x: 0, y: base - large - 7 }, `${text(WORDS.data)}: ${count(all)}`),
    svg("rect", { x: large + 14, y: base - small, width: small, height: small, fill: "var(--accent)", "data-block": "model" }),
    svg("text", { class: "name", x: large + 14, y: base + 17 }, `${text(WORDS.model)}: ${count(parameters)}`),
  ];
}
