#!/usr/bin/env node
// Plain JavaScript, so that even a Node that can't run the rest gets to say so.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(`sophia needs Node 22.12 or newer; this is Node ${process.versions.node} (${process.execPath}).`);
  console.error("npm scripts bring Node 24 with them: npm run sophia -- --help");
  process.exit(1);
}
require("tsx/cjs");
require("./main");
