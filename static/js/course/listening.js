/** What a run says, passed on to the history and to the figures that draw it. */

/** Keep tiles, curves, confusion matrix and worst mistakes at what is heard. */
export function listen(lab, history, { tiles, curves, confusion, worst }) {
  const touch = () => {
    tiles.touch();
    curves.touch();
  };
  const judged = () => {
    confusion.show();
    worst.draw();
    touch();
  };
  lab.on("attach", () => {
    history.clear();
    judged();
  });
  lab.on("start", (event) => {
    history.start(event);
    judged();
  });
  lab.on("metrics", (event) => {
    history.metrics(event);
    touch();
  });
  lab.on("note", ({ key, args }) => {
    if (key !== "changed") return;
    history.mark(args.step ?? history.step ?? 0, args.name, args.old, args.new);
    touch();
  });
  lab.on("frame.confusion", (data, { step }) => {
    history.test(step, data);
    judged();
  });
  lab.on("frame.worst", (data, { step }) => {
    history.worst(step, data);
    judged();
  });
}
