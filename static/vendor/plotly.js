/**
 * Plotly, fetched when a page first draws with it. The bundles are classic scripts, not modules;
 * `plotly.min.js` is out of the installed package, with the 3-D that charts need not.
 */

const loading = new Map();

/** @returns {Promise<object>} what draws the charts of this page */
export const plotly = () => load("plotly-cartesian.min.js");

/** @returns {Promise<object>} what draws in three dimensions */
export const plotly3d = () => load("plotly.min.js");

function load(name) {
  if (!loading.has(name)) loading.set(name, new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL(name, import.meta.url).href;
    script.onload = () => done(globalThis.Plotly);
    script.onerror = () => {
      loading.delete(name);
      script.remove();
      failed(new Error("expected the chart library, got no answer"));
    };
    document.head.append(script);
  }));
  return loading.get(name);
}
