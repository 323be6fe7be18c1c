/** How each of the three stands: the best loss so far, the share of test images it gets right. */

import { byId, h } from "../../core/dom.js";
import { count, fill, fixed, num, percent } from "../../core/i18n.js";
import { momentOf } from "./moment.js";
import { RIDERS, WORDS } from "./words.js";

/** Keeps the tiles at the moment that is shown. */
export class Standing {
  constructor(lab, history) {
    Object.assign(this, { lab, history });
    const find = (kind) => (name) => byId("tiles").querySelector(`[data-${kind}=${name}]`);
    Object.assign(this, { value: find("tile"), note: find("note") });
  }

  /** Write what is known. */
  draw() {
    const { at, value, judged } = momentOf(this.lab, this.history);
    this.value("tries").textContent = count(at);
    this.#say("tries", at === null ? null : [WORDS.ofTries, { tries: this.#asked("tries"), images: this.#asked("images") }]);
    for (const name of RIDERS) {
      const best = value(name);
      const unit = best === null ? [] : [" ", h("small", {}, this.lab.text(WORDS.loss))];
      this.value(name).replaceChildren(num(fixed(best, 3)), ...unit);
      const share = judged?.riders[name].accuracy;
      this.#say(name, share === undefined ? null : [WORDS.ofTest, { share: num(percent(share)) }]);
    }
  }

  /** What the run was asked for, else what the form says. */
  #asked(name) {
    const { run, form } = this.lab;
    return Number(run.params?.[name] ?? form.default(name));
  }

  #say(name, said) {
    this.note(name).replaceChildren(said ? fill(...said) : "\u00a0");
  }
}
