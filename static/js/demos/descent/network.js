/** The same dial on the lecture's network: the loss at its rate, and how long a step may be. */

import { byId } from "../../core/dom.js";
import { fixed, num, number, percent, text } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { createChart } from "../../terrain/chart.js";
import { createDial } from "./dial.js";
import { WORDS } from "./words.js";

const HIGHEST = 1000; // losses above it are not drawn: a diverging one would press all others flat
const LOOKS = [{ tone: "c7", dash: "2px,3px" }, { tone: "c1", dash: "8px,3px" }, { tone: "c3", dash: "10px,3px,2px,3px" }];
const TONES = { good: "good", very_high: "bad", high: "warn" };

/** @returns {{draw(): void}} */
export function mountNetwork(lab) {
  const section = byId("network");
  const network = () => lab.frames.network;
  const dial = createDial(byId("net-dial"), lab, {
    name: "net_lr", key: "net", label: WORDS.net_dial, powers: [-1, 0, 1, 2, 3],
    read: () => network() && { ...network(), heights: network().ends, height: network().end, limit: null },
  });
  const about = { logY: true, cursor: () => null, xName: () => text(WORDS.step) };
  const charts = [
    createChart(lab, "net-loss", { ...about, lines: () => (network() ? losses(network()) : []) }),
    createChart(lab, "net-limits", { ...about, lines: () => (network() ? limits(network()) : []) }),
  ];

  function draw() {
    section.hidden = !network();
    if (!network()) return;
    dial.draw();
    explain(lab, network());
    for (const chart of charts) chart.touch();
  }
  return { draw };
}

/** A rate as short as can be: it stands at the end of a line. */
const called = (rate) => (rate >= 1e4 ? rate.toExponential().replace("e+", "e") : number(rate));
const steps = (values) => values.map((_, step) => step);
const lowered = (values) => values.map((value) => (value === null || value > HIGHEST ? NaN : value));

function losses({ epochs, slides, loss, rate }) {
  return [
    ...slides.map((slide, k) => ({ name: called(slide.rate), x: epochs, y: lowered(slide.loss), ...LOOKS[k], end: true })),
    { name: `α ${called(rate)}`, x: steps(loss), y: lowered(loss), tone: "accent", end: true },
  ];
}

function limits({ limits: all, rate }) {
  return [
    { name: "2/c", x: steps(all), y: all.map((limit) => limit ?? NaN), tone: "c1", end: true },
    { name: `α ${called(rate)}`, x: [0, all.length - 1], y: [rate, rate], tone: "accent", dash: true, end: true },
  ];
}

/** The regime of the dial, in words. */
function explain(lab, found) {
  const { explained, why, lost } = lab.page.extra;
  const args = {
    rate: num(`α = ${called(found.rate)}`), steps: found.total, start: num(fixed(found.start, 4)), end: num(found.end === null ? "nan" : fixed(found.end, 4)),
    right: num(percent(found.right)), held: num(percent(found.held)), over: found.over, first: found.first, limit: num(number(found.limit)),
    most: num(number(found.most)), landed: num(number(found.landed)), lost: found.lost, bound: num("2/c"), c: num("c"),
  };
  const place = byId("net-regime");
  place.dataset.regime = found.regime;
  const pair = [0, 1].map((k) => why[found.why][k] + (found.lost === null ? "" : ` ${lost[k]}`));
  notice.put(place, { key: "net-regime", tone: TONES[found.regime] ?? "", title: explained[found.regime][0], text: pair, args });
}
