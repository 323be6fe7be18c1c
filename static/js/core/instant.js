/**
 * An instant demo: every edit is computed anew and its events pass through the run's handlers.
 *
 * While something is dragged a demo with a preview draws its own provisional events at once, marked
 * by `data-provisional` on the page; the server confirms them twice a second and at the end.
 */

import { closedLoop } from "./loop.js";
import { notice } from "./notice.js";

const TOO_LONG = "use_run";
const CONFIRM_MS = 500;
const KEPT = ["The picture keeps the last good numbers.", "تصویر آخرین عددهای درست را نگه می‌دارد."];
const AGAIN = ["Try again", "دوباره"];
const UNDO = ["Undo", "برگردان"];

/**
 * @param {{api: object, key: string, form: object, run: object, actions: object, main: HTMLElement,
 *   preview?: (params: Record<string, string>) => object[]|null, undo(): void}} lab
 */
export function createInstant({ api, key, form, run, actions, main, preview, undo }) {
  let edits = 0;
  let good = [];
  let timer = null;

  const loop = closedLoop(async () => {
    const asked = edits;
    try {
      const { events } = await api.post(`/api/demos/${key}/events`, { params: form.changed() });
      good = events;
      if (preview && asked !== edits) return; // the preview shows a newer state already
      form.errors({});
      notice.clear("refused");
      show(events, false);
    } catch (error) {
      if (error.error !== TOO_LONG) throw error;
      await run.begin(form.changed());
    }
  }, { onError: refuse });

  function show(events, provisional) {
    main.toggleAttribute("data-provisional", provisional);
    run.replay(events);
    if (!provisional) main.dataset.computed = String(Number(main.dataset.computed ?? 0) + 1);
  }

  /** Sentences stand under their fields; nobody's cursor is taken away. */
  function refuse(error) {
    if (error.status === undefined) throw error;
    if (main.hasAttribute("data-provisional")) show(good, false);
    const fields = Object.keys(error.fields);
    const left = form.errors(error.fields).map((name) => `${name}: ${error.fields[name]}`);
    const act = fields.length ? { label: UNDO, run: undo } : { label: AGAIN, run: compute };
    notice.show({ key: "refused", tone: "bad", title: error.message, text: left.join(" ") || KEPT, acts: [act] });
  }

  function provisional() {
    const events = preview?.(form.values());
    if (events) show(events, true);
    return Boolean(events);
  }

  function compute() {
    clearTimeout(timer);
    timer = null;
    loop.push(null);
  }

  form.on(({ final }) => {
    edits += 1;
    if (provisional() && !final) timer ??= setTimeout(compute, CONFIRM_MS);
    else compute();
  });
  return {
    compute() {
      edits += 1;
      compute();
    },
  };
}
