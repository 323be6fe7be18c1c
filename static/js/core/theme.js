/** Light, dark, projector: the reader's choice, kept in this browser, and told to figures. */

import { emitter } from "./emitter.js";

const THEMES = ["light", "dark", "projector"];
const root = document.documentElement;
const told = emitter();
const system = matchMedia("(prefers-color-scheme: dark)");

/** The value of a design token, such as token("accent"). */
export const token = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

/** Call `handler` after every change of the theme; returns how to stop. */
export const onTheme = (handler) => told.on("change", handler);

/** Set the theme, or the next one, and keep it. */
export function setTheme(theme = following()) {
  root.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
    sessionStorage.removeItem("theme"); // what an address asked for in this tab is over
  } catch {
    // not kept, but shown
  }
  readdress(theme);
  told.emit("change", theme);
}

/** An address that asks for a theme asks for the one chosen last: else a reload brought the other back. */
function readdress(theme) {
  const url = new URL(location.href);
  if (!url.searchParams.has("theme")) return;
  // Only this word: the rest of an address stays as it is written.
  url.search = url.search.replace(/([?&]theme=)[^&]*/, `$1${theme}`);
  history.replaceState(history.state, "", url);
}

function following() {
  const now = root.dataset.theme ?? (system.matches ? "dark" : "light");
  return THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-theme-next]")) setTheme();
});
system.addEventListener("change", () => root.dataset.theme ?? told.emit("change"));

export const theme = { token, on: onTheme, set: setTheme };
