/** Between form, address and run: live settings go to the run at once, the others wait for a start. */

import { closedLoop } from "./loop.js";

const REFRESH_MS = 250;

/**
 * @param {{run: object, form: object, address: object, actions: object, sayings: object}} lab
 */
export function bindSettings({ run, form, address, actions, sayings }) {
  let pending = {};
  let timer = null;

  const loop = closedLoop(async () => {
    const sent = pending;
    pending = {};
    try {
      await run.change(sent);
      form.errors({});
    } catch (error) {
      if (error.retryAfter) pending = { ...sent, ...pending };
      throw error;
    }
  }, { onError: actions.refuse });

  form.on(({ names, live, final }) => {
    if (final) address.set("params", form.changed());
    if (!run.active || !run.may) return;
    if (live) {
      for (const name of names) pending[name] = form.get(name);
      loop.push(null);
    } else if (final) sayings.later();
  });

  run.on("attach", (said) => {
    pending = {};
    if (!said || said.demo !== run.demo) return;
    form.errors({});
    if (said.owner !== "" && said.id !== "pretrained") {
      form.reset(said.params);
      address.set("params", form.changed());
    }
    address.set("run", said.id === "pretrained" ? {} : { run: said.id });
  });

  // Somebody else, or another tab, changed a live setting: show what the run has now.
  run.on("note", ({ key }) => {
    if (key !== "changed" || !run.caughtUp) return;
    clearTimeout(timer);
    timer = setTimeout(adopt, REFRESH_MS);
  });

  async function adopt() {
    const params = await run.refresh().catch(() => null);
    if (!params || Object.keys(pending).length || document.activeElement?.matches("[data-live-field] input")) return;
    const names = Object.keys(form.values()).filter((name) => form.live(name));
    form.sync(Object.fromEntries(names.map((name) => [name, params[name] ?? form.default(name)])));
    address.set("params", form.changed());
  }
}
