/** Two planes, one minimum: where the ellipses of the loss touch the shape of each penalty. */

import { h, icon, svg } from "../../core/dom.js";
import { fill, fixed, num, rich, text } from "../../core/i18n.js";
import { createPlane } from "../../core/plane.js";
import { arrow, ball, ellipse, outline } from "./shapes.js";
import { WORDS } from "./words.js";

const WIDE = 1.35; // weights from -1.35 to 1.35
const LIMIT = 1; // of the minimum
const LEVELS = Array.from({ length: 12 }, (_, k) => 0.015 * (k + 1) ** 2);
const ARROW = 42; // pixels
const NOTHING = 1e-9;

/** Draws `touch` and `path`; dragging sets the minimum. */
export function mountSides(lab) {
  const inside = (value) => Math.min(LIMIT, Math.max(-LIMIT, value));
  const moved = ({ x, y, final }) => lab.form.set({ minimum: [x, y].map((v) => String(Number(inside(v).toFixed(4)))).join(",") }, { final });
  const views = [...document.querySelectorAll("[data-side]")].map((figure, i) => view(lab, figure, i, moved));
  const draw = ({ touch, path }) => {
    if (!touch) return;
    const kinds = [lab.form.get("regularizer"), lab.view.get("beside")];
    views.forEach((one, i) => one.draw(touch, path, kinds[i]));
  };
  return { draw };
}

function view(lab, figure, i, moved) {
  let last = null;
  const plane = createPlane(figure.querySelector("[data-plane]"), {
    x: [-WIDE, WIDE], y: [-1, 1], ratio: 0.82, label: text(WORDS.plane), names: ["w₁", "w₂"], moved,
    resized: () => last && draw(...last),
  });
  const clip = svg("rect");
  plane.node.prepend(svg("defs", {}, svg("clipPath", { id: `clip-${i}` }, clip)));
  for (const name of ["ground", "front"]) plane.layer(name).setAttribute("clip-path", `url(#clip-${i})`);

  /** Equal units on both axes, whatever the width. */
  function square() {
    const { margin, size } = plane;
    const [wide, high] = [size.width - margin.left - margin.right, size.height - margin.top - margin.bottom];
    const tall = (WIDE * high) / wide;
    if (Math.abs(plane.y[1] - tall) > 1e-9) plane.bounds([-WIDE, WIDE], [-tall, tall]);
    for (const [name, value] of Object.entries({ x: margin.left, y: margin.top, width: wide, height: high })) clip.setAttribute(name, value);
    return tall;
  }

  function draw(touch, path, kind) {
    last = [touch, path, kind];
    const tall = square();
    const now = touch.kinds[kind];
    plane.layer("ground").replaceChildren(...groundOf(plane, touch, now, kind, tall));
    plane.layer("front").replaceChildren(...frontOf(plane, touch, now, lab.view.get("path") ? path?.[kind] : null));
    const [x, y] = touch.minimum;
    plane.handles([{ key: "minimum", x, y, colour: "var(--ink)", shape: "cross", label: text(WORDS.minimum) }]);
    tell(lab, figure, now, kind, touch.strength);
  }
  return { draw };
}

function groundOf(plane, touch, now, kind, tall) {
  const path = (name, points) => svg("path", { class: name, d: outline(plane, points) });
  return [
    path("ball", ball(kind, now.size, touch.beta)),
    ...LEVELS.map((level) => path("contour", ellipse(touch, level))),
    path("zero", [[-WIDE, 0], [WIDE, 0]]),
    path("zero", [[0, -tall], [0, tall]]),
  ];
}

function frontOf(plane, touch, { weights, gradient, data }, path) {
  const { px, py } = plane;
  const [x, y] = weights;
  const trail = path && [[0, 0], ...path[0].map((w, k) => [w, path[1][k]]).reverse(), touch.minimum];
  const pulled = Math.hypot(...gradient) > NOTHING;
  const pulls = pulled ? [gradient, gradient.map((g) => -g)] : [];
  return [
    trail ? svg("path", { class: "trail", d: outline(plane, trail) }) : "",
    svg("path", { class: "touching", d: outline(plane, ellipse(touch, data)) }),
    ...pulls.map((pull) => svg("path", { class: "pull", d: arrow(plane, weights, pull, ARROW) })),
    svg("circle", { cx: px(x), cy: py(y), r: 6, fill: "var(--accent)", stroke: "var(--paper)", "stroke-width": 2, "data-told": "" }),
  ];
}

function sayingOf(kind, none, strength) {
  if (strength === 0) return WORDS.free;
  if (!none.includes(true)) return WORDS.neither;
  if (kind === "l2") return WORDS.chance;
  return none.includes(false) ? WORDS.corner : WORDS.both;
}

function tell(lab, figure, { weights }, kind, strength) {
  const none = weights.map((w) => w === 0);
  figure.querySelector("[data-name]").replaceChildren(rich(text(lab.page.extra.kinds[kind])));
  const shown = (w) => (w === 0 ? "0" : fixed(w, 4));
  figure.querySelector("[data-weights]").replaceChildren(num(`w = (${weights.map(shown).join(", ")})`));
  const said = sayingOf(kind, none, strength);
  const verdict = figure.querySelector("[data-verdict]");
  verdict.classList.toggle("zero", none.includes(true));
  const words = h("span", {}, fill(said, { zero: "0", w: num(none[0] ? "w₁" : "w₂") }));
  verdict.replaceChildren(...(none.includes(true) ? [icon("check")] : []), words);
}
