/** Sentences of the page that no declaration holds, in English and Persian. */

import { WORDS as SHARED } from "../../course/words.js";

export const WORDS = {
  ...SHARED,
  answer: ["answer", "پاسخ"],
  truth: ["truth", "درست"],
  enlarge: ["Choose a template to enlarge it below.", "الگویی را برگزینید تا پایین‌تر بزرگ شود."],
  template: ["template of {name}", "الگوی {name}"],
  image: ["{kind}: {name}", "{kind}: {name}"],
  range: ["grey is 0, full colour {limit}", "خاکستری صفر است، رنگ کامل {limit}"],
};
