import assert from "node:assert/strict";
import { test } from "node:test";
import { createAddress } from "../../static/js/core/url.js";
import { createView } from "../../static/js/core/view.js";

const at = (search) => {
  const written = [];
  const address = createAddress({ search, pathname: "/demos/cifar10" }, (url) => written.push(url));
  return { address, written };
};

test("an address is read into its parts and written back the same", () => {
  const search = "?lang=fa&run=abc&lr=0.01&layers=conv;relu&layers.0.filters=8&v.image=test:17";
  const { address, written } = at(search);
  assert.deepEqual(address.part("params"), { lr: "0.01", layers: "conv;relu", "layers.0.filters": "8" });
  assert.deepEqual(address.part("view"), { image: "test:17" });
  address.set("params", address.part("params"));
  assert.equal(written.at(-1), `/demos/cifar10${search}`);
});

test("parts do not overwrite one another", () => {
  const { address, written } = at("?lr=0.01");
  address.set("view", { step: "120" });
  address.set("run", { run: "r1" });
  address.set("params", {});
  assert.equal(written.at(-1), "/demos/cifar10?run=r1&v.step=120");
});

test("a link leaves out this reader's language and theme; a short link's name is read once", () => {
  const { address } = at("?lang=fa&theme=dark&link=abc&lr=0.5");
  assert.equal(address.link(), "/demos/cifar10?lr=0.5");
  assert.equal(address.once("link"), "abc");
});

test("settings too long for an address are left to the short link", () => {
  const { address, written } = at("");
  address.set("params", { layers: "conv;".repeat(2000) });
  assert.equal(written.at(-1), "/demos/cifar10");
  assert.equal(address.fits(), false);
});

test("what others write into the address since, such as a theme, stays", () => {
  const where = { search: "?theme=projector&lr=0.5", pathname: "/demos/cifar10" };
  const written = [];
  const address = createAddress(where, (url) => written.push(url));
  where.search = "?theme=light&lr=0.5";
  address.set("params", { lr: "0.1" });
  assert.equal(written.at(-1), "/demos/cifar10?theme=light&lr=0.1");
});

const DECLARED = [
  { name: "image", type: "text", default: "test:0" },
  { name: "smooth", type: "real", default: "0.9" },
  { name: "log_y", type: "flag", default: "0" },
];

test("view values have their types, keep what differs, and tell followers once", () => {
  const kept = [];
  const heard = [];
  const view = createView(DECLARED, { smooth: "0.5" }, (changed) => kept.push(changed));
  assert.deepEqual(view.all(), { image: "test:0", smooth: 0.5, log_y: false });
  view.on("log_y", (value) => heard.push(value));
  view.set({ log_y: true, nobody: 1 });
  view.set({ log_y: true });
  assert.deepEqual(heard, [true]);
  assert.deepEqual(kept, [{ smooth: "0.5", log_y: "1" }]);
  view.set({ smooth: 0.9, log_y: false });
  assert.deepEqual(view.changed(), {});
});
