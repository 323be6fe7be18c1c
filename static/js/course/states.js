/** The trained network before the first run, and the way out of a divergence. */

import { WORDS } from "./words.js";

const PRETRAINED = "pretrained";

/** While the trained network is shown: say so, and offer to go on from it. */
export function mountPretrained(lab) {
  const place = document.getElementById("pretrained");
  place.querySelector("button").addEventListener("click", () => lab.run.attempt(() => startFrom(lab)));
  lab.on("attach", (run) => place.classList.toggle("away", run?.id !== PRETRAINED));
}

async function startFrom(lab) {
  const params = lab.page.extra.pretrained?.params ?? lab.run.params;
  const asked = { demo: lab.key, params, state: PRETRAINED };
  const { id } = await lab.api.post("/api/runs", asked);
  await lab.run.attach(id);
}

/** A diverged run: the sentence of the demo, and a button that does what it advises. */
export function mountTrouble(lab) {
  lab.on("note", ({ key, args }) => {
    if (key !== "diverged" || args.suggestion === undefined) return;
    const value = String(args.suggestion);
    const label = lab.page.params.find((param) => param.name === "lr").label;
    const said = WORDS.restart.map((sentence, i) =>
      sentence.replace("{label}", label[i]).replace("{value}", value),
    );
    const again = async () => {
      lab.form.set({ lr: value });
      await lab.run.reset();
    };
    const acts = [{ label: said, run: again }];
    lab.notice.show({ key: "note", tone: "bad", title: lab.page.notes.diverged, args, acts });
  });
  lab.on("attach", () => lab.notice.clear("note"));
}
