/** Plotly, fetched when a page first draws a chart. The bundle is a classic script, not a module. */

let loading = null;

/** @returns {Promise<object>} the one Plotly of this page */
export function plotly() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("plotly-cartesian.min.js", import.meta.url).href;
    script.onload = () => done(globalThis.Plotly);
    script.onerror = () => failed(new Error("expected the chart library, got no answer"));
    document.head.append(script);
  });
  return loading;
}
