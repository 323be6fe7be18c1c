/** Sentences of the page that no declaration holds, in English and Persian. */

export const WORDS = {
  price: [
    "The same {whole} examples pay for {many} steps of {small}, or {few} of {large}.",
    "با همان {whole} نمونه می‌توان {many} گام با {small} برداشت، یا {few} گام با {large}.",
  ],
  single: ["{whole} examples pay for {many} steps of {small}.", "{whole} نمونه بهای {many} گام با {small} است."],
  sized: ["batch {size}", "دستهٔ {size}"],
  whole: ["the full batch", "دستهٔ کامل"],
  full: ["full", "کامل"],
  seen: ["seen", "نمونه"],
  ms: ["ms", "ms"],
  measured: ["measured", "اندازه‌گیری"],
  expected: ["σ/√B", "σ/√B"],
  batch: ["batch B", "دستهٔ B"],
  noise: [
    "At step {step}: the exact gradient has length {exact}; a single example is off by {one}.",
    "در گام {step}: طول گرادیان دقیق {exact} است و خطای یک نمونهٔ تنها {one}.",
  ],
  uphill: [
    "At step {step}, {share} of the gradients of {small} are off by more than {right}: their steps go uphill.",
    "در گام {step}، {share} از گرادیان‌های {small} بیش از {right} منحرف‌اند: گامشان رو به بالاست.",
  ],
  flat: ["{flat} batches had no gradient at all.", "{flat} دسته هیچ گرادیانی نداشتند."],
  waiting: ["Press Run: the batches start side by side.", "اجرا را بزنید: دسته‌ها کنار هم آغاز می‌کنند."],
  now: ["Judged on all examples after step {step}.", "سنجیده روی همهٔ نمونه‌ها پس از گام {step}."],
  then: ["Loss and validation at step {step}, judged again.", "هزینه و اعتبارسنجی در گام {step}، از نو سنجیده."],
  map: ["Map of the loss over two weights", "نقشهٔ هزینه بر حسب دو وزن"],
};
