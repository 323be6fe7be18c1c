/** What a run's events mean to the reader: notices, toasts and marks. */

import { fill } from "./i18n.js";
import { notice } from "./notice.js";

const LOST = ["The connection is lost; trying again.", "ارتباط قطع شد؛ دوباره تلاش می‌شود."];
const LOST_MORE = ["The run goes on at the server; nothing is missed.", "اجرا در کارساز ادامه دارد و چیزی از دست نمی‌رود."];
const RELOAD = ["Reload the page", "بارگذاری دوبارهٔ صفحه"];
const QUEUED = ["You are number {position} in the queue.", "شما نفر {position} صف هستید."];
const QUEUED_MORE = ["The page tells you when it starts.", "همین صفحه آغاز را خبر می‌دهد."];
const WHY = {
  own: ["Your other runs take all the places that one person has here ({most}); this one starts when one of them ends or is paused.",
    "اجراهای دیگر شما همهٔ جاهای یک نفر در این کارساز ({most}) را گرفته‌اند؛ این اجرا با پایان یا درنگ یکی از آن‌ها آغاز می‌شود."],
  all: ["All places of this server are taken ({most}); runs start as places become free.",
    "همهٔ جاهای این کارساز ({most}) پر است؛ اجراها با خالی‌شدن جاها آغاز می‌شوند."],
  busy: ["All trainers of this server are busy with other runs; yours starts in its turn, as they become free.",
    "همهٔ آموزش‌دهنده‌های این کارساز سرگرم اجراهای دیگرند؛ اجرای شما با آزادشدن آن‌ها به نوبت آغاز می‌شود."],
  none: ["No trainer of this server is at work just now; the run starts as soon as one is.",
    "هم‌اکنون هیچ آموزش‌دهنده‌ای در این کارساز به کار نیست؛ اجرا به‌محض آمدن یکی آغاز می‌شود."],
};
const LEAVE = ["Leave the queue", "ترک صف"];
const RESUMED = ["The trainer was lost and started again from step {step}.",
  "آموزش‌دهنده از دست رفت و از گام {step} دوباره آغاز کرد."];
const RESUMED_MORE = ["Points after it were dropped; nothing is counted twice.",
  "نقطه‌های پس از آن کنار رفتند و چیزی دو بار شمرده نمی‌شود."];
const FAILED = ["The run broke on the server.", "اجرا در کارساز شکست خورد."];
const FAILED_MORE = ["It was written down. Start it again, or change a setting.", "ثبت شد. دوباره آغازش کنید یا تنظیمی را تغییر دهید."];
const SMALL = ["The run needs {needed} MB on the graphics card; {free} MB are free.",
  "اجرا روی کارت گرافیک {needed} MB حافظه می‌خواهد؛ {free} MB آزاد است."];
const SMALLER = ["The graphics card has too little free memory for this run: {free} MB.",
  "حافظهٔ آزاد کارت گرافیک برای این اجرا کم است: {free} MB."];
const SMALL_MORE = ["Other runs go on. A smaller batch takes less memory, and every step then sees fewer images.",
  "اجراهای دیگر ادامه دارند. دستهٔ کوچک‌تر حافظهٔ کمتری می‌گیرد و هر گام تصویرهای کمتری می‌بیند."];
const NONE_FITS = ["Other runs go on. Choose a smaller network, or wait until others have ended.",
  "اجراهای دیگر ادامه دارند. شبکه‌ای کوچک‌تر برگزینید، یا تا پایان اجراهای دیگر صبر کنید."];
const WITH_BATCH = ["Start with batches of {batch}", "آغاز با دسته‌های {batch}تایی"];
const OTHER = ["You are watching a run of somebody else.", "اجرای کس دیگری را تماشا می‌کنید."];
const OTHER_MORE = ["Its owner steers it. Run my own starts one with these settings.",
  "هدایتش با صاحب آن است. «اجرای خودم» اجرایی با همین تنظیم‌ها آغاز می‌کند."];
const OVER = ["The run of somebody else is over.", "اجرای کس دیگری به پایان رسیده است."];
const OVER_MORE = ["Its numbers and pictures stay. Run starts one of your own with these settings.",
  "عددها و تصویرهایش می‌مانند. «اجرا» اجرایی از آنِ شما با همین تنظیم‌ها آغاز می‌کند."];
const UNKNOWN = ["This run is not here any more.", "این اجرا دیگر اینجا نیست."];
const LATER = ["This setting holds from the next start.", "این تنظیم از آغاز بعدی به کار می‌رود."];
const AGAIN = ["Start with it now", "اکنون با آن آغاز کن"];
const CHANGED = ["{label} {old} → {new}", "{label} از {old} به {new}"];
const AT_STEP = ["at step {step}", "در گام {step}"];
const DISK = ["The disk of the server is full; the run waits.", "دیسک کارساز پر است؛ اجرا منتظر می‌ماند."];
const STORE = ["The store of runs is full; the run waits.", "انبار اجراها پر است؛ اجرا منتظر می‌ماند."];
const ROOM = ["Nothing is lost. Delete runs that you no longer need, or ask whoever runs the server to make room; Go on then continues this one.",
  "چیزی از دست نرفته است. اجراهایی را که دیگر لازم ندارید پاک کنید یا از گردانندهٔ کارساز بخواهید جا باز کند؛ سپس «ادامه» این اجرا را از سر می‌گیرد."];
