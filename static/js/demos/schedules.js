/** D24: one rule under several schedules; the rate sets the stride, and where noise lets it settle. */

import { bindViewControls } from "../core/choices.js";
import { byId } from "../core/dom.js";
import { number } from "../core/i18n.js";
import { drawMarks, mountEnds } from "../terrain/ends.js";
import { createMap } from "../terrain/map.js";
import { mountSolid } from "../terrain/solid.js";
import { createTransport } from "../terrain/transport.js";
import { mountCurves } from "./schedules/curves.js";
import { namer } from "./schedules/names.js";
import { mountTable } from "./schedules/table.js";
import { tellHover } from "./schedules/hover.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const names = namer(lab);
  const table = mountTable(lab, names);
  const ends = mountEnds(lab, names);
  const row = () => Math.min(lab.view.get("row"), lab.frames.rows.length - 1);
  const map = createMap(byId("map"), lab, () => [], row);
  const solid = mountSolid(lab, names);
  const transport = createTransport(lab, shown);
  const curves = mountCurves(lab, names, () => transport?.step ?? 0);
  bindViewControls(lab);

  function shown(step, still = true, readable = true) {
    if (!lab.frames.race) return;
    map.draw(step);
    solid.draw(step, still);
    if (!readable) return;
    table.draw(Math.floor(step));
    curves?.touch();
  }

  function draw() {
    const { surface, rows } = lab.frames;
    byId("formula-of-f").textContent = surface.text;
    ends.draw();
    drawMarks(lab, names);
    tellHover(lab);
    lab.live({ rate: number(rows[0].lr), schedules: rows.length });
    transport.draw();
  }
  lab.on("computed", draw);
  lab.view.on("row", () => shown(transport.step));
  lab.view.on("height", () => curves.touch());
}
