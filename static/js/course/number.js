/** A field for the number of a test image. */

import { h } from "../core/dom.js";
import { ascii } from "../core/i18n.js";
import { WORDS } from "./words.js";

/** Label and input; a number typed into it becomes the chosen image. */
export function numberField(lab) {
  const input = h("input", { class: "value", id: "image-number", inputmode: "numeric" });
  const node = h("div", { class: "image-number" },
    h("label", { for: "image-number" }, lab.text(WORDS.imageOf)), input,
  );
  input.addEventListener("change", () => {
    const typed = ascii(input.value.trim());
    input.value = typed;
    if (/^\d+$/.test(typed)) lab.view.set({ image: `test:${Number(typed)}` });
  });
  const show = (name) => {
    const shown = name.startsWith("own:") ? "" : name.replace("test:", "");
    if (document.activeElement !== input) input.value = shown;
  };
  return { node, show };
}
