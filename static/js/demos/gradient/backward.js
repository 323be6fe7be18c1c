/** A backward pass to write: its code forward, blanks backward, a word of the check on each. */

import { byId, h } from "../../core/dom.js";
import { fill, num, number, rich, text } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { createBlank } from "./blank.js";
import { WORDS } from "./words.js";

export function mountBackward(lab) {
  const { passes } = lab.page.extra;
  const chooser = mountChooser(lab);
  let shown = null;
  let blanks = {};
  byId("group-answers").classList.add("elsewhere"); // its texts stand in the code

  function build(key) {
    shown = key;
    const own = passes[key];
    byId("forward").replaceChildren(...own.forward.map((line) => h("span", {}, `${line}\n`)));
    byId("means").replaceChildren(...own.means.flatMap(([name, said]) => [h("dt", {}, h("code", {}, name)), h("dd", {}, rich(text(said)))]));
    blanks = Object.fromEntries(own.backward.filter((line) => line.given).map((line) => [line.target, createBlank(lab, line)]));
    byId("backward").replaceChildren(...own.backward.map((line) => blanks[line.target]?.node ?? given(line)));
    written();
  }

  function written() {
    chooser.written();
    for (const blank of Object.values(blanks)) blank.written();
  }

  lab.form.written(written);
  lab.form.refusals((sentences) => {
    for (const blank of Object.values(blanks)) blank.refuse(sentences);
  });

  function draw() {
    const { answers } = lab.frames;
    if (answers.key !== shown) build(answers.key);
    if (!answers.said) {
      notice.put(byId("whole"), { key: "whole", tone: "warn", title: WORDS.noImages, text: WORDS.noImagesMore });
      return;
    }
    for (const [name, said] of Object.entries(answers.said)) blanks[name].draw(said, passes[shown].first);
    drawWhole(answers);
  }
  return { draw };
}

/** What the whole pass says of itself: how many lines are right, then the largest error. */
function drawWhole({ right, all, whole }) {
  const place = byId("whole");
  place.dataset.kind = whole ? (whole.right ? "right" : "wrong") : "open";
  if (!whole) {
    notice.put(place, { key: "whole", title: WORDS.progress, args: { right: num(right), all: num(all) } });
    return;
  }
  const args = { error: num(number(whole.error, 3)), count: num(number(whole.count)), losses: num(number(whole.losses)) };
  notice.put(place, { key: "whole", tone: whole.right ? "good" : "warn", title: whole.right ? WORDS.whole : WORDS.wholeWrong, text: WORDS.wholeMore, args });
}

/** The choice of the form once more, where the code is. */
function mountChooser(lab) {
  const select = byId("pass");
  const options = [...lab.form.control("exercise").options];
  select.replaceChildren(...options.map((option) => h("option", { value: option.value }, option.textContent)));
  select.addEventListener("change", () => lab.form.set({ exercise: select.value }));
  return { written: () => (select.value = lab.form.get("exercise")) };
}

/** A line that needs no blank. */
const given = ({ before, inside, after }) => h("li", { className: "given" }, h("div", { className: "write" }, h("code", {}, `${before}${inside}${after}`), h("span", { className: "small quiet" }, fill(WORDS.given))));
