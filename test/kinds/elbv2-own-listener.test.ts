import { describe, expect, test } from "vitest";
import { elbv2IdleTimeout } from "../../src/kinds/elbv2-idle-timeout";
import { elbv2OwnListener } from "../../src/kinds/elbv2-own-listener";
import { addCertificate, certificates } from "../../src/sandbox/acm";
import { addLoadBalancer } from "../../src/sandbox/elbv2";
import { listeners } from "../../src/sandbox/elbv2-tables";
import { freshAccount } from "../../src/sandbox/fresh";
import { obeysTheLaws } from "../laws";
import { wildcard } from "../mutations/elbv2-own-listener";
import { handsIn } from "../mutations/hands";
import { sandboxed } from "../sandboxed";

const LoadBalancerArn =
  "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/app/bare/0000000000000001";
const marks = { "risken-aws:env": "prd", "risken-aws:id": "listener/https" };
const answer = (StatusCode: string) => [
  { Type: "fixed-response", FixedResponseConfig: { StatusCode, ContentType: "text/plain", MessageBody: "Not found" } },
];

let other = "";
const bare = () =>
  sandboxed((account) => {
    freshAccount(account);
    addLoadBalancer(account, { name: "bare", id: "0000000000000001" });
    other = addCertificate(account, ["console.example.com"], "other");
  });

const https = {
  LoadBalancerArn,
  Port: 443,
  Protocol: "HTTPS" as const,
  SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  CertificateArn: wildcard,
  DefaultActions: answer("404"),
  Provable: true,
};

obeysTheLaws(elbv2OwnListener, {
  world: bare,
  spec: https,
  changed: {
    ...https,
    SslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    CertificateArn: "arn:aws:acm:ap-northeast-1:123456789012:certificate/other",
    DefaultActions: answer("503"),
  },
  // A listener of HTTP has none of what makes the difference.
  fixed: ["Protocol", "Provable"],
});

obeysTheLaws(elbv2IdleTimeout, {
  world: bare,
  spec: { LoadBalancerArn, Seconds: "120" },
  changed: { LoadBalancerArn, Seconds: "300" },
  always: true,
});

describe("a listener that we make", () => {
  test("of HTTP sends everybody to HTTPS, and has neither policy nor certificate", async () => {
    const { aws } = await bare();
    const RedirectConfig = { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" };
    const spec = {
      LoadBalancerArn,
      Port: 80,
      Protocol: "HTTP" as const,
      DefaultActions: [{ Type: "redirect", RedirectConfig }],
    };
    await elbv2OwnListener.create(aws, spec, marks);
    const seen = await elbv2OwnListener.observe(aws.fresh(), { LoadBalancerArn, Port: 80 }, { tags: marks });
    expect(seen?.spec).toMatchObject({ Protocol: "HTTP", SslPolicy: undefined, CertificateArn: undefined });
    expect(seen?.outputs).toMatchObject({ port: 80, rules: [] });
  });

  test("stays as long as a rule is on it, whoever made that: it would go too", async () => {
    const { aws, account } = await bare();
    const ListenerArn = (await elbv2OwnListener.create(aws, https, marks))!;
    const look = () => elbv2OwnListener.observe(aws.fresh(), { LoadBalancerArn, Port: 443 }, { tags: marks });
    const needers = async () =>
      elbv2OwnListener.neededBy!(aws.fresh(), { LoadBalancerArn, Port: 443 }, (await look())!);
    expect(await needers()).toEqual([]);
    const { Rules } = await handsIn(account).elbv2.CreateRule({
      ListenerArn,
      Priority: 1,
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/other/*"] } }],
      Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } }],
    });
    expect(await needers()).toEqual([{ arn: Rules![0]!.RuleArn }]);
  });

  test("waits until its certificate is issued", async () => {
    const { aws, account } = await bare();
    certificates(account)[other] = { ...certificates(account)[other]!, status: "PENDING_VALIDATION" };
    const create = elbv2OwnListener.create(aws, { ...https, CertificateArn: other }, marks);
    await expect(create).rejects.toMatchObject({ code: "certificate-not-validated" });
    expect(Object.values(listeners(account)).some(({ loadBalancerArn }) => loadBalancerArn === LoadBalancerArn)).toBe(
      false,
    );
  });
});
