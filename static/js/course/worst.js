/** The mistakes the network is surest of, with their pictures. */

import { h } from "../core/dom.js";
import { fill, fixed } from "../core/i18n.js";
import { className, mark, picture } from "./answers.js";
import { WORDS } from "./words.js";

const MOST = 6;

/** Keeps #worst-list at the newest judgement; `worst` lies in the history's tests. */
export function mountWorst(lab, history) {
  const list = document.getElementById("worst-list");
  const pictures = new Map();
  let shown = null;
  let asked = null;
  const draw = async () => {
    const step = lab.view.get("step");
    const judged = history.testAt(step === "" ? null : Number(step));
    const worst = judged?.worst?.slice(0, MOST) ?? [];
    if (worst === shown || JSON.stringify(worst) === JSON.stringify(shown)) return;
    shown = worst;
    document.getElementById("worst-wait").hidden = worst.length > 0;
    const missing = worst.map(imageName).filter((name) => !pictures.has(name));
    if (missing.length) await fetchPictures(missing);
    if (shown !== worst) return;
    list.replaceChildren(...worst.map((one) => item(lab, one, pictures.get(imageName(one)))));
  };
  const fetchPictures = async (names) => {
    asked?.abort();
    asked = new AbortController();
    const ask = { what: "predictions", images: names.join(",") };
    const answer = await lab.look(ask, { signal: asked.signal }).catch(() => null);
    answer?.frames.predictions.forEach(({ image }, i) =>
      pictures.set(image, picture(answer.frames.pictures, i)),
    );
  };
  lab.view.on("step", draw);
  return { draw };
}

const imageName = ({ image }) => (typeof image === "number" ? `test:${image}` : image);

function item(lab, one, canvas) {
  const name = className(lab, one.target);
  const button = h("button", { type: "button", class: "choose" }, canvas ?? "");
  button.setAttribute("aria-label", lab.text(WORDS.show).replace("{name}", name));
  button.addEventListener("click", () => lab.view.set({ image: imageName(one) }));
  const taken = fill(WORDS.takenFor, { name: className(lab, one.predicted) });
  const chance = fill(WORDS.withChance, { chance: fixed(one.probability, 3) });
  return h("li", { class: "pred", "data-image": imageName(one) }, button, h("div", {},
    h("p", { class: "truth" }, mark(lab, false), name),
    h("p", { class: "small quiet" }, taken, h("br"), chance),
  ));
}
