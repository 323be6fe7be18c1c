/** An instant demo: every edit is computed anew and its events pass through the run's handlers. */

import { closedLoop } from "./loop.js";

const TOO_LONG = "use_run";

/**
 * @param {{api: object, key: string, form: object, run: object, actions: object}} lab
 */
export function createInstant({ api, key, form, run, actions }) {
  const loop = closedLoop(async () => {
    try {
      const { events } = await api.post(`/api/demos/${key}/events`, { params: form.changed() });
      form.errors({});
      run.replay(events);
    } catch (error) {
      if (error.error !== TOO_LONG) throw error;
      await run.begin(form.changed());
    }
  }, { onError: actions.refuse });

  form.on(() => loop.push(null));
  return { compute: () => loop.push(null) };
}
