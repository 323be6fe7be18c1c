/** The two ends of the network: the image that goes in, the probabilities that come out. */

import { h } from "../../core/dom.js";
import { num } from "../../core/i18n.js";
import { bars, className, picture } from "../../course/answers.js";
import { numberField } from "../../course/number.js";
import { WORDS } from "./words.js";

const PLACES = 3;

/** The chosen image, with a field for the number of another. */
export function inputRow(lab) {
  const about = h("p", { class: "meta" });
  const box = h("div", { class: "maps one graph" });
  const field = numberField(lab);
  const node = h("li", { "data-kind": "input" },
    h("div", {}, h("h3", {}, lab.text(WORDS.input)), about), box, field.node,
  );
  const show = (frames) => {
    const own = frames.scores.image.startsWith("own:");
    const kind = lab.text(own ? WORDS.ownImage : WORDS.testImage);
    const { target } = frames.scores;
    const truth = Number.isInteger(target) ? [h("br"), className(lab, target)] : [];
    about.replaceChildren(num("32×32×3"), " · ", kind, ...truth);
    box.replaceChildren(picture(frames.picture));
    field.show(frames.scores.image);
  };
  return { node, show };
}

/** The likeliest classes of the chosen image. */
export function scoresRow(lab) {
  const place = h("div", { class: "bars-place" });
  const node = h("li", { "data-kind": "scores" },
    h("div", {}, h("h3", {}, lab.text(WORDS.probabilities))), place, h("span", {}),
  );
  const show = ({ scores }) =>
    place.replaceChildren(bars(lab, scores.probabilities, scores.target, 5, PLACES));
  return { node, show };
}
