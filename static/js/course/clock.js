/** How long the run took, what that includes, and how good the network was at the end of it. */

import { fill, fixed, percent } from "../core/i18n.js";
import { WORDS } from "./words.js";

const PAUSE = 100; // ms

/**
 * Keep the line `#clock` at what `history` says. The run's own clock counts its steps and its judging: tests on
 * the way too, which a card does while it trains, so that nobody could take their time out. `make bench-gpu` counts so.
 *
 * @param {object} lab
 * @param {import("./history.js").History} history
 */
export function mountClock(lab, history) {
  const place = document.getElementById("clock");
  const [time, parts, end] = ["time", "parts", "end"].map((name) => place.querySelector(`[data-clock=${name}]`));
  let timer = null;

  const write = () => {
    timer = null;
    place.classList.toggle("away", Boolean(lab.run.id) && lab.run.id === lab.preview); // its log has no times
    time.replaceChildren(history.clock === null ? "–" : fill(WORDS.seconds, { seconds: fixed(history.clock, 1) }));
    parts.replaceChildren(fill(WORDS.includes), ...included(lab).flatMap(comma), fill(WORDS.without));
    end.replaceChildren(...(history.tested === null ? [] : reached(lab, history)));
  };
  const touch = () => (timer ??= setTimeout(write, PAUSE));
  for (const name of ["attach", "metrics", "changed"]) lab.on(name, touch);
  lab.form.on(touch);
  touch();
}

/** The test accuracy and when it was known: the last word, or on the way to it. */
function reached(lab, history) {
  const over = lab.run.reason === "finished" && history.ages["test.accuracy"] === history.step;
  const said = { accuracy: percent(history.newest["test.accuracy"]), seconds: fixed(history.tested, 1) };
  const views = lab.run.params?.views ?? lab.form.default("views");
  return [fill(over ? WORDS.reached : WORDS.testedAt, said), ...(over || views === "1" ? [] : [fill(WORDS.oneView)])];
}

/** The names of what the clock counts: by the run that is followed, before one by the form. */
function included(lab) {
  const own = lab.run.id && lab.run.id !== lab.preview;
  const said = (name) => (own ? lab.run.params?.[name] ?? lab.form.default(name) : lab.form.get(name));
  const whitens = said("layers").split(";").includes("whiten");
  const augments = ["flip", "shift", "cutout"].some((name) => said(name) !== "0");
  const views = said("views");
  return [
    ...(whitens ? [fill(WORDS.whitening)] : []),
    ...(augments ? [fill(WORDS.augmentation)] : []),
    fill(WORDS.training),
    fill(said("hold_out") === "0" ? WORDS.onTheWay : WORDS.validating),
    views === "1" ? fill(WORDS.testing) : fill(WORDS.viewed, { views }),
  ];
}

const comma = (part, i) => (i ? [fill(WORDS.comma), part] : [" ", part]);
