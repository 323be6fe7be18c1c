/** The caption of a side: its loss, how many points come right, and whether its gradient is the slope. */

import { icon } from "../../core/dom.js";
import { fill, number, rich, text } from "../../core/i18n.js";
import { WORDS } from "./words.js";

const NOTABLE = 1e-6; // what rounding may do before it is worth a word

export function mountJudge(lab, side) {
  const figure = document.querySelector(`.side[data-side=${side}]`);
  const part = (name) => figure.querySelector(`[data-${name}]`);

  function draw({ data, check, [side]: said }) {
    for (const node of document.querySelectorAll(`[data-side=${side}] [data-name]`)) node.replaceChildren(rich(text(lab.page.extra.losses[said.loss])));
    part("total").textContent = number(said.total, 3);
    part("correct").textContent = `${said.correct}/${data.y.length}`;
    if (!check) return;
    const { tone, drawing, words } = judged(check[side]);
    const mark = part("mark");
    mark.className = `mark ${tone}`;
    if (mark.dataset.shows !== drawing) mark.replaceChildren(icon(drawing));
    mark.dataset.shows = drawing;
    const { error, rounding, kinks } = check[side];
    const args = { error: number(error, 2), rounding: number(rounding, 2), kinks };
    part("judged").replaceChildren(fill(words, args));
    figure.dataset.error = String(error);
    figure.dataset.agrees = String(check[side].agrees);
  }
  return { draw };
}

function judged({ agrees, error, rounding, kinks }) {
  if (error === null) return { tone: "kink", drawing: "warn", words: WORDS.lost };
  if (!agrees) return { tone: "off", drawing: "cross", words: WORDS.differs };
  if (kinks) return { tone: "kink", drawing: "check", words: WORDS.kinks };
  return { tone: "", drawing: "check", words: rounding > NOTABLE ? WORDS.rounding : WORDS.agrees };
}
