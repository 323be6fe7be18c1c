/** The network in the rail: presets, what every layer gives and costs, mistakes where they are. */

import { h, icon } from "../../core/dom.js";
import { count, fill } from "../../core/i18n.js";
import { shapeOf } from "./maps.js";
import { WORDS } from "./words.js";

/** Wire presets and the plan to the list of layers. */
export function mountEditor(lab) {
  const presets = presetField(lab);
  const total = h("p", { class: "hint plan-total", id: "plan-total", role: "status" });
  document.querySelector("[data-slot=group-network]")?.append(total);
  lab.plan((plan, { fields }) => {
    if (plan) fillRows(lab, plan, total);
    else forget(lab, total);
    refuse(lab, fields ?? {});
  });
  guard(lab);
  return presets;
}

function presetField(lab) {
  const field = document.querySelector("[data-field=layers]");
  const presets = lab.page.extra.presets ?? [];
  if (!field || !presets.length) return null;
  const own = h("option", { value: "" }, lab.text(WORDS.ownNetwork));
  const options = presets.map(({ key, label, parameters }) =>
    h("option", { value: key }, `${lab.text(label)} (${count(parameters)})`),
  );
  const select = h("select", { id: "preset" }, ...options, own);
  field.before(h("div", { class: "field" },
    h("label", { class: "wide", for: "preset" }, lab.text(WORDS.startFrom)),
    h("span", { class: "select wide" }, select, icon("down")),
  ));
  let stands = null;
  const choose = () => {
    const preset = presets.find(({ key }) => key === select.value);
    if (preset) lab.form.set({ ...undone(lab, stands, preset), ...preset.params });
  };
  const show = () => {
    select.value = current(lab, presets);
    stands = presets.find(({ key }) => key === select.value) ?? null;
  };
  select.addEventListener("change", choose);
  lab.form.on(show);
  lab.on("attach", show);
  show();
  return select;
}

/** Defaults for what the preset that is left has set and the one that comes does not. */
function undone(lab, left, comes) {
  const names = Object.keys(left?.params ?? {}).filter((name) => !(name in comes.params) && !name.startsWith("layers"));
  const standing = names.map((name) => [name, lab.form.default(name)]);
  return Object.fromEntries(standing.filter(([, text]) => text !== undefined));
}

/** The preset whose network stands in the form as it is, "" for none. */
function current(lab, presets) {
  const values = lab.form.values();
  const inNetwork = (name) => name === "layers" || name.startsWith("layers.");
  const edited = Object.keys(lab.form.changed()).filter(inNetwork);
  const fits = ({ params }) => {
    const named = Object.entries(params).filter(([name]) => inNetwork(name));
    return edited.every((name) => name in params)
      && named.every(([name, text]) => values[name] === text);
  };
  return presets.find(fits)?.key ?? "";
}

function fillRows(lab, plan, total) {
  const rows = lab.form.rows("layers");
  rows.forEach((row, i) => {
    const said = plan.rows[i];
    put(row, "size", said ? shapeOf(said).join("×") : "");
    put(row, "count", said ? count(said.parameters) : "");
    row.title = said ? aboutRow(lab, said) : "";
  });
  total.replaceChildren(fill(WORDS.total, sums(plan.total)));
}

function aboutRow(lab, said) {
  const way = said.algorithm ? [said.algorithm, lab.text(said.reason)].filter(Boolean) : [];
  return [fill(WORDS.total, sums(said)).textContent, ...way].join(" · ");
}

const sums = ({ parameters, macs }) => ({ parameters: count(parameters), macs: count(macs) });

function forget(lab, total) {
  for (const row of lab.form.rows("layers")) {
    put(row, "size", "");
    put(row, "count", "");
  }
  total.replaceChildren();
}

function put(row, slot, text) {
  const place = row.querySelector(`[data-${slot}]`);
  if (place) place.textContent = text;
}

/** No run can be started while the network is refused; the sentence is also at its row. */
function refuse(lab, fields) {
  const [why] = Object.values(fields);
  const button = document.getElementById("run-main");
  if (why) button?.setAttribute("aria-disabled", "true");
  else button?.removeAttribute("aria-disabled");
  if (!why) return lab.notice.clear("plan");
  return lab.notice.show({ key: "plan", tone: "bad", title: WORDS.cannotBuild, text: why });
}

/** While it is refused a click says why instead of asking the server for a run. */
function guard(lab) {
  document.getElementById("run-main")?.addEventListener(
    "click",
    (event) => {
      const refused = event.currentTarget.getAttribute("aria-disabled") === "true";
      if (!refused || ["running", "paused", "queued"].includes(lab.run.state)) return;
      event.stopImmediatePropagation();
      document.querySelector("[data-notice=plan]")?.scrollIntoView({ block: "center" });
    },
    { capture: true },
  );
}
