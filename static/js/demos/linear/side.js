/** One of the two planes: its ground, its lines, and the points one drags. */

import { byId, svg } from "../../core/dom.js";
import { number, text } from "../../core/i18n.js";
import { createPlane } from "../../core/plane.js";
import { colour, shape } from "./classes.js";
import { addPoint, movePoint, removePoint } from "./data.js";
import { costs, cross, margins, regions, zeros } from "./lines.js";
import { createShade } from "./shade.js";
import { WORDS } from "./words.js";

const TALL = 0.84; // height over width, as the server assumes for its bounds
const INSET = 0.5;

/** @param {"first"|"second"} side */
export function mountSide(lab, side) {
  const figure = document.querySelector(`.side[data-side=${side}]`);
  const place = byId(`plane-${side}`);
  let held = false;
  const plane = createPlane(place, {
    x: [-1, 1], y: [-TALL, TALL], label: text(WORDS.plane[side]), ratio: TALL, bare: true,
    moved({ key, x, y, final }) {
      held = !final;
      movePoint(lab, Number(key), [x, y], [plane.x[1], plane.y[1]], final);
    },
    picked: (key) => lab.view.set({ point: Number(key) }),
    removed: (key) => removePoint(lab, Number(key)),
    pressed: (x, y) => lab.view.get("pen") !== "none" && addPoint(lab, [x, y], Number(lab.view.get("pen"))),
    resized: () => lab.frames.data && draw(lab.frames),
  });
  const shade = createShade(place);
  const edge = svg("rect", { x: INSET, y: INSET, rx: 7, class: "frame" });
  const window = svg("rect", { rx: 7 });
  plane.node.prepend(svg("clipPath", { id: `clip-${side}` }, window));

  function fit(bound) {
    if (!held && plane.x[1] !== bound) plane.bounds([-bound, bound], [-TALL * bound, TALL * bound]);
    for (const [node, inset] of [[window, 0], [edge, INSET]]) {
      node.setAttribute("width", String(plane.size.width - 2 * inset));
      node.setAttribute("height", String(plane.size.height - 2 * inset));
    }
  }

  function layer(name, nodes) {
    const group = plane.layer(name);
    group.setAttribute("clip-path", `url(#clip-${side})`);
    group.replaceChildren(...nodes);
  }

  function draw({ data, [side]: said }) {
    if (figure.hidden) return;
    fit(data.bound);
    const { W, b, loss, each } = said;
    const known = [...W.flat(), ...b].every(Number.isFinite);
    const soft = known && loss === "softmax";
    shade.canvas.hidden = !soft;
    if (soft) shade.draw(W, b, plane, lab.theme.token);
    layer("ground", known && !soft ? regions(plane, W, b) : []);
    layer("cross", cross(plane));
    layer("margins", known && lab.view.get("margins") ? margins(plane, W, b, loss) : []);
    layer("lines", known && lab.view.get("arrows") ? zeros(plane, W, b) : []);
    layer("costs", costs(plane, data.x, each));
    layer("frame", [edge]);
    layer("said", known ? [] : [svg("text", { class: "halo name", x: plane.size.width / 2, y: plane.size.height / 2 - 12, "text-anchor": "middle" }, text(WORDS.lost))]);
    plane.handles(data.x.map(([x, y], i) => handle(data, said, i, x, y)));
    figure.toggleAttribute("data-pen", lab.view.get("pen") !== "none");
  }

  const handle = ({ y: classes }, { each }, i, x, y) => ({
    key: String(i), x, y, colour: colour(classes[i]), shape: shape(classes[i]), chosen: i === lab.view.get("point"),
    label: text(WORDS.handle).replace("{i}", String(i)).replace("{k}", String(classes[i])).replace("{loss}", number(each[i], 3)),
  });
  return { draw };
}
