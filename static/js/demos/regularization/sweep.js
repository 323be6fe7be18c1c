/** Real images from weak to strong: zeros, loss and accuracy against λ, and the weights at the λ chosen. */

import { byId } from "../../core/dom.js";
import { fill, num, number, percent, text } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { saveText } from "../../course/saving.js";
import { createCurve } from "./curves.js";
import { drawMaps } from "./maps.js";
import { WORDS, drawn } from "./words.js";

const TONES = { l1: "accent", l2: "ink", elastic: "c1" };
const COLUMNS = ["zeros", "loss", "val.loss", "accuracy", "val.accuracy"];

/** Draws the frame `sweep`. */
export function mountSweep(lab) {
  const curve = (key, about) => createCurve(document.querySelector(`#curve-${key} [data-plane]`), { lab, label: text(WORDS[key]), ...about });
  const curves = { zeros: curve("zeros", { height: 330 }), loss: curve("loss"), accuracy: curve("accuracy", { percent: true }) };
  byId("sweep-csv").addEventListener("click", () => lab.frames.sweep && saveText("regularization.csv", csv(lab.frames.sweep), "text/csv"));
  const redraw = () => draw(lab.frames);
  lab.theme.on(redraw);

  function draw({ sweep, touch }) {
    if (sweep === undefined || !touch) return;
    byId("photos-missing").hidden = Boolean(sweep);
    byId("photos-shown").hidden = !sweep;
    if (!sweep) return notice.put(byId("photos-missing"), { key: "missing", tone: "warn", title: WORDS.missing });
    const kinds = [lab.form.get("regularizer"), lab.view.get("beside")];
    const own = sweep.kinds[kinds[0]];
    const shared = { x: sweep.strengths, best: sweep.strengths[own.best], strength: touch.strength };
    drawCurves(lab, curves, sweep, own, shared);
    drawMaps(byId("maps"), lab, sweep, kinds);
    tell(lab, sweep, own);
  }
  return { draw };
}

function drawCurves(lab, curves, sweep, own, { x, best, strength }) {
  const at = (y) => ({ strength, y });
  const zeros = Object.entries(TONES).map(([kind, tone]) => ({ y: sweep.kinds[kind].curves.zeros, tone, dash: kind === "elastic", name: drawn(lab.page.extra.kinds[kind]) }));
  curves.zeros.draw({ x, best: null, lines: zeros, at: at(own.now.zeros), floor: 0, top: sweep.weights });
  const both = (name) => [
    { y: own.curves[name], tone: "accent", name: drawn(WORDS.train) },
    { y: own.curves[`val.${name}`], tone: "ink", dash: true, name: drawn(WORDS.kept) },
  ];
  curves.loss.draw({ x, best, bestName: drawn(WORDS.best), lines: both("loss"), at: at(own.now["val.loss"]), floor: 0, logY: lab.view.get("log_y") });
  curves.accuracy.draw({ x, best, lines: both("accuracy"), at: at(own.now["val.accuracy"]), floor: 0.4, top: 1 });
}

function tell(lab, sweep, { now }) {
  const put = (key, pair, args) => document.querySelector(`#curve-${key} [data-now]`).replaceChildren(fill(pair, args));
  const places = (value) => num(number(value, 3));
  put("zeros", WORDS.of, { zeros: now.zeros, all: sweep.weights });
  put("loss", WORDS.nowBoth, { train: places(now.loss), kept: places(now["val.loss"]) });
  put("accuracy", WORDS.nowBoth, { train: num(percent(now.accuracy)), kept: num(percent(now["val.accuracy"])) });
  const name = (key) => lab.page.extra.photos[lab.form.get(key)];
  byId("photos-said").replaceChildren(fill(WORDS.photos, { one: text(name("one")), other: text(name("other")) }));
  byId("unsettled").replaceChildren(now.settled ? "" : fill(now.accuracy === 1 ? WORDS.unsettled : WORDS.cut));
}

/** All curves of all penalties as CSV. */
function csv({ strengths, kinds }) {
  const rows = Object.entries(kinds).flatMap(([kind, { curves }]) => strengths.map((strength, k) => [kind, strength, ...COLUMNS.map((name) => curves[name][k])]));
  return [["regularizer", "lambda", ...COLUMNS], ...rows].map((row) => row.join(",")).join("\n");
}
