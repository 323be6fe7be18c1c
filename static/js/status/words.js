/** What the status page says, and how it says a duration. */

export const STATES = { running: ["running", "در حال اجرا"], paused: ["paused", "درنگ"], queued: ["in the queue", "در صف"] };

export const WORDS = {
  stop: ["Stop", "متوقف کن"], sure: ["Stop it?", "متوقف شود؟"], yes: ["Stop", "بله"], no: ["Keep", "نه"],
  well: ["well", "سالم"], silent: ["silent", "بی‌پاسخ"],
  paused: ["{n} paused", "{n} در درنگ"], longest: ["longest wait {time}", "بلندترین انتظار {time}"], nobody: ["nobody waits", "کسی منتظر نیست"],
  trainers: ["by {n} trainers", "با {n} آموزش‌دهنده"], of: ["of {size}", "از {size}"],
  kinds: ["{trainers} trainers, {web} web", "{trainers} آموزش‌دهنده، {web} وب"],
  used: ["The trainers compute here.", "آموزش‌دهنده‌ها اینجا محاسبه می‌کنند."], unused: ["Not used by the trainers.", "آموزش‌دهنده‌ها از آن استفاده نمی‌کنند."],
  lost: ["Lost: its runs are trained on the CPU. It is asked again in {time}.", "از دست رفته است؛ اجراهایش روی CPU آموزش می‌بینند. {time} دیگر دوباره آزموده می‌شود."],
  asking: ["Lost: its runs are trained on the CPU. It is being asked again.", "از دست رفته است؛ اجراهایش روی CPU آموزش می‌بینند. هم‌اکنون دوباره آزموده می‌شود."],
  cpu: ["{cores} cores, load {load}; {free} of {memory} memory free", "{cores} هسته، بار {load}؛ حافظهٔ آزاد {free} از {memory}"],
  again: ["What is shown is the last that was heard; it is asked again every two seconds.", "آنچه می‌بینید آخرین خبر است؛ هر دو ثانیه دوباره پرسیده می‌شود."],
};

const PEOPLE = { me: ["you", "شما"], presenter: ["presenter {tag}", "ارائه‌دهنده {tag}"], other: ["student {tag}", "دانشجو {tag}"] };

/** Who owns a run: a sentence and what fills it. */
export const who = ({ role, tag }) => [PEOPLE[role], { tag }];

/** How late events were: a sentence and what fills it. @param {{ms: number, within: boolean}|null} found */
export const late = (found) => (found === null ? [["nothing sent yet", "هنوز چیزی نرفته است"]]
  : [found.within ? ["99% sent within {time}", "99% ظرف {time}"] : ["1% later than {time}", "1% دیرتر از {time}"], { time: `${found.ms} ms` }]);

/** Whether trainers compute on a device, or wait for it: a sentence and what fills it. */
export const use = ({ used, asked_in: left }) => {
  if (typeof left === "number") return left > 0 ? [WORDS.lost, { time: clock(left) }] : [WORDS.asking];
  return [used ? WORDS.used : WORDS.unused];
};

/** Seconds as 0:07, 12:30 or 3:02:11. */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = (n) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
