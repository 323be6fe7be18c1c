// The same network in TensorFlow.js, its plain CPU backend, which is what a browser without WebGL
// trains on: answers images a second for every line of seconds it reads. Arguments: the package's
// folder, layers (JSON), batch.
const tf = require(process.argv[2]);
const layers = JSON.parse(process.argv[3]);
const batch = Number(process.argv[4]);
const net = tf.sequential();
let first = { inputShape: [32, 32, 3] };
const add = (layer) => (net.add(layer), (first = {}));
let flat = false;
for (const s of layers) {
  if (s.kind === "conv")
    add(tf.layers.conv2d({ ...first, filters: s.filters, kernelSize: s.size, padding: "same" }));
  else if (s.kind === "relu") add(tf.layers.reLU(first));
  else if (s.kind === "maxpool") add(tf.layers.maxPooling2d({ poolSize: s.size, strides: s.stride }));
  else {
    if (!flat) add(tf.layers.flatten(first));
    flat = true;
    add(tf.layers.dense({ units: s.units }));
  }
}
const x = tf.randomNormal([batch, 32, 32, 3]);
const y = tf.oneHot(tf.range(0, batch, 1, "int32").mod(tf.scalar(10, "int32")), 10);
const adam = tf.train.adam(1e-3);
const step = () =>
  tf.tidy(() => {
    adam.minimize(() => tf.losses.softmaxCrossEntropy(y, net.apply(x, { training: true })));
  });
step();
console.log("ready");
require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const begin = process.hrtime.bigint();
    const seconds = () => Number(process.hrtime.bigint() - begin) / 1e9;
    let count = 0;
    for (; seconds() < Number(line); count++) step();
    console.log((count * batch) / seconds());
  });
