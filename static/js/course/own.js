/** The reader's own image: a file, a photo, pasted or dropped; classified as the network learns. */

import { h } from "../core/dom.js";
import { rich } from "../core/i18n.js";
import { bars, picture } from "./answers.js";
import { sight } from "./sight.js";
import { WORDS } from "./words.js";

const KINDS = ["image/png", "image/jpeg", "image/webp"];
const BARS = 5;

/** Wire #own. The server alone decides what is an image; its refusal is shown in place. */
export function mountOwn(lab) {
  const section = document.getElementById("own");
  const place = section.querySelector("#own-answer");
  let id = ownOf(lab.view.get("image"));
  const eye = sight([section], () => watch.refresh());
  const ask = () => (id && eye.now ? { what: "predictions", images: id } : null);
  const show = ({ step, frames }) => draw(lab, place, id, step, frames);
  const watch = lab.watch(ask, show, (error) => refuse(section, error));
  lab.view.on("image", (image) => {
    id = ownOf(image) ?? id;
    watch.refresh();
  });
  const take = async (file) => {
    const sent = file && (await send(lab, section, file));
    if (sent) lab.view.set({ image: sent });
  };
  listen(section, take);
}

const ownOf = (image) => (image.startsWith("own:") ? image : null);

function refuse(section, error) {
  const place = section.querySelector("#own-refused");
  place.hidden = !error;
  place.replaceChildren(error ? rich(Object.values(error.fields ?? {})[0] ?? error.message) : "");
}

async function send(lab, section, file) {
  refuse(section, null);
  section.setAttribute("aria-busy", "true");
  try {
    const kind = KINDS.includes(file.type) ? file.type : KINDS[0]; // the bytes are judged, and named where they are refused
    return (await lab.api.upload("/api/images", file, kind)).id;
  } catch (error) {
    refuse(section, error);
    return null;
  } finally {
    section.removeAttribute("aria-busy");
  }
}

function listen(section, take) {
  for (const input of section.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      take(input.files[0]);
      input.value = "";
    });
  }
  document.addEventListener("paste", (event) => {
    const file = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
    if (file) take(file);
  });
  const drop = section.querySelector("#own-drop");
  const over = (on) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", on);
  };
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", (event) => {
    over(false)(event);
    const files = [...event.dataTransfer.files];
    take(files.find(({ type }) => KINDS.includes(type)) ?? files[0]);
  });
}

function draw(lab, place, id, step, { predictions, pictures }) {
  place.dataset.step = String(step);
  const [{ probabilities }] = predictions;
  const item = place.firstElementChild?.dataset.image === id ? place.firstElementChild : null;
  const answer = bars(lab, probabilities, null, BARS);
  if (item) return item.lastElementChild.replaceChildren(answer);
  place.replaceChildren(h("li", { class: "pred large", "data-image": id },
    h("span", { role: "img", "aria-label": lab.text(WORDS.ownImage) }, picture(pictures)),
    h("div", {}, answer),
  ));
  return undefined;
}
