/** The ten templates and what each answers to the chosen image, asked for while they are seen. */

import { fillChoices } from "../../core/choices.js";
import { sight } from "../../course/sight.js";
import { h } from "../../core/dom.js";
import { themeMaps } from "../../core/canvas.js";
import { Cards } from "./cards.js";
import { Equation } from "./equation.js";
import { WORDS } from "./words.js";

/** Fill #templates; `tell(said, row)` hears every answer and which class is enlarged. */
export function mountResponses(lab, tell) {
  const section = document.getElementById("templates");
  section.querySelectorAll("[data-choices]").forEach((node) => fillChoices(lab, node));
  const view = new Responses(lab, section, tell);
  const places = [section, document.getElementById("lesson")];
  const eye = sight(places, () => watch.refresh());
  const ask = () => {
    const [image, scale] = [lab.view.get("image"), lab.view.get("scale")];
    if (!eye.now || image === view.refused) return null;
    return { what: "templates", image, scale, ...inForce(lab) };
  };
  const watch = lab.watch(ask, (answer) => view.show(answer), (error) => view.refuse(error));
  lab.view.on("image", () => watch.refresh());
  lab.view.on("scale", () => watch.refresh());
  lab.view.on("row", () => view.draw());
  lab.on("note", () => watch.refresh());
  lab.theme.on(() => view.recolour());
  return view;
}

/** The live parameters that the cost of the weights depends on, as the run has them. */
function inForce({ run, form }) {
  const names = ["strength", "penalty"];
  return Object.fromEntries(names.map((name) => [name, run.params?.[name] ?? form.default(name)]));
}

class Responses {
  #frames = null;

  constructor(lab, section, tell) {
    Object.assign(this, { lab, section, tell, refused: null });
    this.says = section.querySelector("#templates-says");
    this.cards = new Cards(lab, section.querySelector("#cards"));
    this.equation = new Equation(lab, section.querySelector("#equation"));
    this.maps = themeMaps(lab.theme.token);
  }

  /** Draw an answer of the server. */
  show({ step, frames }) {
    this.refused = null; // an image that the server does not know; it is not asked for again
    this.#frames = frames;
    this.says.textContent = this.lab.text(WORDS.enlarge);
    Object.assign(this.section.dataset, { step: String(step), image: frames.responses.image });
    this.draw();
  }

  /** The server could not answer: say why where the pictures would be. */
  refuse({ status, fields = {}, message }) {
    if (status === 400) this.refused = this.lab.view.get("image");
    this.says.textContent = Object.values(fields)[0] ?? message;
  }

  /** Draw what is held, one class of it enlarged. */
  draw() {
    if (!this.#frames) return;
    const said = this.#frames.responses;
    const row = rowOf(this.lab.view.get("row"), said);
    this.cards.show(this.#frames, row, this.maps.diverging);
    this.equation.show(this.#frames, row, this.maps.diverging);
    this.tell(said, row);
  }

  /** Another theme: other colours. */
  recolour() {
    this.maps = themeMaps(this.lab.theme.token);
    this.draw();
  }

  /** Another run: nothing is known. */
  clear() {
    this.#frames = null;
    this.cards.foretell(!this.lab.run.id);
  }
}

/** The class enlarged: the one chosen, else the answer (the first where no score is a number). */
export function rowOf(chosen, { answer }) {
  return chosen === "answer" ? (answer ?? 0) : Number(chosen);
}
