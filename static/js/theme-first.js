// Before the first paint: the theme asked for in the address, which holds for this tab, else the one
// asked for in this tab before, else the one chosen in this browser.
{
  const root = document.documentElement;
  root.classList.add("js");
  const known = ["light", "dark", "projector"];
  const asked = new URLSearchParams(location.search).get("theme");
  let theme = asked;
  try {
    // A page inside another one shares the tab with it, but not the wish.
    if (known.includes(asked) && window === window.top) sessionStorage.setItem("theme", asked);
    theme = [asked, sessionStorage.getItem("theme"), localStorage.getItem("theme")].find((one) => known.includes(one));
  } catch {
    // a browser that keeps nothing starts with what is asked for, or the system's theme
  }
  if (known.includes(theme)) root.dataset.theme = theme;
}
