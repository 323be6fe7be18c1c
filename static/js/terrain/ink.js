/** Trails on a canvas: while a race plays only what is new is drawn, however long the trails are. */

import { look } from "./looks.js";
import { before, placeAt } from "./trails.js";

const DOTTED = 90; // with fewer steps each one gets a dot
const DOT = 2;
const FAINT = 0.16; // where one trail is chosen, the others

/** @param {HTMLCanvasElement} canvas above the map, below its handles */
export function createInk(canvas, theme) {
  const context = canvas.getContext("2d");
  let kept = {}; // what the drawing on the canvas shows

  /** Whether what is there can be drawn on from. */
  function goesOn(plane, race, step, chosen) {
    const { x, y, size: { width } } = plane;
    const dotted = race.total < DOTTED;
    if (kept.race === race && kept.x === x && kept.y === y && kept.width === width && kept.chosen === chosen && kept.step <= step) return true;
    kept = { race, x, y, width, chosen, step: 0, dotted, lengths: [], colours: [], stroke: parseFloat(theme.token("stroke")) };
    return false;
  }

  /** Everything again, at the size the map has now. */
  function begin({ size }, rows) {
    const scale = globalThis.devicePixelRatio || 1;
    Object.assign(canvas, { width: Math.round(size.width * scale), height: Math.round(size.height * scale) });
    Object.assign(canvas.style, { width: `${size.width}px`, height: `${size.height}px` });
    context.setTransform(scale, 0, 0, scale, 0, 0);
    Object.assign(context, { lineJoin: "round", lineCap: "round" });
    kept.lengths = rows.map(() => 0);
    kept.colours = rows.map((_, row) => theme.token(look(row).tone));
  }

  function line(plane, race, row, from, to) {
    const places = stretch(plane, race, row, from, to);
    const { stroke } = look(row);
    Object.assign(context, { strokeStyle: kept.colours[row], fillStyle: kept.colours[row], globalAlpha: kept.chosen === null || kept.chosen === row ? 1 : FAINT, lineWidth: kept.stroke, lineDashOffset: kept.lengths[row] });
    context.setLineDash(stroke ? stroke.split(",").map(Number) : []);
    context.beginPath();
    places.forEach(([x, y], k) => {
      if (k) kept.lengths[row] += Math.hypot(x - places[k - 1][0], y - places[k - 1][1]);
      context[k ? "lineTo" : "moveTo"](x, y);
    });
    context.stroke();
    if (kept.dotted) dots(places.slice(from > 0 ? 1 : 0, Number.isInteger(to) ? undefined : -1));
  }

  function dots(places) {
    context.beginPath();
    for (const [x, y] of places) {
      context.moveTo(x + DOT, y);
      context.arc(x, y, DOT, 0, 2 * Math.PI);
    }
    context.fill();
  }

  return {
    /** All rows up to `step`; the one that is `chosen`, if any, above the others. */
    draw(plane, race, rows, step, chosen = null) {
      const fresh = !goesOn(plane, race, step, chosen);
      if (fresh) begin(plane, rows);
      const order = [...rows.keys()].sort((a, b) => (a === chosen) - (b === chosen));
      order.forEach((row) => {
        const { last } = rows[row];
        const to = Math.min(step, last);
        if (fresh || to > kept.step) line(plane, race, row, Math.min(kept.step, last), to);
      });
      kept.step = step;
    },

    /** Forget what is there: the colours are others. */
    forget() {
      kept = {};
    },
  };
}

/** Places in pixels from one moment to another, with the kept steps between. */
function stretch(plane, race, row, from, to) {
  const { steps, trail: { values, shape: [, rows] } } = race;
  const places = [placeAt(race, row, from)];
  for (let k = before(steps, from) + 1; k < steps.length && steps[k] < to; k += 1) places.push([values[2 * (k * rows + row)], values[2 * (k * rows + row) + 1]]);
  if (to > from) places.push(placeAt(race, row, to));
  const near = (value, size) => Math.min(4 * size, Math.max(-3 * size, value)); // far outside a path is no longer one
  return places.map(([x, y]) => [near(plane.px(x), plane.size.width), near(plane.py(y), plane.size.height)]);
}