const UNWATCHED = ["Nobody watched for a while, so the run waited; it goes on while somebody is here.",
  "مدتی کسی تماشا نمی‌کرد و اجرا منتظر ماند؛ تا کسی اینجاست ادامه می‌یابد."];
const STEPS = ["The run has done {limit} steps, as many as this server allows.",
  "اجرا {limit} گام برداشت؛ این کارساز بیش از این اجازه نمی‌دهد."];
const LEFT = ["Nobody watched any more, so the run stopped, as its owner chose.",
  "دیگر کسی تماشا نمی‌کرد و اجرا، چنان‌که صاحبش برگزیده بود، متوقف شد."];
const CARD_LOST = ["The graphics card {device} of the server is lost; the run goes on on the CPU from step {step}.",
  "کارت گرافیک {device} در کارساز از دست رفت؛ اجرا از گام {step} روی CPU ادامه دارد."];
const NOTES = {
  steps: STEPS, left: LEFT, changed: CHANGED, disk_full: DISK, store_full: STORE, unwatched: UNWATCHED, device_lost: CARD_LOST,
};
const TONES = {
  steps: "", left: "", diverged: "bad", disk_full: "bad", store_full: "bad", changed: "", unwatched: "", device_lost: "warn",
};
const MORE = { device_lost: RESUMED_MORE, disk_full: ROOM, store_full: ROOM };
const FULL = ["disk_full", "store_full"]; // gone when the run goes on
const MARKED = ["diverged", "unwatched", "device_lost"];

/**
 * @param {{run: object, page: object, runbar: object, actions: object, preview?: string}} lab
 */
export function sayRun({ run, page, runbar, actions }) {
  const labels = new Map(page.params.map(({ name, label }) => [name, label]));

  const queue = () => {
    const why = WHY[run.waits] ?? ["", ""];
    if (run.state !== "queued" || !run.position || !run.may) return notice.clear("queue");
    if (run.position < 2 && !why[0]) return notice.clear("queue"); // it is being taken up
    return notice.show({ key: "queue", icon: "clock", title: QUEUED, text: QUEUED_MORE.map((more, n) => `${why[n]} ${more}`.trim()),
      args: { position: run.position, most: run.most }, acts: [{ label: LEAVE, run: actions.stop }] });
  };
  let watched = ""; // the run of somebody else that was seen at work: at its end the page stays where it is
  const watching = () => {
    if (run.active && !run.may) {
      watched = run.id;
      notice.show({ key: "other", icon: "eye", title: OTHER, text: OTHER_MORE });
    } else if (run.ended && run.id === watched && run.owner !== "me") {
      notice.show({ key: "other", icon: "eye", title: OVER, text: OVER_MORE });
    } else notice.clear("other");
  };

  run.on("changed", () => {
    queue();
    watching();
  });
  run.on("state", ({ state }) => state === "running" && notice.clear("full"));
  run.on("attach", () => ["note", "full", "resumed", "failed", "later", "unknown", "save"].forEach(notice.clear));
  run.on("lost", () => notice.show({ key: "lost", tone: "warn", title: LOST, text: LOST_MORE,
    acts: [{ label: RELOAD, run: () => location.reload() }] }));
  run.on("back", () => notice.clear("lost"));
  run.on("unknown", () => {
    watched = ""; // nothing of it stays
    notice.show({ key: "unknown", tone: "warn", title: UNKNOWN });
  });
  run.on("failed", ({ code, args = {} }) => {
    if (code !== "device_memory") {
      return notice.show({ key: "failed", tone: "bad", title: FAILED, text: FAILED_MORE, acts: [{ label: AGAIN, run: actions.start }] });
    }
    const { batch } = args;
    return notice.show({ key: "failed", tone: "bad", title: args.needed ? SMALL : SMALLER, text: batch ? SMALL_MORE : NONE_FITS, args,
      acts: batch ? [{ label: WITH_BATCH, run: () => actions.startWith({ batch }) }] : [] });
  });
  run.on("start", ({ step }, before) => {
    if (before > step && run.caughtUp && step > 0) {
      notice.show({ key: "resumed", tone: "warn", icon: "undo", title: RESUMED, text: RESUMED_MORE, args: { step } });
    }
  });

  run.on("note", ({ key, args = {} }) => {
    const pair = page.notes[key] ?? NOTES[key];
    if (!pair) return;
    const said = { title: pair, args: { ...args, label: args.label ?? labels.get(args.name) ?? args.name } };
    if (key === "changed") {
      runbar.mark(args.step ?? run.heard, plain(said));
      if (run.caughtUp) notice.toast({ key: `changed.${args.name}`, ...said, text: AT_STEP, args: { ...said.args, step: args.step ?? run.heard } });
    } else notice.show({ key: FULL.includes(key) ? "full" : "note", tone: TONES[key] ?? "", ...said, text: MORE[key] });
    if (key === "device_lost") notice.clear("resumed");
    if (MARKED.includes(key)) runbar.mark(args.step ?? run.heard, plain(said));
  });

  return {
    /** A setting was changed that the run cannot take over. */
    later: () => notice.show({ key: "later", icon: "clock", title: LATER, acts: [{ label: AGAIN, run: actions.reset }] }),
  };
}

const plain = ({ title, args }) => fill(title, args).textContent;
