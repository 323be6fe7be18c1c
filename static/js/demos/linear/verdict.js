/** What happened, where it did, and what to try: a walk that left the numbers behind, or is about to. */

import { byId } from "../../core/dom.js";
import { number, text } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { WORDS } from "./words.js";

const SIDES = ["first", "second"];

export function mountVerdict(lab) {
  const place = byId("verdict");

  function draw({ data, curve }) {
    const lost = SIDES.find((side) => curve?.[side].diverged != null);
    const grows = data.factor !== null && Math.abs(data.factor) > 1;
    if (!lost && !grows) return place.replaceChildren();
    const why = grows ? WORDS.grows : WORDS.smaller;
    if (!lost) return notice.put(place, { key: "swings", tone: "warn", title: WORDS.swings, text: why, args: told(data) });
    const step = curve[lost].diverged;
    const before = step - 1;
    const name = text(lab.page.extra.losses[lab.frames[lost].loss]);
    const show = { label: text(WORDS.before).replace("{step}", String(before)), run: () => lab.form.set({ back: data.last - before }) };
    return notice.put(place, { key: "diverged", tone: "bad", title: WORDS.diverged, text: why, args: { loss: name, step, ...told(data) }, acts: before >= 0 ? [show] : [] });
  }
  return { draw };
}

const told = ({ factor }) => ({ factor: number(factor, 4).replace("-", "−") });
