/** The numbers that the lesson names. */

import { fixed, percent } from "../../core/i18n.js";
import { momentOf } from "./moment.js";
import { RIDERS } from "./words.js";

/** Write today's numbers into the lesson. */
export function tell(lab, history) {
  const { at, value, judged } = momentOf(lab, history);
  const test = (name) => percent(judged?.riders[name].accuracy);
  lab.live({
    step: at ?? "–",
    try: fixed(value("try"), 4),
    now: fixed(value("now"), 4),
    ...Object.fromEntries(RIDERS.flatMap((name) => [[name, fixed(value(name), 4)], [`${name}_test`, test(name)]])),
  });
}
