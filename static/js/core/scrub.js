/** Dragging a number sideways changes it; a plain click still edits it. */

const BEGINS = 4; // pixels before a press is a drag
const PER_STEP = 5; // pixels of one step

/**
 * @param {HTMLElement} place whose descendants `input[data-step]` are scrubbed
 * @param {(input: HTMLInputElement, value: number, final: boolean) => void} moved
 */
export function scrubbed(place, moved) {
  let held = null;

  place.addEventListener("pointerdown", (event) => {
    const input = event.target.closest("input[data-step]");
    if (!input || event.button || document.activeElement === input || !Number.isFinite(Number(input.value))) return;
    held = { input, id: event.pointerId, x: event.clientX, from: Number(input.value), on: false };
  });
  place.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const by = event.clientX - held.x;
    if (!held.on && Math.abs(by) < BEGINS) return;
    if (!held.on) begin(event);
    const step = Number(held.input.dataset.step);
    held.value = Number((held.from + Math.round(by / PER_STEP) * step).toPrecision(12));
    moved(held.input, held.value, false);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    place.addEventListener(name, (event) => {
      const { input, value, on } = held ?? {};
      if (event.pointerId === held?.id) held = null;
      if (!on) return;
      input.classList.remove("scrubbing");
      moved(input, value, true);
    });
  }

  function begin() {
    held.on = true;
    held.input.blur();
    held.input.classList.add("scrubbing");
    held.input.setPointerCapture(held.id);
    getSelection()?.removeAllRanges();
  }
}
