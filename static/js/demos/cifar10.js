/** D30: a ConvNet trains on CIFAR-10 on the server and the page shows it learn. */

import { fixed, number } from "../core/i18n.js";
import { className } from "../course/answers.js";
import { mountClock } from "../course/clock.js";
import { mountConfusion } from "../course/confusion.js";
import { mountCurves } from "../course/curves.js";
import { mountData } from "../course/data.js";
import { mountEditor } from "./cifar10/editor.js";
import { History } from "../course/history.js";
import { listen } from "../course/listening.js";
import { mountLayers } from "./cifar10/layers.js";
import { mountNine } from "../course/nine.js";
import { mountOwn } from "../course/own.js";
import { mountPretrained, mountTrouble } from "../course/states.js";
import { Tiles } from "../course/tiles.js";
import { mountWorst } from "../course/worst.js";

/** The run the page shows before there is one of the reader's own. */
export const preview = "pretrained";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const history = new History();
  const tiles = new Tiles(document.getElementById("tiles"), lab, history);
  const curves = mountCurves(lab, history);
  const confusion = mountConfusion(lab, history);
  const worst = mountWorst(lab, history);
  const layers = mountLayers(lab, history, (answer) => tellFormula(lab, answer));
  mountClock(lab, history);
  mountNine(lab);
  mountOwn(lab);
  mountEditor(lab);
  mountPretrained(lab);
  mountTrouble(lab);
  mountData(lab);
  listen(lab, history, { tiles, curves, confusion, worst });
  lab.on("attach", (run) => {
    layers.clear();
    const { pretrained } = lab.page.extra; // what the shipped network scored, it has no log
    if (run?.id !== preview || !pretrained?.of) return;
    history.test(run.step, pretrained);
    confusion.show();
    worst.draw();
  });
}

/** The formula of the lesson with the numbers of the chosen image. */
function tellFormula(lab, { frames: { scores } }) {
  const { loss = "softmax", "loss.smoothing": smoothing = "0", "loss.temperature": T = "1", "loss.base": base = "e" } = lab.run.params ?? {};
  const plain = Number(smoothing) === 0 && Number(T) === 1 && base === "e"; // as the formula is printed
  const known = Number.isInteger(scores.target) && loss === "softmax" && plain;
  lab.live({
    p: known ? fixed(scores.probabilities[scores.target], 4) : "–",
    loss: known ? number(scores.loss, 4) : "–",
    truth: known ? className(lab, scores.target) : "–",
  });
}
