/** One point of a plane: drawn, dragged, moved by keys. */

import { svg } from "./dom.js";
import { number } from "./i18n.js";

const REACH = 20; // pixels a thumb may miss the middle by
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** Outlines round (0, 0), by name. */
export const SHAPES = {
  circle: "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0z",
  square: "M-6.500-6.500h13v13h-13z",
  triangle: "M0-8 7.500 6h-15z",
  diamond: "M0-8.500 7.500 0 0 8.500-7.500 0z",
  cross: "M-7-3h4v-4h6v4h4v6h-4v4h-6v-4h-4z",
};
/** The shapes in the order of classes: never colour alone. */
export const SHAPE_NAMES = Object.keys(SHAPES);

/** @returns {{node: Element, show(item?: object): void}} */
export function bindHandle(plane, key, { moved, picked, removed }) {
  const drawing = svg("path", { stroke: "var(--paper)", "stroke-width": 1.5 });
  const node = svg("g", { class: "handle", tabindex: 0, role: "slider" },
    svg("circle", { class: "hit", r: REACH }), svg("circle", { class: "ring", r: 12 }), drawing);
  node.dataset.handle = key;
  let item = null;
  let held = null;

  function show(next = item) {
    if (!next) return;
    item = held ? { ...next, x: item.x, y: item.y } : next;
    node.setAttribute("transform", `translate(${plane.px(item.x)} ${plane.py(item.y)})`);
    drawing.setAttribute("d", SHAPES[item.shape ?? "circle"]);
    drawing.setAttribute("fill", item.colour ?? "var(--accent)");
    node.classList.toggle("chosen", Boolean(item.chosen));
    const main = item.lock === "y" ? item.y : item.x;
    const [low, high] = item.lock === "y" ? plane.y : plane.x;
    const said = item.said ?? (item.lock ? number(main) : `${number(item.x)}, ${number(item.y)}`);
    const values = { "aria-label": item.label, "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": main, "aria-valuetext": said };
    for (const [name, value] of Object.entries(values)) node.setAttribute(name, String(value));
    if (item.lock) node.setAttribute("aria-orientation", item.lock === "y" ? "vertical" : "horizontal");
  }

  /** Move to (x, y), rounded to the plane's step and kept on its axis; tell. */
  function move(x, y, final) {
    const step = plane.step();
    const tidy = (value) => Number((Math.round(value / step) * step).toPrecision(10));
    const to = { x: item.lock === "y" ? item.x : tidy(x), y: item.lock === "x" ? item.y : tidy(y) };
    item = { ...item, ...to };
    show();
    moved?.({ key, ...to, final });
  }

  const inside = (event) => {
    const box = plane.node.getBoundingClientRect();
    return [plane.ux(event.clientX - box.left), plane.uy(event.clientY - box.top)];
  };

  node.addEventListener("pointerdown", (event) => {
    if (event.button || !moved) return;
    const [x, y] = inside(event);
    held = { id: event.pointerId, by: [item.x - x, item.y - y], from: [item.x, item.y], on: false };
    node.setPointerCapture(event.pointerId);
    node.classList.add("held");
    picked?.(key);
  });
  node.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    const [x, y] = inside(event);
    held.on = true;
    move(x + held.by[0], y + held.by[1], false);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    node.addEventListener(name, (event) => {
      if (held?.id !== event.pointerId) return;
      const { on } = held;
      held = null;
      node.classList.remove("held");
      if (on) move(item.x, item.y, true);
    });
  }
  node.addEventListener("focus", () => node.matches(":focus-visible") && picked?.(key));
  node.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (event.key === "Delete" && removed) {
      event.preventDefault();
      removed(key);
    } else if (event.key === "Escape" && held) {
      const [x, y] = held.from;
      held = null;
      move(x, y, true);
    } else if (by && moved && !event.altKey && !event.ctrlKey) {
      event.preventDefault();
      event.stopPropagation();
      const step = plane.step() * (event.shiftKey ? 10 : 1);
      const [dx, dy] = item.lock === "x" ? [by[0] || by[1], 0] : item.lock === "y" ? [0, by[1] || by[0]] : by;
      move(item.x + dx * step, item.y + dy * step, true);
    }
  });
  return { node, show };
}
