/** What every page needs: theme, presenter link, the chapter row in view, groups on a phone. */

import "./core/theme.js";
import { api } from "./core/api.js";
import { byId } from "./core/dom.js";
import { notice } from "./core/notice.js";

const PRESENTER = ["You are the presenter in this browser.", "شما در این مرورگر ارائه‌دهنده‌اید."];
const STATUS = ["Who runs what", "چه کسی چه اجرا می‌کند"];
const NOT_PRESENTER = ["This presenter link is not valid here.", "این پیوند ارائه‌دهنده اینجا معتبر نیست."];
const NARROW = "(max-width: 63.99rem)";

document.querySelector(".siblings [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
if (matchMedia(NARROW).matches) {
  for (const group of document.querySelectorAll(".rail .group:not(:first-of-type)")) group.open = false;
}

// The other language keeps what the address says by now.
byId("other-language")?.addEventListener("click", ({ currentTarget }) => {
  const url = new URL(location.href);
  url.searchParams.set("lang", currentTarget.lang);
  currentTarget.href = url.href;
});

// The presenter link carries its token in the fragment, which is never sent to a server by itself.
const token = /^#presenter=([\w-]+)$/.exec(location.hash)?.[1];
if (token) {
  history.replaceState(null, "", location.pathname + location.search);
  try {
    await api.post("/api/session", { token });
    notice.toast({ key: "presenter", tone: "good", title: PRESENTER, acts: [{ label: STATUS, run: () => location.assign("/status") }] });
  } catch (error) {
    notice.toast({ key: "presenter", tone: "warn", title: error.status === 429 ? error.message : NOT_PRESENTER });
  }
}
