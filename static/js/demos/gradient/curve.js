/** A curve, a point on it, its neighbour at x + h: the secant that turns into the tangent. */

import { byId, svg } from "../../core/dom.js";
import { num, number, text } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { createPlane } from "../../core/plane.js";
import { WORDS } from "./words.js";

const SPAN = [-4, 4];
const NEAREST = 0.01; // what a finger can set; smaller widths are typed
const FLAT = 1e-9;

export function mountCurve(lab) {
  const tidy = (value) => Number(value.toFixed(2));
  const within = (value) => Math.min(SPAN[1], Math.max(SPAN[0], value));
  const plane = createPlane(byId("curve"), {
    x: SPAN, y: [-1, 1], ratio: 0.5, label: text(WORDS.plane), names: ["x", "f"],
    moved({ key, x, final }) {
      if (key === "point") lab.form.set({ x: tidy(within(x)) }, { final });
      else lab.form.set({ h: Math.max(NEAREST, tidy(Math.min(x - lab.frames.secant.x, 4))) }, { final });
    },
    resized: () => lab.frames.secant && draw(),
  });

  function draw() {
    const { curve, secant } = lab.frames;
    plane.bounds(SPAN, curve.range);
    plane.layer("curve").replaceChildren(svg("path", { class: "line", d: pathOf(plane, curve), stroke: "var(--ink)" }));
    const known = [secant.here, secant.ahead, secant.exact].every((value) => Number.isFinite(value));
    plane.layer("slopes").replaceChildren(...(known ? slopes(plane, secant) : []));
    const { x, h, here, ahead } = secant;
    const neighbour = { key: "neighbour", x: x + h, y: ahead, lock: "x", label: text(WORDS.neighbour), colour: "var(--c1)", shape: "square" };
    plane.handles(known ? [...(x + h <= SPAN[1] ? [neighbour] : []), { key: "point", x, y: here, lock: "x", label: text(WORDS.point), colour: "var(--accent)", chosen: true }] : []);
    say(secant, known);
  }
  return { draw };
}

/** Pieces of the curve where f has values near the picture. */
function pathOf(plane, { x, y, range: [low, high] }) {
  const room = 4 * (high - low);
  let open = false;
  return x.map((at, k) => {
    if (!Number.isFinite(y[k]) || y[k] < low - room || y[k] > high + room) {
      open = false;
      return "";
    }
    const piece = `${open ? "L" : "M"}${plane.px(at).toFixed(1)} ${plane.py(y[k]).toFixed(1)}`;
    open = true;
    return piece;
  }).join("");
}

function slopes(plane, { x, h, here, ahead, forward, exact }) {
  const line = (slope, colour, dash) => {
    const y = (at) => Math.min(1e4, Math.max(-1e4, plane.py(here + slope * (at - x)))).toFixed(1);
    return svg("path", { class: "line", d: `M${plane.px(SPAN[0])} ${y(SPAN[0])}L${plane.px(SPAN[1])} ${y(SPAN[1])}`, stroke: colour, "stroke-dasharray": dash, "data-told": "" });
  };
  const run = svg("path", { class: "rise", d: `M${plane.px(x)} ${plane.py(here)}H${plane.px(x + h)}V${plane.py(ahead)}` });
  return [line(exact, "var(--accent)", null), line(forward, "var(--c1)", "7 4"), run];
}

function say(secant, known) {
  const { exact, forward, error } = secant;
  const place = byId("slope");
  if (!known) return notice.put(place, { key: "slope", tone: "warn", title: WORDS.none, text: WORDS.noneMore });
  const args = { side: text(exact > 0 ? WORDS.left : WORDS.right), slope: num(number(exact, 6)), forward: num(number(forward, 6)), error: num(number(error, 3)), h: num("h") };
  const title = Math.abs(exact) < FLAT ? WORDS.flat : WORDS.down;
  return notice.put(place, { key: "slope", title, text: WORDS.downMore, args });
}
