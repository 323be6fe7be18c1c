// Before the first paint: the theme asked for in the address, else the one chosen here before.
{
  const root = document.documentElement;
  root.classList.add("js");
  const known = ["light", "dark", "projector"];
  let kept = null;
  try {
    kept = localStorage.getItem("theme");
  } catch {
    // a browser that keeps nothing starts with the system's theme
  }
  const asked = new URLSearchParams(location.search).get("theme");
  const theme = known.includes(asked) ? asked : kept;
  if (known.includes(theme)) root.dataset.theme = theme;
}
