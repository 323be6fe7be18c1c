/** What the buttons of a live demo do, and what the reader hears when the server refuses. */

import { byId, h } from "./dom.js";
import { notice } from "./notice.js";
import { lang } from "./i18n.js";
import { showLink } from "./share.js";

const UNREACHABLE = "unreachable"; // the key of what is said of the way to the server, not of what was asked
const FAILED = ["This was not done.", "این کار انجام نشد."];
const NOTHING = ["There is nothing to save yet.", "هنوز چیزی برای ذخیره نیست."];
const RUN_FIRST = ["Start a run first.", "نخست اجرایی را آغاز کنید."];
const SAVED = ["Saved: weights, optimizer, step and curves.", "ذخیره شد: وزن‌ها، بهینه‌ساز، گام و منحنی‌ها."];
const ONE_FILE = ["One file; open it here later and go on.", "یک پرونده؛ بعداً همین‌جا بازش کنید و ادامه دهید."];

/**
 * @param {{run: object, form: object, api: object, address: object, view: object, key: string}} lab
 */
export function createActions({ run, form, api, address, view, key }) {
  /** Do it, show what was refused where it belongs, and tell whether it was done. */
  async function attempt(task) {
    try {
      await task();
      ["refused", UNREACHABLE].forEach(notice.clear);
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      refuse(error);
      return false;
    }
  }

  function refuse(error) {
    if (error.status === undefined) throw error;
    const left = form.errors(error.fields);
    const words = left.map((name) => `${name}: ${error.fields[name]}`).join(" ");
    notice.show({ key: error.status ? "refused" : UNREACHABLE, tone: "bad", title: error.message || FAILED, text: words || undefined });
    form.node.querySelector("[aria-invalid=true]")?.focus();
  }

  const begin = (how) => attempt(async () => {
    if (document.documentElement.hasAttribute("data-embed")) return void open(ownTab(address), "_blank", "noopener");
    await run.begin(form.changed(), how);
    address.set("run", { run: run.id });
    if (view.has("step")) view.set({ step: "" });
    return undefined;
  });

  const actions = {
    attempt,
    refuse,
    /** A new run with the form's settings, from an uploaded state if one is named. */
    start: ({ state } = {}) => begin({ state }),
    /** The same with some settings changed, which the form and the address then show. */
    startWith(params) {
      form.set(params);
      return begin();
    },
    pause: () => attempt(run.pause),
    resume: () => attempt(run.resume),
    stop: () => attempt(run.stop),

    /** n steps of the run; without one, of a new one. */
    step(n = 1) {
      if (!run.active || !run.may) return begin({ steps: n });
      return attempt(() => run.advance(n));
    },

    /** The same start again: a new run with the settings of the form. */
    async reset() {
      if (run.active && run.may) await attempt(run.stop);
      await begin();
    },

    /** A link to this very state; the short form where it does not fit an address. */
    link: () => attempt(async () => {
      const short = address.fits() ? null : await api.post("/api/links", { demo: key, params: form.changed(), view: view.changed() });
      const url = new URL(short ? `${short.url}` : address.link(), location.origin).href;
      showLink(url, byId("act-link"));
    }),

    /** Download the run's state file. */
    save() {
      if (!run.id) return notice.show({ key: "save", tone: "warn", title: NOTHING, text: RUN_FIRST });
      const anchor = h("a", { href: `/api/runs/${encodeURIComponent(run.id)}/state?lang=${lang}`, download: "" });
      document.body.append(anchor);
      anchor.click();
      anchor.remove();
      return notice.toast({ key: "save", tone: "good", title: SAVED, text: ONE_FILE });
    },

    /** Continue a saved state: its settings come into the form, and a run starts from it. */
    open: (file) => attempt(async () => {
      const { id, params } = await api.upload("/api/states", file, "application/octet-stream");
      form.reset(params);
      await begin({ state: id });
    }),
  };

  const reachable = () => notice.clear(UNREACHABLE);
  run.on("back", reachable);
  addEventListener("online", reachable);
  byId("act-link")?.addEventListener("click", actions.link);
  byId("act-save")?.addEventListener("click", actions.save);
  byId("act-open")?.addEventListener("change", ({ target }) => {
    if (target.files.length) actions.open(target.files[0]);
    target.value = "";
  });
  return actions;
}

/** The same page outside the frame. */
function ownTab(address) {
  const url = new URL(address.link(), location.origin);
  url.searchParams.set("lang", lang);
  return url.href;
}
