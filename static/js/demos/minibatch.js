/** D13: batches of many sizes race on one problem; how often they step, how noisily, at what price. */

import { bindViewControls } from "../core/choices.js";
import { createAngles } from "./minibatch/angles.js";
import { createLossChart } from "./minibatch/loss.js";
import { createNoiseChart } from "./minibatch/noise.js";
import { createPath } from "./minibatch/path.js";
import { mountLanes } from "./minibatch/lanes.js";
import { Told } from "./minibatch/told.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const told = new Told();
  const loss = createLossChart(lab, told);
  const noise = createNoiseChart(lab, told);
  const angles = createAngles(lab, told);
  const path = createPath(lab, told);
  const lanes = mountLanes(lab, told);
  bindViewControls(lab);

  function draw() {
    loss.touch();
    noise.draw();
    angles.draw();
    path.touch();
    lanes.draw();
    main.dataset.judged = String(told.race?.step.at(-1) ?? "");
  }
  lab.on("attach", () => {
    told.clear();
    draw();
  });
  lab.on("start", ({ step }) => told.start(step));
  lab.on("metrics", (event) => {
    told.metrics(event);
    if (lab.view.get("noisy")) loss.touch();
    path.touch();
  });
  lab.on("frame", ({ name, step }) => {
    if (!["race", "noise", "ground"].includes(name)) return;
    told.frame(name, lab.frames[name], step);
    draw();
  });
  lab.view.on("step", () => {
    loss.touch();
    path.touch();
    lanes.draw();
  });
}
