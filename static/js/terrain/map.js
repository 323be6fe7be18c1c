/** A surface as a map: ground, minima, the start in the reader's hand, the trails of a race. */

import { byId, h, svg } from "../core/dom.js";
import { number, rich, text } from "../core/i18n.js";
import { ticks } from "../core/plane-axes.js";
import { createPlane } from "../core/plane.js";
import { paintGround } from "./ground.js";
import { createInk } from "./ink.js";
import { drawHeads } from "./trails.js";
import { WORDS } from "./words.js";

const RATIO = 0.46; // as the server makes it: both axes to one scale

/**
 * @param {HTMLElement} place
 * @param {object} lab
 * @param {(plane: object, step: number) => Element[]} [extra] what a page draws above the trails
 * @param {() => number|null} [chosen] the row whose trail stands out; null: all alike
 */
export function createMap(place, lab, extra = () => [], chosen = () => null) {
  const canvas = h("canvas", { ariaHidden: "true" });
  const box = h("div", { className: "plane" });
  const trails = h("canvas", { ariaHidden: "true", className: "trails" });
  const ink = createInk(trails, lab.theme);
  place.replaceChildren(canvas, trails, box);
  const move = (x, y, final) => lab.form.set({ "surface.x": x, "surface.y": y }, { final });
  let painted = null;
  let step = 0;

  const plane = createPlane(box, {
    x: [0, 1], y: [0, 1], bare: true, ratio: RATIO, label: text(WORDS.map),
    moved: ({ x, y, final }) => move(x, y, final),
    pressed(x, y) {
      const tidy = (value) => Number((Math.round(value / plane.step()) * plane.step()).toPrecision(10));
      move(tidy(x), tidy(y), true);
    },
    resized() {
      painted = null;
      draw();
    },
  });
  lab.theme.on(() => {
    painted = null;
    ink.forget();
    draw();
  });

  function ground(surface) {
    if (painted === surface) return;
    painted = surface;
    plane.bounds(surface.x, surface.y);
    paintGround(canvas, plane.size, surface, lab.theme.token);
    plane.layer("axes").replaceChildren(...numbers(plane));
    const about = byId("surface-about");
    about.hidden = !surface.about.length;
    about.replaceChildren(rich(text(surface.about.length ? surface.about : "")));
    plane.layer("own").replaceChildren(...ownPath(plane, surface.path));
    plane.layer("minima").replaceChildren(...surface.minima.map(([x, y]) =>
      svg("path", { class: "minimum", d: `M${plane.px(x) - 6} ${plane.py(y)}h12M${plane.px(x)} ${plane.py(y) - 6}v12` })));
  }

  function draw(at = step) {
    step = at;
    const { surface, race, rows } = lab.frames;
    if (!surface || !race) return;
    const moved = painted !== surface;
    ground(surface);
    ink.draw(plane, race, rows, step, chosen());
    plane.layer("heads").replaceChildren(...drawHeads(plane, race, rows, step));
    plane.layer("extra").replaceChildren(...extra(plane, step));
    if (!moved) return; // while it plays the start stays
    const [x, y] = surface.start;
    plane.layer("start").replaceChildren(startName(plane, x, y));
    plane.handles([{ key: "start", x, y, label: text(WORDS.start), colour: "var(--ink)", chosen: true }]);
  }
  return { draw, plane };
}

/** The way that was taken before any race, with its name where it ended. */
function ownPath(plane, path) {
  if (!path.length) return [];
  const at = ([x, y]) => `${plane.px(x).toFixed(1)} ${plane.py(y).toFixed(1)}`;
  const [x, y] = at(path.at(-1)).split(" ").map(Number);
  return [
    svg("path", { class: "own-path", d: `M${path.map(at).join("L")}` }),
    svg("text", { class: "name halo", x, y: y + 24, "text-anchor": "middle" }, text(WORDS.own)),
  ];
}

function numbers(plane) {
  const { px, py, size } = plane;
  const across = ticks(plane.x, Math.max(3, size.width / 130)).map((x) => svg("text", { class: "halo", x: px(x), y: size.height - 6, "text-anchor": "middle" }, number(x)));
  const up = ticks(plane.y, 4).map((y) => svg("text", { class: "halo", x: 6, y: py(y) + 4 }, number(y)));
  return [...across.slice(1, -1), ...up.slice(1, -1)];
}

function startName(plane, x, y) {
  const right = plane.px(x) < plane.size.width - 130;
  return svg("text", { class: "name halo", x: plane.px(x) + (right ? 16 : -16), y: plane.py(y) - 10, "text-anchor": right ? "start" : "end" }, text(WORDS.drag));
}
