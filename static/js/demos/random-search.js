/** D10: random W on real images beside two searches that look where they stand, one evaluation a try each. */

import { bindViewControls } from "../core/choices.js";
import { queued } from "../core/turns.js";
import { mountData } from "../course/data.js";
import { History } from "../course/history.js";
import { mountCharts } from "./random-search/charts.js";
import { Standing } from "./random-search/standing.js";
import { mountTemplates } from "./random-search/templates.js";
import { tell } from "./random-search/told.js";
import { mountTries } from "./random-search/tries.js";
import { mountTrap } from "./random-search/trap.js";
import { RIDERS } from "./random-search/words.js";

const CURVES = ["try", "now", ...RIDERS, ...RIDERS.map((name) => `test.${name}`)];
const PAUSE = 100; // ms between two drawings of tables

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const history = new History(CURVES);
  bindViewControls(lab);
  const charts = mountCharts(lab, history);
  const parts = [new Standing(lab, history), mountTries(lab, history), mountTrap(lab, history)];
  mountTemplates(lab);
  mountData(lab);

  const tables = {
    ready: 0,
    draw() {
      this.ready = performance.now() + PAUSE;
      parts.forEach((part) => part.draw());
      tell(lab, history);
    },
  };
  const written = queued(tables);
  const touch = () => {
    charts.touch();
    written();
  };
  listen(lab, history, touch);
  for (const name of ["step", "listed"]) lab.view.on(name, touch);
}

function listen(lab, history, touch) {
  const after = (name, take) => lab.on(name, (...said) => {
    take(...said);
    touch();
  });
  after("attach", () => history.clear());
  after("start", (event) => history.start(event));
  after("metrics", (event) => history.metrics(event));
  after("frame.judged", (data, { step }) => history.test(step, data));
  after("note", ({ key, args }) => {
    if (key === "changed") history.mark(history.step ?? 0, args.name, args.old, args.new);
  });
}
