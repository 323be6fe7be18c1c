/** What the page of the race says. */

export const WORDS = {
  title: ["{rule}, at step {step}", "{rule} در گام {step}"],
  gradient: ["At {point} f rises by {gx} a unit along x and by {gy} along y: that is the gradient.", "در {point} مقدار تابع با هر واحد در راستای {ax} به اندازهٔ {gx} و در راستای {ay} به اندازهٔ {gy} بالا می‌رود: این گرادیان است."],
  noisy: ["At {point} the gradient, with its noise, is {gx} along x and {gy} along y.", "در {point} گرادیان همراه با نوفه‌اش در راستای {ax} برابر {gx} و در راستای {ay} برابر {gy} است."],
  lands: ["It moves by {move} and lands at {point}, where f is {value}.", "به اندازهٔ {move} جابه‌جا می‌شود و در {point} فرود می‌آید؛ مقدار تابع آنجا {value} است."],
  stays: ["It goes no further.", "دیگر پیش نمی‌رود."],
  remembers: { velocity: ["Its velocity becomes {slot}.", "سرعتش {slot} می‌شود."], mean: ["The mean of its gradients becomes {slot}.", "میانگین گرادیان‌هایش {slot} می‌شود."], cache: ["Its cache becomes {slot}.", "حافظه‌اش {slot} می‌شود."] },
  along: ["along {axis}", "در راستای {axis}"],
  step: ["step", "گام"],
  evaluations: ["evaluations", "محاسبه"],
  downhill: ["−α times the gradient", "−α برابر گرادیان"],
  velocity: ["velocity", "سرعت"],
  mean: ["−α times the mean gradient", "−α برابر میانگین گرادیان"],
  cache: ["root of the cache, to one scale", "ریشهٔ حافظه با یک مقیاس"],
  move: ["the step it takes", "گامی که برمی‌دارد"],
  agrees: ["agrees", "سازگار"],
  differs: ["differs", "ناسازگار"],
};
