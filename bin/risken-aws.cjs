#!/usr/bin/env node
"use strict";
// CommonJS, so that the commonest question is answered before anything else is loaded.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 17)) {
  console.error(`risken-aws needs Node.js 20.17 or newer; this is ${process.versions.node}.`);
  console.error(`risken-aws には Node.js 20.17 以降が必要です（現在: ${process.versions.node}）。`);
  process.exitCode = 3;
} else if (process.argv.length === 3 && ["--version", "-V"].includes(process.argv[2])) {
  console.log(require("../package.json").version);
} else {
  // Node 20 is supported by this release; the SDK's own reminder would stand in the middle of our output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  import("../dist/main.js").then(({ main }) => main());
}
