/** What every page of descent says. */

export const WORDS = {
  map: ["The surface as a map: darker is lower. Press anywhere to start there.", "رویه به‌صورت نقشه: تیره‌تر یعنی پایین‌تر. هرجا را بزنید آغاز همان‌جا می‌شود."],
  start: ["The start", "آغاز"],
  drag: ["drag the start", "آغاز را بکشید"],
  play: ["Play", "پخش"],
  pause: ["Pause", "درنگ"],
  step: ["step", "گام"],
  place: ["step {step} of {total}", "گام {step} از {total}"],
  playing: ["playing", "در حال پخش"],
  paused: ["paused", "درنگ"],
  finished: ["at the end", "در پایان"],
  spoken: { "Space": ["Play or pause", "پخش یا درنگ"] },
  back: ["One step back", "یک گام به عقب"],
  ahead: ["One step ahead", "یک گام به جلو"],
  again: ["To the start", "به آغاز"],
  ended: ["{rules} ended at step {step}, at {point}.", "{rules} در گام {step} در {point} پایان یافت."],
  undefinedStart: ["f has no value at {point}: choose another start.", "مقدار تابع در {point} تعریف‌شده نیست؛ آغاز دیگری برگزینید."],
  others: ["The others go on.", "بقیه ادامه می‌دهند."],
  show: ["Show the place", "نمایش جا"],
  flat: ["f is the same everywhere: a constant has no slope, so no rule moves.", "مقدار تابع همه‌جا یکی است: تابع ثابت شیب ندارد، پس هیچ قاعده‌ای حرکت نمی‌کند."],
  spell: ["Spell out", "بنویس"],
};
