/** D07: a line per class among points one can drag; two losses walk side by side. */

import { bindViewControls } from "../core/choices.js";
import { number } from "../core/i18n.js";
import { queued } from "../core/turns.js";
import { mountBar } from "./linear/bar.js";
import { mountCurve } from "./linear/curve.js";
import { mountEdits } from "./linear/edits.js";
import { mountFormula } from "./linear/formula.js";
import { mountJudge } from "./linear/judge.js";
import { mountPens } from "./linear/pens.js";
import { mountSide } from "./linear/side.js";
import { mountTable } from "./linear/table.js";
import { mountVerdict } from "./linear/verdict.js";
import { mountWeights } from "./linear/weights.js";

const SIDES = ["first", "second"];
const FEW = 3; // classes whose tables stand side by side
const DRAWN_BY = ["show", "point", "margins", "arrows", "pen"];

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  bindViewControls(lab);
  const both = (mountOne) => SIDES.map((side) => mountOne(lab, side));
  const parts = [
    ...both(mountSide), ...both(mountJudge), ...both(mountWeights), ...both(mountTable), ...both(mountFormula),
    mountPens(lab), mountEdits(lab), mountBar(lab), mountCurve(lab), mountVerdict(lab),
  ];
  const seen = watch(parts.flatMap(({ place }) => place ?? []));
  const provisional = () => main.hasAttribute("data-provisional");

  /** While something moves only what is on the screen is drawn. */
  function draw() {
    if (!lab.frames.data) return;
    const shown = lab.view.get("show");
    for (const node of main.querySelectorAll("[data-side]")) node.hidden = shown !== "both" && node.dataset.side !== shown;
    for (const node of main.querySelectorAll(".sides")) {
      node.toggleAttribute("data-one", shown !== "both");
      node.toggleAttribute("data-many", lab.frames.first.W.length > FEW);
    }
    for (const part of parts) if (!part.place || !provisional() || seen.has(part.place)) part.draw(lab.frames);
    lab.live(told(lab));
  }
  const moved = queued({ draw });
  lab.on("computed", () => (provisional() ? moved() : draw()));
  for (const name of DRAWN_BY) lab.view.on(name, draw);
  lab.theme.on(draw);
}

/** The elements that are on the screen now. */
function watch(nodes) {
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
  }, { rootMargin: "200px" });
  nodes.forEach((node) => observer.observe(node));
  return seen;
}

/** What the lesson's sentences name. */
function told({ frames, page, text }) {
  return Object.fromEntries(SIDES.flatMap((side) => [
    [side, text(page.extra.losses[frames[side].loss])],
    ...["data", "penalty", "total"].map((part) => [`${side}_${part}`, number(frames[side][part], 4)]),
  ]));
}
