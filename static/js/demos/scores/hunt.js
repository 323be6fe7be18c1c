/** Find the mistake: the slide prints three scores, one of them without its bias. */

import { byId } from "../../core/dom.js";
import { number } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { S39 } from "./sizes.js";
import { WORDS } from "./words.js";

const DIGITS = 6;

/** Says under the picture what the reader's guess is worth. */
export function mountHunt(lab, name) {
  const place = byId("verdict");
  const back = byId("slide-numbers");
  back.addEventListener("click", () => lab.form.set(S39(lab.form)));

  function say({ scores, slide }) {
    if (!slide) return { tone: "warn", title: WORDS.other, text: WORDS.otherMore };
    const guess = lab.view.get("guess");
    if (guess === "none") return { title: WORDS.hunt, text: WORDS.huntMore };
    const k = Number(guess);
    const shown = (value) => number(value, DIGITS);
    const args = { name: name(k), printed: shown(slide.printed[k]), computed: shown(scores.scores[k]), sum: shown(scores.sums[k]), bias: shown(scores.b[k]) };
    return slide.agrees[k]
      ? { tone: "warn", title: WORDS.wrong, text: WORDS.wrongMore, args }
      : { tone: "good", title: WORDS.found, text: WORDS.foundMore, args };
  }

  function draw(frames) {
    back.hidden = Boolean(frames.slide);
    if (lab.view.get("hunt")) notice.put(place, { key: "hunt", ...say(frames) });
    else place.replaceChildren();
  }
  return { draw };
}
