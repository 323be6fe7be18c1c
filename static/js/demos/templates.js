/** D06: a linear classifier trains on CIFAR-10; the rows of W are watched as they become pictures. */

import { listen } from "../course/listening.js";
import { mountConfusion } from "../course/confusion.js";
import { mountCurves } from "../course/curves.js";
import { mountData } from "../course/data.js";
import { History } from "../course/history.js";
import { mountNine } from "../course/nine.js";
import { mountOwn } from "../course/own.js";
import { mountTrouble } from "../course/states.js";
import { Tiles } from "../course/tiles.js";
import { mountWorst } from "../course/worst.js";
import { mountResponses } from "./templates/responses.js";
import { tellFormula } from "./templates/formula.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const history = new History();
  const tiles = new Tiles(document.getElementById("tiles"), lab, history);
  const curves = mountCurves(lab, history);
  const confusion = mountConfusion(lab, history);
  const worst = mountWorst(lab, history);
  const responses = mountResponses(lab, (said, row) => tellFormula(lab, said, row));
  mountNine(lab);
  mountOwn(lab);
  mountTrouble(lab);
  mountData(lab);
  listen(lab, history, { tiles, curves, confusion, worst });
  lab.on("attach", () => responses.clear());
}
