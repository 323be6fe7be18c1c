/** Reads {preview, cases: [{params, frames}]} and says where a preview and the engine differ. */

import { readFileSync } from "node:fs";

const RELATIVE = 1e-12;
const ABSOLUTE = 1e-14; // what rounding leaves where numbers near 1 cancel
const { preview, cases, junk } = JSON.parse(readFileSync(0, "utf8"));
const { events } = await import(preview);
const wrong = [];
let compared = 0;

function compare(ours, theirs, path) {
  if (typeof ours === "number") {
    compared += 1;
    const near = typeof theirs === "number" && Math.abs(ours - theirs) <= ABSOLUTE + RELATIVE * Math.max(Math.abs(ours), Math.abs(theirs));
    if (!near) wrong.push(`${path}: preview ${ours}, engine ${theirs}`);
  } else if (ours !== null && typeof ours === "object") {
    if (Array.isArray(ours) && ours.length !== theirs?.length) wrong.push(`${path}: ${ours.length} items, engine ${theirs?.length}`);
    for (const key of Object.keys(ours)) compare(ours[key], theirs?.[key], `${path}.${key}`);
  } else if (ours !== theirs) wrong.push(`${path}: preview ${ours}, engine ${theirs}`);
}

cases.forEach(({ params, frames }, i) => {
  const said = events(Object.freeze(params));
  if (!said?.length) wrong.push(`case ${i}: the preview says nothing`);
  for (const { event, name, data } of said ?? []) {
    if (event !== "frame" || !(name in frames)) wrong.push(`case ${i}: ${event} ${name} is not the engine's`);
    else compare(data, frames[name], `case ${i} ${name}`);
  }
});
for (const params of junk) if (events(params) !== null) wrong.push(`a preview of ${JSON.stringify(params).slice(0, 200)}`);
console.log(JSON.stringify({ compared, wrong: wrong.slice(0, 20) }));
