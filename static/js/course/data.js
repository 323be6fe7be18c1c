/** Which images train the network; the presenter may fetch the whole set. */

import { h } from "../core/dom.js";
import { count, fill } from "../core/i18n.js";
import { WORDS } from "./words.js";

const PAUSE = 1000; // ms between two questions how far the download is
const OVER = ["failed", "stopped"];

/** Say in the rail that the sample is in use, where the whole set is missing. */
export async function mountData(lab) {
  const { sets } = lab.page.extra;
  const place = document.querySelector("[data-slot=group-start]");
  if (!place || !sets || sets.includes("cifar10")) return;
  const session = await lab.api.get("/api/session").catch(() => ({}));
  const button = h("button", { type: "button", class: "btn" }, lab.text(WORDS.fetch));
  const status = h("p", { class: "hint", role: "status" }, fill(WORDS.sampleSays));
  button.hidden = session.role !== "presenter";
  button.addEventListener("click", () => fetchAll(lab, button, status));
  place.append(h("div", { class: "data-set", id: "data-set" }, status, button));
}

async function fetchAll(lab, button, status) {
  button.disabled = true;
  const say = (sentence, args) => status.replaceChildren(fill(sentence, args));
  try {
    const { id } = await lab.api.post("/api/data/cifar10", {});
    await follow(lab, id, say);
  } catch (error) {
    say(WORDS.fetchFailed, { why: error.message });
    button.disabled = false;
  }
}

/** Ask every second how far the download is, until it is over. */
async function follow(lab, id, say) {
  for (;;) {
    const run = await lab.api.get(`/api/runs/${id}`);
    if (run.state === "done") return say(WORDS.fetched);
    if (OVER.includes(run.state)) throw new Error(run.state);
    say(WORDS.fetching, { at: run.step ? count(run.step) : run.state });
    await new Promise((go) => setTimeout(go, PAUSE));
  }
}
