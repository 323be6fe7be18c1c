/** What the settings would build, asked after every edit; mistakes go under their fields. */

import { closedLoop } from "./loop.js";
import { emitter } from "./emitter.js";

/**
 * @param {{api: object, key: string, form: object, actions: object}} lab
 */
export function createPlan({ api, key, form, actions }) {
  const told = emitter();
  let last = null;

  const loop = closedLoop(async () => {
    last = await api.post(`/api/demos/${key}/plan`, { params: form.changed() });
    form.errors(last.fields);
    told.emit("plan", last.plan, last);
  }, { onError: (error) => error.status && actions.refuse(error) });

  form.on(({ final }) => final && loop.push(null));

  return {
    ask: () => loop.push(null),

    /** Follow the plan; the newest one is told at once. */
    on(handler) {
      if (last) handler(last.plan, last);
      return told.on("plan", handler);
    },
  };
}
