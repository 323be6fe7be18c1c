/** Nine test images and what the network says of each, at the step shown. */

import { h } from "../core/dom.js";
import { bars, className, mark, picture, ranked } from "./answers.js";
import { sight } from "./sight.js";
import { WORDS } from "./words.js";

const SHOWN = 9;
const TESTS = { sample: 1000, cifar10: 10000 }; // test images by data set

/** Fill #nine; a click on a picture chooses it for the layers. */
export function mountNine(lab) {
  const section = document.getElementById("test-images");
  const list = section.querySelector("#nine");
  const names = () => Array.from({ length: SHOWN }, (_, i) => `test:${lab.view.get("nine") + i}`);
  const eye = sight([section], () => watch.refresh());
  const ask = () => (eye.now ? { what: "predictions", images: names().join(",") } : null);
  const watch = lab.watch(ask, ({ step, frames }) => {
    list.dataset.step = String(step);
    draw(lab, list, frames);
  });
  lab.view.on("nine", () => watch.refresh());
  lab.view.on("image", () => press(lab, list));
  section.querySelector("#other-nine").addEventListener("click", () => {
    const next = lab.view.get("nine") + SHOWN;
    lab.view.set({ nine: next + SHOWN - 1 > lastImage(lab) ? 0 : next });
  });
}

/** The last test image of the set in use. */
function lastImage(lab) {
  const data = lab.run.params?.data ?? lab.form.get("data");
  return TESTS[data] - 1;
}

function draw(lab, list, { predictions, pictures }) {
  const kept = new Map([...list.children].map((item) => [item.dataset.image, item]));
  const items = predictions.map((said, i) => {
    const item = kept.get(said.image) ?? newItem(lab, said, picture(pictures, i));
    fillAnswer(lab, item, said);
    return item;
  });
  list.replaceChildren(...items);
  press(lab, list);
}

function newItem(lab, said, canvas) {
  const name = className(lab, said.target);
  const button = h("button", { type: "button", class: "choose", "aria-pressed": "false" }, canvas);
  button.setAttribute("aria-label", lab.text(WORDS.show).replace("{name}", name));
  button.addEventListener("click", () => lab.view.set({ image: said.image }));
  return h("li", { class: "pred", "data-image": said.image }, button, h("div", {}));
}

function fillAnswer(lab, item, { probabilities, target }) {
  const right = ranked(probabilities)[0].index === target;
  const truth = h("p", { class: "truth" }, mark(lab, right), className(lab, target));
  item.lastElementChild.replaceChildren(truth, bars(lab, probabilities, target));
}

function press(lab, list) {
  const chosen = lab.view.get("image");
  for (const item of list.children) {
    const on = String(item.dataset.image === chosen);
    item.firstElementChild.setAttribute("aria-pressed", on);
  }
}
