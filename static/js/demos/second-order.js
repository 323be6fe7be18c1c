/** D25: the quadratic model, its flat place, and the methods that jump there. */

import { bindViewControls } from "../core/choices.js";
import { byId } from "../core/dom.js";
import { num, number, text } from "../core/i18n.js";
import { notice } from "../core/notice.js";
import { createChart } from "../terrain/chart.js";
import { drawMarks, mountEnds } from "../terrain/ends.js";
import { look } from "../terrain/looks.js";
import { createMap } from "../terrain/map.js";
import { point } from "../terrain/point.js";
import { mountSolid } from "../terrain/solid.js";
import { createTransport } from "../terrain/transport.js";
import { mountMemory } from "./second-order/memory.js";
import { drawModel } from "./second-order/model.js";
import { momentOf } from "./second-order/moment.js";
import { mountStanding } from "./second-order/standing.js";
import { WORDS } from "./second-order/words.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const name = (row, rows) => text(lab.page.extra.names[rows[row].key]);
  const short = (k, rows) => text(lab.page.extra.short[rows[k].key]);
  const names = { name, short };
  const row = () => Math.min(lab.view.get("row"), lab.frames.rows.length - 1);
  const standing = mountStanding(lab, names);
  const ends = mountEnds(lab, names);
  const memory = mountMemory(lab);
  const map = createMap(byId("map"), lab, (plane, step) =>
    (lab.view.get("model") ? drawModel(plane, lab.frames.surface, momentOf(lab.frames, step, row())) : []));
  const solid = mountSolid(lab, names);
  const transport = createTransport(lab, shown);
  const curves = mountLoss(lab, names, () => transport?.step ?? 0);
  bindViewControls(lab);

  function shown(step, still = true, readable = true) {
    if (!lab.frames.models) return;
    map.draw(step);
    solid.draw(step, still);
    if (!readable) return;
    standing.draw(step, row());
    curves?.touch();
    told(lab, momentOf(lab.frames, step, row()), names.name(row(), lab.frames.rows));
  }

  function draw() {
    ends.draw();
    drawMarks(lab, names);
    memory.draw();
    byId("formula-of-f").textContent = lab.frames.surface.text;
    const { missing } = lab.page.extra;
    if (missing) notice.put(byId("missing"), { key: "missing", tone: "warn", title: missing[0], text: missing[1] });
    transport.draw();
  }
  lab.on("computed", draw);
  for (const view of ["row", "model"]) lab.view.on(view, () => shown(transport.step));
  lab.view.on("against", () => curves.touch());
}

const TONES = { arrived: "good", valley: "good", undefined: "bad", hill: "bad", saddle: "warn", rises: "warn", singular: "warn" };

/** What Newton's step does at this point, and the numbers that the lesson's sentences name. */
function told(lab, found, who) {
  const { kinds, long } = lab.page.extra;
  const [title, why] = kinds[found.kind];
  const [low, high] = found.curvatures;
  const args = { low: num(number(low)), high: num(number(high)), length: num(number(found.lengths)), value: num(number(found.values)), landed: num(number(found.landed)), times: num(number(found.widths)) };
  const whole = Number.isFinite(found.widths) ? `${text(why)} ${text(long)}` : why;
  byId("said").dataset.kind = found.kind;
  notice.put(byId("said"), { key: "said", tone: TONES[found.kind], title, text: whole, args });
  const [a, b, , c] = found.hessians.map((x) => number(x));
  const step = Number.isFinite(found.newton[0]) ? point(found.newton) : text(WORDS.none);
  lab.live({ method: who, step: found.step, x: point(found.points), g: point(found.gradients), a, b, c, low: number(low), high: number(high), newton: step, down: point(found.descent) });
}

function mountLoss(lab, names, step) {
  const evaluations = () => lab.view.get("against") === "evaluations";
  return createChart(lab, "loss", {
    logX: "log_x", logY: "log_y", xName: () => text(evaluations() ? WORDS.evaluations : WORDS.iterations),
    cursor: () => (lab.frames.race && !evaluations() && step() < lab.frames.race.total ? Math.floor(step()) : null),
    lines() {
      const { race, rows, models } = lab.frames;
      const wide = rows?.length ?? 0;
      return (rows ?? []).map(({ last }, k) => {
        const steps = race.steps.filter((at) => at <= last);
        const x = steps.map((at) => (evaluations() ? models.asked.values[at * wide + k] : at));
        return { name: names.short(k, rows), x, y: steps.map((_, i) => race.above.values[i * wide + k]), end: true, tone: look(k).tone, dash: look(k).stroke ? look(k).dash : false };
      });
    },
  });
}
