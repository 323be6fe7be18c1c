/** The reader's runs: open, rename, delete; a question before a delete stands in its place. */

import "./shell.js";
import { api } from "./core/api.js";
import { byId, h, icon, pageData } from "./core/dom.js";
import { bytes, count, fill, num, text } from "./core/i18n.js";
import { notice } from "./core/notice.js";

const STATES = {
  queued: ["in the queue", "در صف"], running: ["running", "در حال اجرا"], paused: ["paused", "درنگ"],
  done: ["finished", "پایان‌یافته"], stopped: ["stopped", "متوقف"], failed: ["failed", "ناموفق"],
};
const WORDS = {
  name: ["Name", "نام"], settings: ["Settings that differ", "تنظیم‌های متفاوت"], state: ["State", "وضع"],
  step: ["Step", "گام"], size: ["Size", "اندازه"], started: ["Started", "آغاز"], acts: ["Actions", "کارها"],
  open: ["Open", "بازکردن"], rename: ["Rename", "تغییر نام"], remove: ["Delete", "حذف"], keep: ["Keep it", "نگه دار"],
  save: ["Save", "ذخیره"], defaults: ["all as given", "همه پیش‌فرض"], cancel: ["Cancel", "انصراف"],
  sure: ["Delete this run and its pictures?", "این اجرا و تصویرهایش حذف شود؟"],
  none: ["No runs yet", "هنوز اجرایی نیست"], noneMore: ["A run you start stays here.", "هر اجرایی که آغاز کنید اینجا می‌ماند."],
  chapters: ["To the chapters", "به فصل‌ها"], failed: ["This was not done.", "این کار انجام نشد."],
};
const { titles, labels } = pageData();
const place = byId("runs");

const button = (word, run, drawing, more = "") =>
  h("button", { type: "button", className: `btn ${more}`, onclick: run }, drawing ? icon(drawing) : null, text(WORDS[word]));

async function attempt(task) {
  try {
    await task();
    notice.clear("failed");
  } catch (error) {
    notice.show({ key: "failed", tone: "bad", title: error.message || WORDS.failed, text: Object.values(error.fields ?? {}).join(" ") || undefined });
  }
}

async function load() {
  await attempt(async () => {
    const { runs } = await api.get("/api/runs?mine=1");
    place.replaceChildren(runs.length ? table(runs) : empty());
  });
}

const empty = () => h("div", { className: "empty" }, icon("plus"), h("b", {}, text(WORDS.none)),
  h("p", {}, text(WORDS.noneMore)), h("a", { className: "btn", href: "/" }, text(WORDS.chapters)));

const table = (runs) => h("ul", { className: "runs" }, ...runs.map(row));

function row(run) {
  const address = `/demos/${run.demo}?run=${encodeURIComponent(run.id)}`;
  const name = run.title || text(titles[run.demo] ?? run.demo);
  const title = h("h2", {}, h("a", { href: address }, name));
  const acts = h("div", { className: "acts" });
  const node = h("li", {}, h("div", {}, title, settings(run)), facts(run), acts);

  const usual = () => {
    title.replaceChildren(h("a", { href: address }, name));
    acts.replaceChildren(h("a", { className: "btn", href: address }, icon("eye"), text(WORDS.open)),
      button("rename", rename), button("remove", ask, "trash"));
  };
  /** As usual again, the focus where it came from: the button of the row that was pressed. */
  function back() {
    const renaming = !acts.querySelector(".danger");
    usual();
    acts.querySelectorAll("button")[renaming ? 0 : 1].focus();
  }
  function ask() {
    acts.replaceChildren(h("span", { className: "sure", role: "alert" }, text(WORDS.sure)),
      button("remove", () => attempt(async () => {
        await api.del(`/api/runs/${run.id}`);
        const next = node.nextElementSibling ?? node.previousElementSibling;
        node.remove();
        if (!next) place.replaceChildren(empty());
        (next ?? place).querySelector("a").focus();
      }), "trash", "danger"), button("keep", back));
    acts.querySelector("button").focus();
  }
  function rename() {
    const field = h("input", { className: "value wide start title", value: run.title, maxLength: 80 });
    field.setAttribute("aria-label", text(WORDS.name));
    const save = () => attempt(async () => {
      await api.patch(`/api/runs/${run.id}`, { title: field.value.trim() });
      const named = row({ ...run, title: field.value.trim() });
      node.replaceWith(named);
      named.querySelector("button").focus();
    });
    field.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") save();
      if (key === "Escape") back();
    });
    title.replaceChildren(field);
    acts.replaceChildren(button("save", save, "check", "primary"), button("cancel", back));
    field.focus();
    field.select();
  }
  usual();
  return node;
}

/** What differs from the defaults: the parameter's name in words, its value as typed. */
function settings({ demo, params }) {
  const named = Object.entries(params).map(([name, value]) => {
    const [top, ...rest] = name.split(".");
    const label = labels[demo]?.[top];
    const words = label ? [text(label), rest.length ? h("span", {}, " ", num(rest.join("."))) : null] : [num(name)];
    return h("span", { className: "setting" }, ...words, " ", num(value.length > 40 ? `${value.slice(0, 40)}…` : value));
  });
  return h("p", { className: "settings" }, ...(named.length ? named : [text(WORDS.defaults)]));
}

function facts({ state, step, size, created }) {
  const when = created ? new Date(created * 1000) : null;
  const two = (n) => String(n).padStart(2, "0");
  const clock = when && `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())} ${two(when.getHours())}:${two(when.getMinutes())}`;
  return h("p", { className: "facts" },
    h("span", { className: `state ${state}${state === "running" ? " live" : ""}` }, text(STATES[state] ?? state)),
    h("span", {}, fill(["step {step}", "گام {step}"], { step: count(step) })),
    size ? h("span", {}, num(bytes(size))) : null, clock ? h("span", {}, num(clock)) : null);
}

load();
