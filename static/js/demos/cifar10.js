/** D30: a ConvNet trains on CIFAR-10 on the server and the page shows it learn. */

import { fixed, number } from "../core/i18n.js";
import { className } from "./cifar10/answers.js";
import { mountConfusion } from "./cifar10/confusion.js";
import { mountCurves } from "./cifar10/curves.js";
import { mountData } from "./cifar10/data.js";
import { mountEditor } from "./cifar10/editor.js";
import { History } from "./cifar10/history.js";
import { mountLayers } from "./cifar10/layers.js";
import { mountNine } from "./cifar10/nine.js";
import { mountOwn } from "./cifar10/own.js";
import { mountPretrained, mountTrouble } from "./cifar10/states.js";
import { Tiles } from "./cifar10/tiles.js";
import { mountWorst } from "./cifar10/worst.js";

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
  mountNine(lab);
  mountOwn(lab);
  mountEditor(lab);
  mountPretrained(lab);
  mountTrouble(lab);
  mountData(lab);
  const figures = { tiles, curves, confusion, worst, layers };
  listen(lab, history, figures);
}

function listen(lab, history, { tiles, curves, confusion, worst, layers }) {
  const touch = () => {
    tiles.touch();
    curves.touch();
  };
  const judged = () => {
    confusion.show();
    worst.draw();
    touch();
  };
  lab.on("attach", (run) => {
    history.clear();
    layers.clear();
    const { pretrained } = lab.page.extra; // what the shipped network scored, it has no log
    if (run?.id === preview && pretrained?.of) history.test(run.step, pretrained);
    judged();
  });
  lab.on("start", (event) => {
    history.start(event);
    judged();
  });
  lab.on("metrics", (event) => {
    history.metrics(event);
    touch();
  });
  lab.on("note", ({ key, args }) => {
    if (key !== "changed") return;
    history.mark(args.step ?? history.step ?? 0, args.name, args.old, args.new);
    touch();
  });
  lab.on("frame.confusion", (data, { step }) => {
    history.test(step, data);
    judged();
  });
  lab.on("frame.worst", (data, { step }) => {
    history.worst(step, data);
    judged();
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
