/** Sentences of the page that no declaration holds, in English and Persian. */

import { WORDS as SHARED } from "../../course/words.js";

export const WORDS = {
  ...SHARED,
  parameters: ["{count} parameters", "{count} پارامتر"],
  values: ["values {range}", "مقدارها {range}"],
  ratio: ["update / weight", "به‌روزرسانی / وزن"],
  ratioSays: [
    "update to weight {ratio}; about 0.001 is healthy",
    "نسبت به‌روزرسانی به وزن {ratio}؛ حدود 0.001 سالم است",
  ],
  histogram: ["How often each value occurs", "هر مقدار چند بار آمده است"],
  mapsOf: [
    "{count} maps of {name}; arrow keys enlarge one",
    "{count} نقشهٔ {name}؛ با کلیدهای پیکان یکی را بزرگ کنید",
  ],
  mapNumber: ["{index} of {count}", "{index} از {count}"],
  filterNumber: ["filter {filter}, input {input}", "فیلتر {filter}، ورودی {input}"],
  firstOf: ["the first {shown} of {count}", "نخستین {shown} از {count}"],
  input: ["Input", "ورودی"],
  probabilities: ["Probabilities", "احتمال‌ها"],
  least: ["least", "کمترین"],
  most: ["most", "بیشترین"],
  startFrom: ["Start from", "آغاز از"],
  ownNetwork: ["your own list", "فهرست خودتان"],
  total: [
    "{parameters} parameters, {macs} multiply-adds an image",
    "{parameters} پارامتر، {macs} ضرب و جمع برای هر تصویر",
  ],
  cannotBuild: ["This network cannot be built", "این شبکه ساخته نمی‌شود"],
};
