/**
 * Boots a demo page. `js/demos/<key>.js` exports
 *
 *   mount(main, lab)   called once; `lab` is described below
 *   preview            optional id of a run to show while the address names none
 *
 * lab = {key, kind, page, lang, text, label, main, form, view, run, runbar, notice, api, theme,
 *        on, look, watch, plan, live, preview, frames, keys}. `frames` holds the newest frame of each
 *        name, `preview` the id above.
 */

import "./shell.js";
import { createActions } from "./core/actions.js";
import { api } from "./core/api.js";
import { byId, pageData } from "./core/dom.js";
import { createForm } from "./core/form.js";
import { lang, text } from "./core/i18n.js";
import { createInstant } from "./core/instant.js";
import { bindKeys } from "./core/keyboard.js";
import { createLook } from "./core/look.js";
import { notice } from "./core/notice.js";
import { createPlan } from "./core/plan.js";
import { createRun } from "./core/run.js";
import { createRunbar } from "./core/runbar.js";
import { sayRun } from "./core/sayings.js";
import { bindSettings } from "./core/settings.js";
import { keepLong } from "./core/short.js";
import { theme } from "./core/theme.js";
import { queued } from "./core/turns.js";
import { createAddress } from "./core/url.js";
import { bindUnwatched } from "./core/unwatched.js";
import { createUndo } from "./core/undo.js";
import { createView } from "./core/view.js";
import { decodeAll } from "./core/wire.js";

const page = pageData();
const { key, kind } = page;
const instant = kind === "instant";
const address = createAddress();
const form = createForm(byId("form"));
const view = createView(page.view, address.part("view"), (changed) => address.set("view", changed));
const run = createRun({ api, demo: key });
const { look, watch, shown } = createLook({ api, run, view });
const actions = createActions({ run, form, api, address, view, key });
const scrub = (step) => view.set({ step: step === null ? "" : String(step) });
const runbar = createRunbar({ run, shown, actions, scrub });
const plan = instant ? { on() {}, ask() {} } : createPlan({ api, key, form, actions });
const frames = {};
run.on("frame", ({ name, data }) => { frames[name] = decodeAll(data); });

/** Write today's numbers into every place of the page that names them; a formula without any shows none. */
function live(values) {
  for (const [name, value] of Object.entries(values)) {
    for (const node of document.querySelectorAll(`[data-live="${CSS.escape(name)}"]`)) node.textContent = String(value);
  }
  for (const formula of document.querySelectorAll("#lesson .formula")) {
    const known = [...formula.querySelectorAll("[data-live]")].some(({ textContent }) => textContent !== "–");
    formula.toggleAttribute("data-known", known);
  }
}

const lab = {
  key, kind, page, lang, text, form, view, notice, api, theme, look, watch, live, runbar, frames,
  keys: bindKeys,
  main: byId("main"),
  plan: plan.on,
  on: run.on,
  label: (metric) => text(page.metrics[metric] ?? metric),
  run: steered(),
};

/** The run as a demo may use it: what is known of it, and the buttons' actions. */
function steered() {
  const { start, pause, resume, stop, reset, attempt, step: advance } = actions;
  const known = ["id", "state", "owner", "step", "may", "active", "keyframes", "params", "reason", "heard", "caughtUp"];
  const getters = Object.fromEntries(known.map((name) => [name, { get: () => run[name], enumerable: true }]));
  return Object.defineProperties({ start, pause, resume, stop, reset, attempt, advance, attach: run.attach },
    { ...getters, shown: { get: shown, enumerable: true } });
}

const redraw = queued(runbar);
for (const name of ["changed", "metrics", "pictures", "attach"]) run.on(name, redraw);
view.on("step", redraw);

const sayings = sayRun({ run, page, runbar, actions });
bindSettings({ run, form, address, actions, sayings });
bindUnwatched({ run, actions });

bindKeys([]);
if (!instant) {
  bindKeys([
    { keys: " ", label: ["Run or pause", "اجرا یا درنگ"], run: () => runbar.act("main") },
    { keys: ".", label: ["One step (or as many as chosen)", "یک گام (یا هر چند که برگزیده‌اید)"], run: () => runbar.act("step") },
    { keys: "ArrowLeft", label: ["Earlier picture", "تصویر پیشین"], run: () => runbar.move(-1) },
    { keys: "ArrowRight", label: ["Later picture", "تصویر بعدی"], run: () => runbar.move(1) },
  ]);
}

api.get("/api/session").then(({ role }) => run.setPresenter(role === "presenter"), () => {});

const short = address.once("link");
if (short) {
  await actions.attempt(async () => {
    const state = await api.get(`/api/links/${encodeURIComponent(short)}`);
    form.reset(state.params);
    view.set(state.view);
    address.set("params", form.changed());
  });
}

const module = await import(`./demos/${key}.js`);
lab.preview = module.preview ?? "";
await module.mount(lab.main, lab);
const names = page.view.map(({ name }) => name);
const undo = createUndo({ form, view, names, restored });
const computing = instant ? await startInstant() : null;
document.documentElement.dataset.ready = "";

if (instant) computing.compute();
else await show(address.part("run").run);
plan.ask();

async function startInstant() {
  const preview = page.preview ? (await import(`./preview/${key}.js`)).events : undefined;
  keepLong({ api, key, form, view, address, names, run });
  return createInstant({ api, key, form, run, actions, preview, main: lab.main, undo: undo.undo });
}

/** A state was brought back: what follows from it is computed anew. */
function restored() {
  address.set("params", form.changed());
  computing?.compute();
}

/** The run of the address, else the demo's own preview, unless the address has other settings than that shows. */
async function show(asked) {
  if (asked && (await actions.attempt(() => run.attach(asked)))) return;
  if (module.preview && !Object.keys(form.changed()).length) await run.attach(module.preview).catch(() => run.attach(""));
  else await run.attach("");
}
