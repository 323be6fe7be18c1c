/** D12: one dial, the walks it leads to, and the step across the contour. */

import { bindViewControls } from "../core/choices.js";
import { byId } from "../core/dom.js";
import { num, number, text } from "../core/i18n.js";
import { notice } from "../core/notice.js";
import { createChart } from "../terrain/chart.js";
import { drawMarks, mountEnds } from "../terrain/ends.js";
import { look } from "../terrain/looks.js";
import { createMap } from "../terrain/map.js";
import { createMoment } from "../terrain/moment.js";
import { mountSolid } from "../terrain/solid.js";
import { mountStanding } from "../terrain/standing.js";
import { createTransport } from "../terrain/transport.js";
import { createDial } from "./descent/dial.js";
import { namer } from "./descent/names.js";
import { mountNetwork } from "./descent/network.js";
import { drawSlope } from "./descent/slope.js";
import { WORDS } from "./descent/words.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const names = namer();
  const moment = createMoment(lab, () => shown(transport.step));
  const standing = mountStanding(lab, names);
  const ends = mountEnds(lab, names);
  const dial = createDial(byId("dial"), lab, {
    name: "lr", key: "rate", label: WORDS.dial, powers: [-8, -4, 0, 4],
    read: () => lab.frames.sweep && { ...lab.frames.sweep, heights: lab.frames.sweep.left, rate: lab.frames.rows[0].lr, height: lab.frames.rows[0].left },
  });
  const network = mountNetwork(lab);
  const row = () => Math.min(lab.view.get("row"), lab.frames.rows.length - 1);
  const at = (step, k) => moment.at(Math.floor(Math.min(step, lab.frames.rows[k].last)), k);
  const map = createMap(byId("map"), lab, (plane, step) =>
    (lab.view.get("arrow") ? drawSlope(plane, lab.frames.surface, at(step, row()), row()) : []));
  const solid = mountSolid(lab, names);
  const transport = createTransport(lab, shown);
  const curves = mountLoss(lab, names, () => transport?.step ?? 0);
  bindViewControls(lab);

  function shown(step, still = true, readable = true) {
    if (!lab.frames.race) return;
    moment.asking = still;
    map.draw(step);
    solid.draw(step, still);
    if (!readable) return;
    standing.draw(moment, Math.floor(step));
    curves?.touch();
    main.dataset.exact = String(lab.frames.exact.from);
    told(lab, at(step, row()), Math.min(step, lab.frames.rows[row()].last));
  }

  function draw() {
    dial.draw();
    network.draw();
    explain(lab);
    ends.draw();
    drawMarks(lab, names);
    byId("formula-of-f").textContent = lab.frames.surface.text;
    transport.draw();
  }
  lab.on("computed", draw);
  for (const name of ["row", "arrow"]) lab.view.on(name, () => shown(transport.step));
}

/** The regime of the dial, in words. */
function explain(lab) {
  const { rows: [{ lr, regime, left }], sweep, race } = lab.frames;
  const [title, why] = lab.page.extra.explained[regime];
  const tone = { good: "good", very_high: "bad", high: "warn" }[regime] ?? "";
  const [steepest, limit] = [number(sweep.steepest), `2/${number(sweep.steepest)} = ${number(sweep.limit)}`];
  const args = { rate: num(`α = ${number(lr)}`), left: num(number(left)), steps: race.total, steepest: num(steepest), limit: num(limit) };
  byId("regime").dataset.regime = regime;
  notice.put(byId("regime"), { key: "regime", tone, title, text: why, args });
}

/** Numbers that the lesson's sentences name. */
function told(lab, found, step) {
  if (!found) return;
  const pair = ([x, y]) => `(${number(x)}, ${number(y)})`;
  lab.live({ step: Math.floor(step), x: pair(found.point), g: pair(found.gradient), move: pair(found.move), next: found.next ? pair(found.next.point) : text(WORDS.none), alpha: number(lab.frames.rows[Math.min(lab.view.get("row"), lab.frames.rows.length - 1)].lr) });
}

function mountLoss(lab, names, step) {
  return createChart(lab, "loss", {
    logX: "log_x", logY: "log_y", xName: () => text(WORDS.step),
    cursor: () => (lab.frames.race && step() < lab.frames.race.total ? Math.floor(step()) : null),
    lines() {
      const { race, rows } = lab.frames;
      const wide = rows?.length ?? 0;
      return (rows ?? []).map((_, k) => ({
        name: names.short(k, rows), x: race.steps, y: race.steps.map((_, i) => race.above.values[i * wide + k]), end: true,
        tone: look(k).tone, dash: look(k).stroke ? look(k).dash : false,
      }));
    },
  });
}
