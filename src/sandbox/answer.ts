import { isRead } from "../aws/actions";
import type { ServiceName } from "../aws/services";
import type { Answerer } from "../aws/session";
import type { Account } from "./account";

type AnyAnswers = Readonly<Record<string, (input: never, account: Account) => object>>;

/** The services of the sandbox, each loaded when it is first called. */
const services: Readonly<Partial<Record<ServiceName, () => Promise<{ readonly answers: object }>>>> = {
  acm: () => import("./acm"),
  autoscaling: () => import("./autoscaling"),
  cloudwatch: () => import("./cloudwatch"),
  cognito: () => import("./cognito"),
  ec2: () => import("./ec2"),
  eks: () => import("./eks"),
  elbv2: () => import("./elbv2"),
  iam: () => import("./iam"),
  kms: () => import("./kms"),
  logs: () => import("./logs"),
  rds: () => import("./rds"),
  route53: () => import("./route53"),
  secretsmanager: () => import("./secretsmanager"),
  sns: () => import("./sns"),
  sqs: () => import("./sqs"),
  ssm: () => import("./ssm"),
  sts: () => import("./sts"),
  tagging: () => import("./tagging"),
  xray: () => import("./xray"),
};

/**
 * Answers the SDK's commands out of an account in memory. A call that the sandbox doesn't know is an error, so nothing
 * ever reaches a network.
 *
 * @param changed called after every write, before it is answered: as with AWS, what was answered has happened
 */
export function answererFor(account: Account, changed: () => void = () => {}): Answerer {
  return async ({ service, operation, input }) => {
    const module = await services[service]?.();
    const answer = (module?.answers as AnyAnswers | undefined)?.[operation];
    if (!answer) throw new Error(`the sandbox does not know ${service} ${operation}`);
    // Copied both ways, as a network would: nobody holds a piece of the account.
    const output = structuredClone(answer(structuredClone(input) as never, account));
    if (!isRead(operation)) changed();
    return { ...output, $metadata: { httpStatusCode: 200, requestId: "sandbox", attempts: 1 } };
  };
}
