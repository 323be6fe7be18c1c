/** D23: rules race from one start, and every step of every one can be looked at. */

import { byId } from "../core/dom.js";
import { bindViewControls } from "../core/choices.js";
import { drawMarks, mountEnds } from "../terrain/ends.js";
import { createMap } from "../terrain/map.js";
import { createMoment } from "../terrain/moment.js";
import { mountSolid } from "../terrain/solid.js";
import { mountStanding } from "../terrain/standing.js";
import { createTransport } from "../terrain/transport.js";
import { drawArrows } from "./optimizers/arrows.js";
import { mountCurves } from "./optimizers/curves.js";
import { drawGolden } from "./optimizers/golden.js";
import { mountRule } from "./optimizers/moment.js";
import { namer } from "./optimizers/names.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const names = namer(lab);
  const moment = createMoment(lab, () => tell(transport.step));
  const standing = mountStanding(lab, names);
  const rule = mountRule(lab, names);
  const ends = mountEnds(lab, names);
  const row = () => Math.min(lab.view.get("row"), lab.frames.rows.length - 1);
  const map = createMap(byId("map"), lab, (plane, step) => {
    const k = row();
    const found = lab.view.get("arrows") ? moment.at(Math.floor(Math.min(step, lab.frames.rows[k].last)), k) : null;
    return drawArrows(plane, lab.frames.rows[k], found, k);
  });
  const solid = mountSolid(lab, names);
  const transport = createTransport(lab, shown);
  const curves = mountCurves(lab, names, () => transport?.step ?? 0);
  bindViewControls(lab);
  drawGolden(lab, names);

  function shown(step, still = true, readable = true) {
    if (!lab.frames.race) return;
    moment.asking = still;
    map.draw(step);
    solid.draw(step, still);
    if (!readable) return;
    tell(step);
    curves?.touch();
  }

  /** Everything that is a number. */
  function tell(step) {
    const whole = Math.floor(step);
    standing.draw(moment, whole);
    const k = row();
    rule.draw(moment.at(Math.min(whole, lab.frames.rows[k].last), k), whole, k);
    main.dataset.exact = String(lab.frames.exact.from);
  }

  function draw() {
    const { surface, rows } = lab.frames;
    ends.draw();
    drawMarks(lab, names);
    byId("formula-of-f")?.replaceChildren(surface.text);
    lab.live({ rules: rows.length });
    transport.draw();
  }
  lab.on("computed", draw);
  for (const name of ["row", "words", "arrows"]) lab.view.on(name, () => lab.frames.race && shown(transport.step));
}
