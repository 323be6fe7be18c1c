/** Both losses on one picture against one score, which is dragged along its axis. */

import { byId, svg } from "../../core/dom.js";
import { ordered } from "../../core/chart_words.js";
import { number, text } from "../../core/i18n.js";
import { createPlane } from "../../core/plane.js";
import { readTable, writeTable } from "../../core/table.js";
import { WORDS } from "./words.js";

const DIGITS = 5;
const APART = 15; // pixels between two labels
const LINES = {
  hinge: { stroke: "var(--accent)", class: "line" },
  softmax: { stroke: "var(--ink)", class: "line dash" },
};

/** @param {(k: number) => string} name of class k */
export function mountPicture(lab, name) {
  const { form } = lab;
  const at = () => [Number(form.get("moved")), Number(form.get("image"))];
  let last = null;
  const plane = createPlane(byId("both"), {
    x: [0, 1], y: [0, 1], label: text(WORDS.both), ratio: 0.66, margin: { right: 76, left: 40 },
    resized: () => last && draw(last),
    moved({ x, final }) {
      const [i, j] = at();
      const rows = readTable(form.get("scores"));
      rows[i][j] = String(x);
      form.set({ scores: writeTable(rows) }, { final });
    },
  });

  function draw(frames) {
    last = frames;
    const { trace, hinge, softmax } = frames;
    if (!trace) return;
    const [i] = at();
    const top = Math.max(...trace.hinge, ...trace.softmax) || 1;
    const bounds = [[trace.x[0], trace.x.at(-1)], [0, 1.04 * top]];
    if (JSON.stringify(bounds) !== JSON.stringify([plane.x, plane.y])) plane.bounds(...bounds);
    plane.layer("edge").replaceChildren(...edge(plane, trace.edge));
    plane.layer("lines").replaceChildren(...Object.keys(LINES).map((loss) => line(plane, trace, loss)), ...ends(plane, trace));
    plane.layer("now").replaceChildren(...now(plane, hinge.scores[i], { hinge: hinge.loss, softmax: softmax.loss }));
    plane.handles([{ key: "score", x: hinge.scores[i], y: 0, lock: "x", label: text(WORDS.drag).replace("{name}", name(i)) }]);
  }
  return { draw };
}

const line = ({ px, py }, trace, loss) =>
  svg("path", { d: `M${trace.x.map((x, k) => `${px(x).toFixed(2)} ${py(trace[loss][k]).toFixed(2)}`).join("L")}`, "data-line": loss, ...LINES[loss] });

/** Names at the ends of the lines, apart from one another. */
function ends({ px, py }, trace) {
  const right = px(trace.x.at(-1)) + 6;
  const places = Object.keys(LINES).map((loss) => ({ loss, y: py(trace[loss].at(-1)) })).sort((a, b) => a.y - b.y);
  if (places[1].y - places[0].y < APART) places[0].y = places[1].y - APART;
  return places.map(({ loss, y }) => svg("text", { class: "name", x: right, y: y + 4, fill: LINES[loss].stroke }, text(WORDS[loss])));
}

function edge({ px, py, y }, x) {
  return [
    svg("line", { class: "event", x1: px(x), x2: px(x), y1: py(0), y2: py(y[1]) }),
    svg("text", { class: "halo", x: px(x) + 5, y: py(y[1]) + 10 }, text(WORDS.margin)),
  ];
}

/** Where the score stands: a point on each line and its loss beside it. */
function now({ px, py, y, size }, x, losses) {
  const left = px(x);
  const places = Object.entries(losses).map(([loss, value]) => ({ loss, value, y: py(Math.min(value, y[1])), at: 0 })).sort((a, b) => a.y - b.y);
  const right = left > 0.62 * size.width; // no room for words beyond
  const near = places[1].y - places[0].y < APART;
  places[0].at = places[0].y - 7;
  places[1].at = near ? places[0].at + APART + 12 : places[1].y - 7;
  return [
    svg("line", { class: "axis", x1: left, x2: left, y1: py(0), y2: Math.min(places[0].y, py(0)), "stroke-opacity": 0.6 }),
    ...places.flatMap(({ loss, value, y: height, at }) => [
      svg("circle", { cx: left, cy: height, r: 5, fill: LINES[loss].stroke, stroke: "var(--paper)", "stroke-width": 1.5, "data-told": "" }),
      svg("text", { class: "halo name", x: left + (right ? -9 : 9), "text-anchor": right ? "end" : "start", y: Math.min(at, py(0) - 14 + (loss === places[1].loss ? 0 : -APART)), "data-told": "", "data-now": loss },
        ordered(`${text(WORDS[loss])} \u2066${number(value, DIGITS)}\u2069`)),
    ]),
  ];
}
