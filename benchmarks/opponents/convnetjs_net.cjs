// ConvNetJS 0.3.0 on its own CIFAR-10 demo network: answers images a second for every line
// of seconds it reads. Argument: the package's folder.
const { ConvNet } = { ConvNet: require(process.argv[2]) };
const relu = { type: "conv", stride: 1, pad: 2, activation: "relu", sx: 5 };
const pool = { type: "pool", sx: 2, stride: 2 };
const net = new ConvNet.Net();
net.makeLayers([
  { type: "input", out_sx: 32, out_sy: 32, out_depth: 3 },
  { ...relu, filters: 16 },
  pool,
  { ...relu, filters: 20 },
  pool,
  { ...relu, filters: 20 },
  pool,
  { type: "softmax", num_classes: 10 },
]);
const Trainer = ConvNet.Trainer ?? ConvNet.SGDTrainer;
const trainer = new Trainer(net, { method: "adadelta", batch_size: 4, l2_decay: 0.0001 });
const images = Array.from({ length: 64 }, () => {
  const x = new ConvNet.Vol(32, 32, 3, 0);
  for (let i = 0; i < x.w.length; i++) x.w[i] = Math.random() - 0.5;
  return x;
});

let at = 0;
const step = () => trainer.train(images[at++ % images.length], at % 10);
for (let i = 0; i < 8; i++) step();
console.log("ready");
require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const begin = process.hrtime.bigint();
    const seconds = () => Number(process.hrtime.bigint() - begin) / 1e9;
    let count = 0;
    for (; seconds() < Number(line); count++) step();
    console.log(count / seconds());
  });
