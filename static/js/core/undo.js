/** The history of a page behind two buttons, Ctrl+Z and Ctrl+Y (Ctrl+Shift+Z). */

import { byId } from "./dom.js";
import { createHistory } from "./history.js";

/**
 * Pages whose template has #act-undo and #act-redo.
 *
 * @param {{form: object, view: object, names: string[], restored(): void}} page `names` of the view
 */
export function createUndo({ form, view, names, restored }) {
  const buttons = { undo: byId("act-undo"), redo: byId("act-redo") };
  if (!buttons.undo) return { undo() {}, redo() {}, clear() {} };

  const history = createHistory({
    read: () => ({ params: form.changed(), view: view.changed() }),
    write(state) {
      form.reset(state.params);
      view.set({ ...view.standard(), ...state.view });
      restored();
    },
    told() {
      buttons.undo.disabled = !history.canUndo;
      buttons.redo.disabled = !history.canRedo;
    },
  });

  form.on(({ names: edited, final }) => final && history.note(edited.join()));
  for (const name of names) view.on(name, () => history.note(`v.${name}`));
  buttons.undo.addEventListener("click", history.undo);
  buttons.redo.addEventListener("click", history.redo);

  let typing = null; // a field with an edit of its own that is not finished: its keys are the browser's
  document.addEventListener("input", ({ target }) => { typing = target; });
  for (const name of ["change", "focusout"]) document.addEventListener(name, () => { typing = null; });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || typing === event.target) return;
    const redo = event.code === "KeyY" || (event.code === "KeyZ" && event.shiftKey);
    if (!redo && event.code !== "KeyZ") return;
    event.preventDefault();
    history[redo ? "redo" : "undo"]();
  });
  return history;
}
