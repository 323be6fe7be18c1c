/** D24: one rule under several schedules; the rate sets the stride, and where noise lets it settle. */

import { bindViewControls } from "../core/choices.js";
import { byId } from "../core/dom.js";
import { number } from "../core/i18n.js";
import { drawMarks, mountEnds } from "../terrain/ends.js";
import { createMap } from "../terrain/map.js";
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
  const map = createMap(byId("map"), lab);
  const transport = createTransport(lab, shown);
  const curves = mountCurves(lab, names, () => transport?.step ?? 0);
  bindViewControls(lab);

  function shown(step) {
    if (!lab.frames.race) return;
    map.draw(step);
    bring(map, Math.min(lab.view.get("row"), lab.frames.rows.length - 1));
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

/** Among trails that cross one another a hundred times the chosen one lies on top, the others are faint. */
function bring(map, row) {
  const trails = map.plane.layer("trails");
  for (const trail of trails.querySelectorAll("[data-trail]")) trail.classList.toggle("faint", trail.dataset.trail !== String(row));
  for (const part of trails.querySelectorAll(`[data-trail="${row}"], [data-head="${row}"]`)) trails.append(part);
}
