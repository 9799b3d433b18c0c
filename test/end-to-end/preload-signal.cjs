"use strict";
// Loaded into the built program with `node --require`. Writes down its AWS calls, and sends the process a signal at one
// of them: SIGNAL_AT=<number, from 1>:<before|after>:<signal>, as in 17:before:SIGKILL. The program knows nothing of it.
const { subscribe } = require("node:diagnostics_channel");
const { appendFileSync } = require("node:fs");

const { SIGNAL_AT = "0:before:SIGKILL", CALLS_TO } = process.env;
const [number, side, signal] = SIGNAL_AT.split(":");
const at = Number(number);
const seen = { before: 0, after: 0 };

const watch = (when) => (call) => {
  seen[when] += 1;
  if (CALLS_TO) appendFileSync(CALLS_TO, `${when} ${call.service}:${call.operation}\n`);
  if (when === side && seen[when] === at) {
    process.kill(process.pid, signal);
    // Any thread may take a signal, and a busy machine lets it wait: nothing else is done until it has arrived.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  }
};

subscribe("risken-aws:call:start", watch("before"));
subscribe("risken-aws:call:end", watch("after"));
