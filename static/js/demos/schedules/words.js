/** What the page of schedules says. */

export const WORDS = {
  formula: ["Show its formula", "نمایش فرمول آن"],
  hovers: [
    ["A constant {rate} hovers at {height}.", "نرخ ثابت {rate} در ارتفاع {height} سرگردان می‌ماند."],
    ["So says the formula; the {runs} runs measured {measured}. The lowest of the schedules settles at {best}.", "فرمول این را می‌گوید و {runs} اجرا {measured} اندازه گرفت. پایین‌ترین زمان‌بندی در {best} آرام می‌گیرد."],
  ],
  would: [
    ["A constant {rate} would hover at {height}.", "نرخ ثابت {rate} در ارتفاع {height} سرگردان می‌ماند."],
    ["Add the constant schedule to see it. The lowest of these settles at {best}.", "زمان‌بندی ثابت را بیفزایید تا آن را ببینید. پایین‌ترینِ این‌ها در {best} آرام می‌گیرد."],
  ],
  grows: [
    ["A constant {rate} never settles.", "نرخ ثابت {rate} هرگز آرام نمی‌گیرد."],
    ["From α = {limit} on every step grows; a schedule that falls below that in time can still come back.", "از {limit} به بالا هر گام بزرگ‌تر می‌شود؛ زمان‌بندی‌ای که به‌موقع از آن پایین‌تر برود هنوز می‌تواند بازگردد."],
  ],
};
