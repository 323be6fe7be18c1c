/** Sentences of pages on which a network learns from images, in English and Persian. */

export const WORDS = {
  train: ["train", "آموزش"],
  validation: ["validation", "اعتبارسنجی"],
  test: ["test", "آزمایش"],
  step: ["step", "گام"],
  guessing: ["guessing {value}", "حدس تصادفی {value}"],
  changed: ["{label} {old} → {new}", "{label} {old} ← {new}"],
  epoch: ["epoch {epoch} of {epochs}", "دورهٔ {epoch} از {epochs}"],
  validated: ["validation {loss}", "اعتبارسنجی {loss}"],
  rightOf: ["{right} of {of} at step {step}", "{right} از {of} در گام {step}"],
  stepMs: ["{ms} ms a step", "هر گام {ms} میلی‌ثانیه"],
  imageOf: ["Image number", "شمارهٔ تصویر"],
  testImage: ["test image", "تصویر آزمایشی"],
  ownImage: ["your image", "تصویر شما"],
  notJudged: [
    "No whole test set had been judged yet.",
    "هنوز هیچ مجموعهٔ آزمایشی به طور کامل داوری نشده بود.",
  ],
  right: ["right", "درست"],
  wrong: ["wrong", "نادرست"],
  show: ["Show {name} in every layer", "نمایش {name} در همهٔ لایه‌ها"],
  takenFor: ["taken for {name}", "شبکه گفت {name}"],
  withChance: ["with {chance}", "با احتمال {chance}"],
  judged: [
    "{of} test images at step {step}; rows are the truth.",
    "{of} تصویر آزمایشی در گام {step}؛ هر سطر یک کلاس درست است.",
  ],
  confused: [
    "{count} times the truth was {truth} and the network said {answer}.",
    "{count} بار کلاس درست {truth} بود و شبکه گفت {answer}.",
  ],
  rowsAreTruth: ["Rows are the truth, columns the answer", "سطرها کلاس درست‌اند و ستون‌ها پاسخ شبکه"],
  sampleSays: [
    "This machine holds the sample, the first images of every class, not yet the whole set.",
    "روی این دستگاه تنها نمونه هست: نخستین تصویرهای هر کلاس. مجموعهٔ کامل هنوز دریافت نشده است.",
  ],
  fetch: ["Fetch the whole CIFAR-10", "دریافت همهٔ CIFAR-10"],
  fetching: ["Fetching CIFAR-10: {at}", "دریافت CIFAR-10: {at}"],
  fetched: [
    "The whole CIFAR-10 is here; choose it above.",
    "همهٔ CIFAR-10 آماده است؛ آن را در بالا برگزینید.",
  ],
  fetchFailed: ["CIFAR-10 could not be fetched: {why}", "دریافت CIFAR-10 انجام نشد: {why}"],
  pretrained: ["A trained network is shown", "شبکه‌ای آموزش‌دیده نشان داده می‌شود"],
  pretrainedSays: [
    "Press Run and a new one starts from noise; or go on where this one stopped.",
    "اجرا را بزنید تا شبکه‌ای تازه از نوفه آغاز کند؛ یا همین یکی را ادامه دهید.",
  ],
  continue: ["Continue from the pretrained network", "ادامه از شبکهٔ آموزش‌دیده"],
  restart: ["Start again with {label} {value}", "آغاز دوباره با {label} {value}"],
};
