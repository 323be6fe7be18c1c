/** What the page of second-order methods says. */

export const WORDS = {
  iterations: ["iteration", "تکرار"],
  evaluations: ["values and gradients asked", "مقدارها و گرادیان‌های خواسته‌شده"],
  solve: [
    "One Newton step for {n} parameters solves as many equations: {operations} operations, {time} at {speed} a second.",
    "هر گام نیوتن برای {n} پارامتر دستگاهی با همین تعداد معادله حل می‌کند: {operations} عمل، یعنی {time} با {speed} عمل در ثانیه.",
  ],
  seconds: ["{x} seconds", "{x} ثانیه"],
  none: ["none", "ندارد"],
};
