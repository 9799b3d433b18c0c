import { type Account, type Answers, awsError } from "./account";
import { usableCertificate } from "./elbv2-certificates";
import { type Place, storedActions } from "./elbv2-rules";
import {
  balancers,
  type ListenerRow,
  type LoadBalancerRow,
  listenerBy,
  listeners,
  notFound,
  rules,
  tagsFrom,
} from "./elbv2-tables";

/** What ELB gives a listener for HTTPS that names none. */
const OLDEST_POLICY = "ELBSecurityPolicy-2016-08";

const defaults: Readonly<Record<string, string>> = {
  "deletion_protection.enabled": "false",
  "idle_timeout.timeout_seconds": "60",
  "routing.http.drop_invalid_header_fields.enabled": "false",
};

type Listening =
  | "CreateListener"
  | "ModifyListener"
  | "DeleteListener"
  | "DescribeLoadBalancerAttributes"
  | "ModifyLoadBalancerAttributes";

/** Listeners and what is said of a load balancer itself. */
export const listenerAnswers = (
  placeOf: (listener: ListenerRow, account: Account) => Place,
  shown: (row: ListenerRow) => object,
): Pick<Answers<"elbv2">, Listening> => ({
  CreateListener(input, account) {
    const { LoadBalancerArn, Port, Protocol, SslPolicy, Certificates = [], DefaultActions = [], Tags = [] } = input;
    const balancer = balancerBy(LoadBalancerArn!, account);
    const isTaken = Object.values(listeners(account)).some(
      (one) => one.loadBalancerArn === balancer.arn && one.port === Port,
    );
    if (isTaken) {
      throw awsError("DuplicateListenerException", "A listener already exists on this port for this load balancer", {
        code: "DuplicateListener",
      });
    }
    const arn = `${balancer.arn.replace(":loadbalancer/", ":listener/")}/${account.hex(16)}`;
    const row: ListenerRow = {
      arn,
      loadBalancerArn: balancer.arn,
      port: Port!,
      protocol: Protocol as ListenerRow["protocol"],
      ...securedBy(Protocol!, { SslPolicy: SslPolicy ?? OLDEST_POLICY, Certificates }, account),
      defaultActions: [],
      tags: tagsFrom(Tags),
    };
    row.defaultActions = storedActions(DefaultActions, placeOf(row, account));
    listeners(account)[arn] = row;
    return { Listeners: [shown(row)] };
  },

  ModifyListener({ ListenerArn, Port, Protocol, SslPolicy, Certificates, DefaultActions }, account) {
    const row = listenerBy(ListenerArn!, account);
    const protocol = (Protocol as ListenerRow["protocol"] | undefined) ?? row.protocol;
    const { sslPolicy, certificateArn, ...rest } = row;
    const has = { SslPolicy: sslPolicy, Certificates: certificateArn ? [{ CertificateArn: certificateArn }] : [] };
    const wanted = {
      SslPolicy: SslPolicy ?? has.SslPolicy ?? OLDEST_POLICY,
      Certificates: Certificates ?? has.Certificates,
    };
    const changed: ListenerRow = {
      ...rest,
      port: Port ?? row.port,
      protocol,
      ...(protocol === row.protocol && !SslPolicy && !Certificates
        ? { ...(sslPolicy ? { sslPolicy } : {}), ...(certificateArn ? { certificateArn } : {}) }
        : securedBy(protocol, wanted, account)),
      defaultActions: DefaultActions
        ? storedActions(DefaultActions, placeOf(row, account), row.defaultActions)
        : row.defaultActions,
    };
    listeners(account)[row.arn] = changed;
    return { Listeners: [shown(changed)] };
  },

  /** Its rules go with it. */
  DeleteListener({ ListenerArn }, account) {
    const { arn } = listenerBy(ListenerArn!, account);
    for (const rule of Object.values(rules(account))) if (rule.listenerArn === arn) delete rules(account)[rule.arn];
    delete listeners(account)[arn];
    return {};
  },

  DescribeLoadBalancerAttributes({ LoadBalancerArn }, account) {
    const { attributes = {} } = balancerBy(LoadBalancerArn!, account);
    return { Attributes: Object.entries({ ...defaults, ...attributes }).map(([Key, Value]) => ({ Key, Value })) };
  },

  ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes = [] }, account) {
    const row = balancerBy(LoadBalancerArn!, account);
    const given = Object.fromEntries(Attributes.map(({ Key, Value }) => [Key!, Value!]));
    const seconds = given["idle_timeout.timeout_seconds"];
    if (seconds !== undefined && !(Number(seconds) >= 1 && Number(seconds) <= 4000)) {
      const message = "Load balancer attribute value 'idle_timeout.timeout_seconds' must be between 1 and 4000";
      throw awsError("InvalidConfigurationRequestException", message, { code: "InvalidConfigurationRequest" });
    }
    row.attributes = { ...row.attributes, ...given };
    return { Attributes };
  },
});

function balancerBy(arn: string, account: Account): LoadBalancerRow {
  const row = balancers(account)[arn];
  if (!row) throw notFound("LoadBalancer", "One or more load balancers not found");
  return row;
}

interface Given {
  readonly SslPolicy: string | undefined;
  readonly Certificates: readonly { readonly CertificateArn?: string }[];
}

function securedBy(protocol: string, { SslPolicy, Certificates }: Given, account: Account) {
  if (protocol !== "HTTPS") return {};
  const [certificate] = Certificates;
  if (!certificate) throw awsError("ValidationError", "A certificate must be specified for HTTPS listeners");
  if (!/^ELBSecurityPolicy-[\w-]+$/.test(SslPolicy ?? "")) {
    throw awsError("SSLPolicyNotFoundException", `SSL policy '${SslPolicy}' not found`, { code: "SSLPolicyNotFound" });
  }
  return { sslPolicy: SslPolicy, certificateArn: usableCertificate(certificate.CertificateArn!, account).arn };
}
