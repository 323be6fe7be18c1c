/** The link of a page as it is now: shown, chosen whole, and copied where the browser allows it. */

import { h } from "./dom.js";
import { text } from "./i18n.js";
import { notice } from "./notice.js";

const LINK = ["Link to this page as it is now", "پیوند همین صفحه با همین وضع"];
const COPIED = ["Copied; paste it where you like.", "کپی شد؛ هر جا خواستید بچسبانید."];
const COPY = ["It is selected; copy it from here.", "نشانی برگزیده شده است؛ از همین‌جا کپی کنید."];
const CLOSE = ["Close", "بستن"];

/**
 * @param {string} url
 * @param {HTMLElement} opener where the focus goes back to
 */
export function showLink(url, opener) {
  const field = h("input", { className: "value wide start", value: url, readOnly: true, onkeydown });
  const said = h("span");
  field.setAttribute("aria-label", text(LINK));
  notice.clear("link"); // the one before says the same words and has another address
  notice.show({ key: "link", icon: "link", title: LINK, text: ["{said} {field}", "{said} {field}"], args: { field, said },
    acts: [{ label: CLOSE, run: close }] });
  field.focus();
  field.select();
  said.textContent = text(document.execCommand?.("copy") ? COPIED : COPY);

  function close() {
    notice.clear("link");
    opener.focus();
  }

  function onkeydown(event) {
    if (event.key === "Escape") close();
  }
}
