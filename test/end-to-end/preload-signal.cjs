"use strict";
// Loaded into the built program with `node --require`. Writes down its AWS calls, and sends the process a signal at one
// of them: SIGNAL_AT=<which>:<before|after>:<signal>, as in 17:before:SIGKILL for the 17th call of all, or
// sqs:DeleteQueue/2:before:SIGKILL for the second of its sort. The program knows nothing of it.
const { subscribe } = require("node:diagnostics_channel");
const { appendFileSync } = require("node:fs");

const { SIGNAL_AT = "0:before:SIGKILL", CALLS_TO } = process.env;
const [, which, side, signal] = /^(.*):(before|after):(\w+)$/.exec(SIGNAL_AT);
const [sort, number] = which.includes("/") ? which.split("/") : [undefined, which];
let seen = 0;

const watch = (when) => (call) => {
  const name = `${call.service}:${call.operation}`;
  if (CALLS_TO) appendFileSync(CALLS_TO, `${when} ${name}\n`);
  if (when !== side || (sort && sort !== name)) return;
  seen += 1;
  if (seen === Number(number)) {
    process.kill(process.pid, signal);
    // Any thread may take a signal, and a busy machine lets it wait: nothing else is done until it has arrived.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  }
};

subscribe("risken-aws:call:start", watch("before"));
subscribe("risken-aws:call:end", watch("after"));
