import { elbv2OwnListener } from "../../src/kinds/elbv2-own-listener";
import { mutations, other } from "./mutation";

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const isHttps = ({ spec }: { readonly spec: { readonly Protocol: string } }) => spec.Protocol === "HTTPS";

/** A certificate of somebody else's that a listener takes as well. */
export const wildcard = "arn:aws:acm:ap-northeast-1:123456789012:certificate/6f1c2d3e-4b5a-4978-8695-a4b3c2d1e0f0";

export const elbv2OwnListenerMutations = mutations(elbv2OwnListener, {
  fields: {
    Protocol: {
      "no TLS": {
        of: isHttps,
        along: ["SslPolicy", "CertificateArn"],
        by: (by, { outputs }) => by.elbv2.ModifyListener({ ListenerArn: outputs.arn, Protocol: "HTTP" }),
      },
      TLS: {
        of: (thing) => !isHttps(thing),
        by: (by, { outputs }) =>
          by.elbv2.ModifyListener({
            ListenerArn: outputs.arn,
            Protocol: "HTTPS",
            Certificates: [{ CertificateArn: wildcard }],
          }),
      },
    },
    SslPolicy: {
      "an older one": {
        of: isHttps,
        by: (by, { outputs }) =>
          by.elbv2.ModifyListener({ ListenerArn: outputs.arn, SslPolicy: "ELBSecurityPolicy-2016-08" }),
      },
    },
    CertificateArn: {
      "another one": {
        of: isHttps,
        by: (by, { outputs }) =>
          by.elbv2.ModifyListener({ ListenerArn: outputs.arn, Certificates: [{ CertificateArn: wildcard }] }),
      },
    },
    DefaultActions: {
      "another answer": (by, { spec, outputs }) => {
        const FixedResponseConfig = other(
          spec.DefaultActions[0]!.FixedResponseConfig,
          { StatusCode: "503" },
          { StatusCode: "500" },
        );
        const DefaultActions = [{ Type: "fixed-response" as const, FixedResponseConfig }];
        return by.elbv2.ModifyListener({ ListenerArn: outputs.arn, DefaultActions });
      },
    },
    Provable: { because: "it says whether the certificate is waited for, and AWS keeps nothing of it" },
  },

  gone: (by, { outputs }) => by.elbv2.DeleteListener({ ListenerArn: outputs.arn }),

  tags: {
    set: (by, { outputs }, tags) => by.elbv2.AddTags({ ResourceArns: [outputs.arn], Tags: tagsOf(tags) }),
    unset: (by, { outputs }, keys) => by.elbv2.RemoveTags({ ResourceArns: [outputs.arn], TagKeys: [...keys] }),
  },

  same: {
    "a tag of somebody else's": (by, { outputs }) =>
      by.elbv2.AddTags({ ResourceArns: [outputs.arn], Tags: tagsOf({ CostCenter: "42" }) }),
    "another certificate beside it": {
      of: isHttps,
      by: (by, { outputs }) =>
        by.elbv2.AddListenerCertificates({ ListenerArn: outputs.arn, Certificates: [{ CertificateArn: wildcard }] }),
    },
  },
});
