import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type Call, describeCall, isRead, refusal, rounds } from "./calls";

/** What goes wrong with a call. */
export type Fault =
  /** The server does what was asked and the answer never arrives. */
  | { readonly kind: "lost" }
  /** The connection is cut before the server hears of it. */
  | { readonly kind: "cut" }
  /** The server is not asked; AWS's error in the call's own protocol. */
  | { readonly kind: "error"; readonly status: number; readonly code: string; readonly message?: string };

export type Matches = (call: Call) => boolean;

/** An HTTP proxy in front of a moto server that keeps a record of all calls and can get in their way. */
export interface AwsProxy {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** Every call so far, in the order of arrival. */
  readonly calls: readonly Call[];
  /** Milliseconds that each call waits before it is passed on. */
  latency: number;
  /** Forgets the calls so far. */
  clear(): void;
  /** The calls that may have changed something, refused ones included. */
  writes(): readonly Call[];
  /** The length of the longest chain of calls one after another. */
  rounds(): number;
  /** Makes every matching call fail, or the first `times`; the answer takes the fault away again. */
  fault(matches: Matches, fault: Fault, times?: number): () => void;
  /** Answers a matching call with a throttling error when it comes faster than a token bucket refills. */
  limit(matches: Matches, rate?: Rate): () => void;
  stop(): Promise<void>;
}

/** Parameter Store's default for PutParameter is 3 a second; AWS does not document the burst. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
  readonly code?: string;
}

/** Starts a proxy on a free loopback port in front of the server at `upstream`. */
export async function startProxy(upstream: string): Promise<AwsProxy> {
  const { hostname, port } = new URL(upstream);
  const calls: Seen[] = [];
  let faults: readonly ((call: Call) => Fault | undefined)[] = [];

  const add = (find: (call: Call) => Fault | undefined): (() => void) => {
    faults = [...faults, find];
    return () => {
      faults = faults.filter((other) => other !== find);
    };
  };

  const proxy: AwsProxy = {
    url: "",
    calls,
    latency: 0,
    clear: () => void calls.splice(0),
    writes: () => calls.filter((call) => !isRead(call)),
    rounds: () => rounds(calls),
    fault: (matches, fault, times = Number.POSITIVE_INFINITY) => {
      let left = times;
      return add((call) => {
        if (left <= 0 || !matches(call)) return undefined;
        left -= 1;
        return fault;
      });
    },
    limit: (matches, rate = { perSecond: 3, burst: 3 }) => {
      const take = tokenBucket(rate);
      const code = rate.code ?? "ThrottlingException";
      const fault: Fault = { kind: "error", status: 400, code, message: "Rate exceeded" };
      return add((call) => (matches(call) && !take() ? fault : undefined));
    },
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };

  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => {
      // The server in the back is gone, or the caller is: neither is an AWS answer.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  // Shorter than the SDK keeps its connections, an idle one would be cut under a call.
  server.keepAliveTimeout = 600_000;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytes(request);
    const { method = "GET", url = "/", headers } = request;
    const call: Seen = {
      ...describeCall(method, url, headers, body.toString("utf8")),
      start: performance.now(),
      end: Number.POSITIVE_INFINITY,
    };
    calls.push(call);
    try {
      const fault = firstOf(faults, call);
      if (proxy.latency > 0) await wait(proxy.latency);
      if (fault?.kind === "cut") return void response.destroy();
      if (fault?.kind === "error") {
        const answer = refusal(headers, call, { message: "Injected by the test.", ...fault });
        response.writeHead(answer.status, answer.headers).end(answer.body);
        call.status = answer.status;
        return;
      }
      const answer = await forward({ hostname, port, method, path: url, headers }, body);
      call.applied = answer.status;
      if (fault?.kind === "lost") return void response.destroy();
      call.status = answer.status;
      response.writeHead(answer.status, endToEnd(answer.headers)).end(answer.body);
    } finally {
      call.end = performance.now();
    }
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(proxy, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

type Seen = { -readonly [Field in keyof Call]: Call[Field] };

function firstOf(faults: readonly ((call: Call) => Fault | undefined)[], call: Call): Fault | undefined {
  for (const find of faults) {
    const fault = find(call);
    if (fault) return fault;
  }
  return undefined;
}

function tokenBucket({ perSecond, burst }: Rate): () => boolean {
  let tokens = burst;
  let filled = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + ((now - filled) / 1000) * perSecond);
    filled = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

interface To {
  readonly hostname: string;
  readonly port: string;
  readonly method: string;
  readonly path: string;
  /** Passed on with the caller's Host, of which moto makes the queue URLs. */
  readonly headers: IncomingHttpHeaders;
}

async function forward(
  { headers, ...to }: To,
  body: Buffer,
): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }> {
  const request = send({ ...to, headers: { ...endToEnd(headers), "content-length": body.length } });
  request.end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { status: response.statusCode!, headers: response.headers, body: await bytes(response) };
}

/** Without what is about one connection only. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const hop = new Set(["connection", "keep-alive", "transfer-encoding", "expect"]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hop.has(name)));
}

async function bytes(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
