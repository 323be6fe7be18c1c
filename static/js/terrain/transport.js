/** Play, pause, step, step back, scrub: the moment of a race that is already computed. */

import { fillChoices } from "../core/choices.js";
import { byId, setIcon } from "../core/dom.js";
import { fill, text } from "../core/i18n.js";
import { WORDS } from "./words.js";

const SECONDS = 6; // a whole race at speed 1
const READ_MS = 100; // between numbers while it plays: nobody reads faster
const SLOWEST = 2; // steps a second at speed 1, at least

/**
 * @param {object} lab whose view has `step` and `pace`
 * @param {(step: number, still: boolean, readable: boolean) => void} shown told of every moment, between
 *   steps while it plays; `readable` now and then, when numbers may be written
 */
export function createTransport(lab, shown) {
  const slider = byId("play-scrub");
  const main = byId("play-main");
  let at = 0;
  let playing = null;
  let read = 0; // when numbers were written last

  const total = () => lab.frames.race?.total ?? 1;
  const asked = () => Math.min(lab.view.get("step"), total());

  function show() {
    const step = Math.floor(at);
    slider.max = String(total());
    slider.value = String(step);
    slider.style.setProperty("--at", `${((100 * at) / total()).toFixed(2)}%`);
    const state = byId("play-state");
    const said = text(playing ? WORDS.playing : at >= total() ? WORDS.finished : WORDS.paused);
    if (state.textContent !== said) state.textContent = said;
    state.className = `state ${playing ? "running live" : at >= total() ? "done" : "paused"}`;
    byId("play-back").disabled = at <= 0;
    byId("play-step").disabled = at >= total();
    const now = performance.now();
    const readable = !playing || now - read >= READ_MS;
    if (readable) {
      read = now;
      byId("play-place").replaceChildren(fill(WORDS.place, { step, total: total() }));
    }
    shown(at, !playing, readable);
  }

  function button() {
    if (main.dataset.shows === String(Boolean(playing))) return;
    main.dataset.shows = String(Boolean(playing));
    setIcon(main, playing ? "pause" : "play");
    main.querySelector("span").textContent = text(playing ? WORDS.pause : WORDS.play);
  }

  /** The moment becomes the page's state. */
  function settle(step) {
    at = Math.max(0, Math.min(total(), step));
    lab.view.set({ step: at });
    show();
  }

  function pause() {
    if (!playing) return;
    cancelAnimationFrame(playing);
    playing = null;
    button();
    settle(Math.floor(at));
  }

  function play() {
    if (at >= total()) at = 0;
    let then = performance.now();
    const tick = (now) => {
      const pace = Number(lab.view.get("pace")) * Math.max(SLOWEST, total() / SECONDS);
      at = Math.min(total(), at + (pace * Math.max(0, now - then)) / 1000);
      then = now;
      if (at >= total()) pause();
      else {
        playing = requestAnimationFrame(tick);
        show();
      }
    };
    playing = requestAnimationFrame(tick);
    button();
  }

  fillChoices(lab, document.querySelector("#playbar [data-choices]"));
  const by = (count) => () => {
    pause();
    settle(Math.floor(at) + count);
  };
  const toggle = () => (playing ? pause() : play());
  main.addEventListener("click", toggle);
  byId("play-back").addEventListener("click", by(-1));
  byId("play-step").addEventListener("click", by(1));
  byId("play-reset").addEventListener("click", () => by(-Infinity)());
  slider.addEventListener("input", () => {
    pause();
    settle(Number(slider.value));
  });
  lab.view.on("step", () => {
    if (playing || asked() === at) return;
    at = asked();
    show();
  });
  lab.keys([
    { keys: " ", label: WORDS.spoken.Space, run: toggle },
    { keys: "ArrowLeft", label: WORDS.back, run: by(-1) },
    { keys: "ArrowRight", label: WORDS.ahead, run: by(1) },
    { keys: "Home", label: WORDS.again, run: by(-Infinity) },
  ]);

  return {
    /** Other numbers have come; the moment stays. */
    draw() {
      if (!playing) at = asked();
      at = Math.min(at, total());
      button();
      show();
    },
    get step() { return at; },
  };
}
