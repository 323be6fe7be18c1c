/**
 * A plane of numbers as SVG, y upwards, with points that are moved by mouse, touch and arrow keys.
 * Handles follow the finger at once; what is drawn from them waits for whoever is told.
 */

import { svg } from "./dom.js";
import { tidyStep } from "./params.js";
import { bindHandle } from "./plane-handle.js";
import { axes } from "./plane-axes.js";

const MARGIN = { left: 34, right: 12, top: 10, bottom: 26 };
const TALLEST = 420; // pixels: the whole picture is seen at once
const NONE = { left: 0, right: 0, top: 0, bottom: 0 };

/**
 * @param {HTMLElement} place an element of class `plane`
 * @param {object} about
 * @param {[number, number]} about.x
 * @param {[number, number]} about.y
 * @param {string} about.label what the picture shows
 * @param {number} [about.ratio] height over width, up to `tallest` pixels; or a fixed `height`
 * @param {boolean} [about.bare] no axes, no margins
 * @param {{x?: boolean, y?: boolean}} [about.labels] false for an axis without numbers and lines
 * @param {[string, string]} [about.names] names of the axes, at their ends
 * @param {(move: {key: string, x: number, y: number, final: boolean}) => void} [about.moved]
 * @param {(key: string) => void} [about.picked] a handle was pressed or focused
 * @param {(key: string) => void} [about.removed] Delete on a handle
 * @param {(x: number, y: number) => void} [about.pressed] a click on the plane beside the handles
 * @param {() => void} [about.resized] the scales have changed: draw again
 */
export function createPlane(place, about) {
  const root = svg("svg", { class: "chart", role: about.moved ? "group" : "img", "aria-label": about.label });
  const ground = svg("g");
  const drawings = svg("g");
  const points = svg("g");
  root.append(ground, drawings, points);
  place.replaceChildren(root);
  const layers = new Map();
  const handles = new Map();
  const margin = about.bare ? NONE : { ...MARGIN, ...about.margin };
  const size = { width: 0, height: 0 };

  const plane = {
    node: root,
    x: about.x,
    y: about.y,
    margin,
    size,
    labels: { x: true, y: true, ...about.labels },
    px: (x) => margin.left + ((x - plane.x[0]) / (plane.x[1] - plane.x[0])) * (size.width - margin.left - margin.right),
    py: (y) => size.height - margin.bottom - ((y - plane.y[0]) / (plane.y[1] - plane.y[0])) * (size.height - margin.top - margin.bottom),
    ux: (px) => plane.x[0] + ((px - margin.left) / (size.width - margin.left - margin.right)) * (plane.x[1] - plane.x[0]),
    uy: (py) => plane.y[0] + ((size.height - margin.bottom - py) / (size.height - margin.top - margin.bottom)) * (plane.y[1] - plane.y[0]),
    /** The step of a drag and of an arrow key: a tidy number near one pixel. */
    step: () => tidyStep((plane.x[1] - plane.x[0]) / Math.max(100, size.width / 2)),

    /** A group to draw in, made at its first use; later ones lie above. */
    layer(name) {
      if (!layers.has(name)) drawings.append(layers.set(name, svg("g", { "data-layer": name })).get(name));
      return layers.get(name);
    },

    /** Other bounds; the caller draws again. */
    bounds(x, y) {
      Object.assign(plane, { x, y });
      grid();
    },

    /**
     * The points, by key; one that is being dragged stays under the finger.
     * @param {{key: string, x: number, y: number, colour?: string, shape?: string, label: string, said?: string, lock?: "x"|"y", chosen?: boolean}[]} list
     */
    handles(list) {
      const keys = new Set(list.map(({ key }) => key));
      for (const [key, handle] of handles) if (!keys.has(key)) { handle.node.remove(); handles.delete(key); }
      for (const item of list) {
        if (!handles.has(item.key)) handles.set(item.key, bindHandle(plane, item.key, about));
        const handle = handles.get(item.key);
        if (handle.node.parentNode !== points) points.append(handle.node);
        handle.show(item);
      }
    },
  };

  function grid() {
    ground.replaceChildren(...(about.bare ? [] : axes(plane, about.names)));
  }

  function measure() {
    const width = Math.max(200, Math.round(place.clientWidth));
    if (width === size.width) return;
    Object.assign(size, { width, height: Math.round(about.height ?? Math.min(about.tallest ?? TALLEST, width * (about.ratio ?? 0.8))) });
    root.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    root.setAttribute("height", String(size.height));
    grid();
    for (const handle of handles.values()) handle.show();
    about.resized?.();
  }

  if (about.pressed) {
    root.addEventListener("click", (event) => {
      if (event.target.closest(".handle")) return;
      const box = root.getBoundingClientRect();
      about.pressed(plane.ux(event.clientX - box.left), plane.uy(event.clientY - box.top));
    });
  }
  new ResizeObserver(measure).observe(place);
  measure();
  return plane;
}
