import type { IncomingHttpHeaders } from "node:http";

/** One AWS call as it was seen on the wire. */
export interface Call {
  /** The signing name, as in IAM actions: `sqs`, `ssm`, `elasticloadbalancing`; of an unsigned call, what its action tells. */
  readonly service: string;
  readonly region: string;
  /** `PutParameter`; where the protocol has no such name (EKS, Route 53): `GET /clusters/risken`. */
  readonly operation: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string;
  /** The parameters of a JSON call, or the flat form fields of a query call. */
  readonly input: Readonly<Record<string, unknown>>;
  /** When the proxy had received it and when it had answered, in milliseconds; `Infinity` while it is under way. */
  readonly start: number;
  readonly end: number;
  /** What the caller was answered; absent while under way and when the connection was cut. */
  readonly status?: number;
  /** What the server answered; absent when it was never asked. */
  readonly applied?: number;
}

/** What a request says about itself. */
export function describeCall(
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  body: string,
): Pick<Call, "service" | "region" | "operation" | "method" | "path" | "body" | "input"> {
  const scope = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "");
  const input = inputOf(headers, body);
  const operation = operationOf(method, path, headers, input);
  const service = scope?.[2] ?? (operation.startsWith("AssumeRoleWith") ? "sts" : "");
  return { service, region: scope?.[1] ?? "", operation, method, path, body, input };
}

const target = (headers: IncomingHttpHeaders): string | undefined => [headers["x-amz-target"]].flat()[0];

function inputOf(headers: IncomingHttpHeaders, body: string): Record<string, unknown> {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(body));
  if (type.includes("json") && body !== "") return JSON.parse(body);
  return {};
}

function operationOf(
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  input: Readonly<Record<string, unknown>>,
): string {
  const named = target(headers)?.split(".").at(-1);
  if (named !== undefined) return named;
  if (typeof input.Action === "string") return input.Action;
  const plain = path.split("?", 1)[0]!;
  // CloudWatch's binary protocol and X-Ray put the name of the operation in the path.
  const inPath = /^(?:\/service\/[^/]+\/operation)?\/([A-Z][A-Za-z]+)$/.exec(plain)?.[1];
  return method === "POST" && inPath !== undefined ? inPath : `${method} ${plain}`;
}

/** Operations are named verb first; these verbs leave AWS as it was. */
const readingVerbs = [
  "BatchGet",
  "Check",
  "Describe",
  "Estimate",
  "Get",
  "Head",
  "List",
  "Lookup",
  "Search",
  "Simulate",
  "Validate",
];
const readingOperations = new Set([
  "AssumeRole",
  "AssumeRoleWithSAML",
  "AssumeRoleWithWebIdentity",
  "DecodeAuthorizationMessage",
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
]);
const reading = new RegExp(`^(?:${readingVerbs.join("|")})(?![a-z])`);

/** Whether the call leaves AWS as it was. What is not known to be a read is a write. */
export function isRead({ operation, method, input }: Pick<Call, "operation" | "method" | "input">): boolean {
  if (operation.includes(" ")) return method === "GET" || method === "HEAD";
  return readingOperations.has(operation) || reading.test(operation) || input.DryRun === "true";
}

/** How many calls went one after another: the longest chain in which each began after the one before had ended. */
export function rounds(calls: readonly Pick<Call, "start" | "end">[]): number {
  let chain = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { start, end } of [...calls].sort((a, b) => a.end - b.end)) {
    if (start < free) continue;
    chain += 1;
    free = end;
  }
  return chain;
}

/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** AWS's refusal in the protocol of the call. */
export function refusal(
  headers: IncomingHttpHeaders,
  call: Pick<Call, "service" | "input">,
  { status, code, message }: { readonly status: number; readonly code: string; readonly message: string },
): Answer {
  const type = headers["content-type"] ?? "";
  if (target(headers) !== undefined) {
    // The query error code is how SQS tells its old error names in the JSON protocol.
    const query = { "x-amzn-query-error": `${code};${status < 500 ? "Sender" : "Receiver"}` };
    return {
      status,
      headers: { "content-type": type, ...(call.service === "sqs" ? query : {}) },
      body: JSON.stringify({ __type: code, message }),
    };
  }
  const error = `<Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type><Code>${xml(code)}</Code><Message>${xml(message)}</Message></Error>`;
  if (call.service === "ec2")
    return asXml(`<Response><Errors>${error}</Errors><RequestID>proxy</RequestID></Response>`);
  if (call.input.Action !== undefined || call.service === "route53")
    return asXml(`<ErrorResponse>${error}<RequestId>proxy</RequestId></ErrorResponse>`);
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-errortype": code },
    body: JSON.stringify({ message }),
  };

  function asXml(body: string): Answer {
    return { status, headers: { "content-type": "text/xml" }, body: `<?xml version="1.0" encoding="UTF-8"?>${body}` };
  }
}

const xml = (text: string): string => text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
