/** Where the two weights of every lane have been, on the map of the loss. */

import { byId, h, svg } from "../../core/dom.js";
import { number, text } from "../../core/i18n.js";
import { createPlane } from "../../core/plane.js";
import { ticks } from "../../core/plane-axes.js";
import { paintGround } from "../../terrain/ground.js";
import { look } from "../../terrain/looks.js";
import { WORDS } from "./words.js";

const RATIO = 0.46;
const LONGEST = 3000; // points of a trail that are drawn
const CROSS = 7;

/** @returns {{touch(): void}} */
export function createPath(lab, told) {
  const section = byId("path");
  const canvas = h("canvas", { ariaHidden: "true" });
  const box = h("div", { className: "plane" });
  byId("map").replaceChildren(canvas, box);
  let [painted, asked] = [null, null];
  const plane = createPlane(box, { x: [0, 1], y: [0, 1], bare: true, ratio: RATIO, label: text(WORDS.map), resized: again });
  lab.theme.on(again);

  function again() {
    painted = null;
    touch();
  }

  /** Draw in the next frame of the screen, once however often asked. */
  function touch() {
    asked ??= requestAnimationFrame(() => {
      asked = null;
      draw();
    });
  }

  function draw() {
    section.hidden = !told.ground;
    if (!told.ground || !plane.size.width) return;
    if (painted !== told.ground) ground(told.ground);
    const step = lab.view.get("step") === "" ? null : Number(lab.view.get("step"));
    const marks = told.lanes.flatMap((k) => trail(plane, told, k, step));
    plane.layer("trails").replaceChildren(...marks);
    const [x, y] = told.ground.lowest;
    const d = `M${plane.px(x) - CROSS} ${plane.py(y)}h${2 * CROSS}M${plane.px(x)} ${plane.py(y) - CROSS}v${2 * CROSS}`;
    plane.layer("lowest").replaceChildren(svg("path", { class: "minimum", d }));
  }

  function ground(said) {
    painted = said;
    plane.bounds(said.x, said.y);
    paintGround(canvas, plane.size, said, lab.theme.token);
    plane.layer("axes").replaceChildren(...numbers(plane));
  }
  return { touch };
}

function trail(plane, told, k, step) {
  const [xs, ys] = ["x", "y"].map((name) => told.of(`${name}.${k}`));
  const { colour, stroke } = look(k);
  const last = step === null ? xs.length : xs.x.findLastIndex((at) => at <= step) + 1;
  if (!last) return [];
  const spots = Array.from({ length: last }, (_, i) => `${plane.px(xs.y[i]).toFixed(1)} ${plane.py(ys.y[i]).toFixed(1)}`);
  const d = `M${spots.slice(-LONGEST).join("L")}`;
  const [cx, cy] = spots.at(-1).split(" ");
  return [
    svg("path", { class: "line", d, stroke: colour, "stroke-dasharray": stroke, "data-trail": k }),
    svg("circle", { class: "head", cx, cy, r: 6, fill: colour, "data-head": k }),
  ];
}

function numbers({ px, py, size, x, y }) {
  const across = ticks(x, Math.max(3, size.width / 130)).map((value) => svg("text", { class: "halo", x: px(value), y: size.height - 6, "text-anchor": "middle" }, number(value)));
  const up = ticks(y, 4).map((value) => svg("text", { class: "halo", x: 6, y: py(value) + 4 }, number(value)));
  return [...across.slice(1, -1), ...up.slice(1, -1)];
}
