/** What the page of descent says. */

export const WORDS = {
  dial: ["What is left of the height after the race, for every learning rate", "آنچه پس از مسابقه از ارتفاع می‌ماند، برای هر نرخ یادگیری"],
  net_dial: ["Loss of the network after its training, for every learning rate", "هزینهٔ شبکه پس از آموزش، برای هر نرخ یادگیری"],
  rate: ["Learning rate", "نرخ یادگیری"],
  limit: ["2/λ", "2/λ"],
  step: ["step", "گام"],
  none: ["the last step", "گام آخر"],
};
