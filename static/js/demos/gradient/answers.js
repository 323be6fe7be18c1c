/** The reader's slopes of an exercise, judged by the gradient check. */

import { byId, h } from "../../core/dom.js";
import { num, number } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { point } from "../../terrain/point.js";

const NAMES = ["∂f/∂x", "∂f/∂y"];

export function drawAnswers(lab) {
  const { answers } = lab.frames;
  byId("exercise-f").textContent = answers.f;
  const place = byId("judged");
  while (place.children.length < 2) place.append(h("div", {}));
  answers.said.forEach((said, k) => {
    const [title, text] = lab.page.extra.verdicts[said.kind];
    const args = {
      name: num(NAMES[k]), point: num(point(said.point)), said: num(number(said.said, 5)), numeric: num(number(said.numeric, 5)),
      error: num(number(said.error, 2)), factor: num(number(said.factor, 4)),
    };
    place.children[k].dataset.kind = said.kind;
    notice.put(place.children[k], { key: `answer-${k}`, tone: said.kind === "right" ? "good" : "warn", title, text, args });
  });
}
