/** Sentences of the page that no declaration holds, in English and Persian. */

export const RIDERS = ["random", "local", "gradient"];
export const TONES = { random: "c1", local: "c0", gradient: "accent" };

export const WORDS = {
  evaluation: ["try", "تلاش"],
  guessing: ["guessing", "حدس"],
  changed: ["{label} {old} → {new}", "{label} {old} ← {new}"],
  ofTries: ["of {tries}; over {images} images", "از {tries}؛ هزینهٔ {images} تصویر"],
  ofTest: ["{share} of the test images", "{share} تصویرهای آزمایشی"],
  loss: ["loss", "هزینه"],
  better: ["new best", "بهترین تازه"],
  printout: ["As slide 70 prints them.", "همان‌گونه که اسلاید ۷۰ چاپ می‌کند."],
  spread: [
    "After {step} tries: mean {mean}, standard deviation {sd}.",
    "پس از {step} تلاش: میانگین {mean}، انحراف معیار {sd}.",
  ],
  trapWaits: ["The numbers come with the first test.", "عددها با نخستین آزمون می‌آیند."],
  trap: [
    "{of} test images, after {step} tries.",
    "{of} تصویر آزمایشی، پس از {step} تلاش.",
  ],
  scale: [
    "{name}, best {w} at try {step}: grey is 0, full colour {limit}.",
    "{name}، بهترین {w} در تلاش {step}: خاکستری صفر است و رنگ کامل {limit}.",
  ],
};
