/** Number tiles. The server's newest numbers, written at most ten times a second. */

import { count, fill, fixed, num, percent } from "../core/i18n.js";
import { WORDS } from "./words.js";

const PAUSE = 100; // ms

const known = (value) => value !== null && value !== undefined;
const small = (text) => Object.assign(document.createElement("small"), { textContent: text });

/** Keeps the tiles of `root` at what `history` says. */
export class Tiles {
  #timer = null;

  constructor(root, lab, history) {
    Object.assign(this, { root, lab, history });
    this.value = (name) => root.querySelector(`[data-tile=${name}]`);
    this.note = (name) => root.querySelector(`[data-note=${name}]`);
  }

  /** Something changed. */
  touch() {
    this.#timer ??= setTimeout(() => this.#write(), PAUSE);
  }

  #write() {
    this.#timer = null;
    const { newest, ages, step, device } = this.history;
    this.#put("step", count(step ?? (this.lab.run.id ? this.lab.run.step : null)));
    this.#say("step", known(newest.epoch) && [
      WORDS.epoch, { epoch: fixed(newest.epoch, 1), epochs: this.#epochs() },
    ]);
    this.#put("loss", fixed(newest.loss, 3));
    this.#say("loss", known(newest["val.loss"]) && [
      WORDS.validated, { loss: fixed(newest["val.loss"], 3) },
    ]);
    this.#test(newest, ages);
    this.#put("speed", count(newest.examples_per_s), "img/s");
    this.#say("speed", known(newest.step_ms) && [
      WORDS.stepMs, { ms: fixed(newest.step_ms, 1) },
    ]);
    const passes = ["forward_ms", "backward_ms"].map((name) => fixed(newest[name], 1));
    this.#put("passes", passes.join(" · "), "ms");
    this.note("passes").replaceChildren(device ? num(device) : "\u00a0");
  }

  #test(newest, ages) {
    const judged = this.history.testAt(null);
    const accuracy = judged?.accuracy ?? newest["test.accuracy"];
    this.#put("test", percent(accuracy));
    const step = count(judged?.step ?? ages["test.accuracy"] ?? 0);
    this.#say("test", judged && [
      WORDS.rightOf, { right: count(judged.right), of: count(judged.of), step },
    ]);
  }

  #epochs() {
    const { run, form } = this.lab;
    return run.params?.epochs ?? form.default("epochs");
  }

  #put(name, text, unit = "") {
    const [there] = text.match(/\d/) ?? [];
    this.value(name).replaceChildren(text, ...(unit && there ? [" ", small(unit)] : []));
  }

  #say(name, said) {
    this.note(name).replaceChildren(said ? fill(...said) : "\u00a0");
  }
}
