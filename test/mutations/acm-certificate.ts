import { acmCertificate } from "../../src/kinds/acm-certificate";
import type { Hands } from "./hands";
import { mutations } from "./mutation";

const tagsOf = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Takes a certificate off every listener, without which ACM doesn't delete it. */
async function detached(by: Hands, CertificateArn: string): Promise<void> {
  const { Certificate } = await by.acm.DescribeCertificate({ CertificateArn });
  for (const LoadBalancerArn of Certificate?.InUseBy ?? []) {
    const { Listeners = [] } = await by.elbv2.DescribeListeners({ LoadBalancerArn });
    for (const { ListenerArn } of Listeners) {
      await by.elbv2.RemoveListenerCertificates({ ListenerArn, Certificates: [{ CertificateArn }] });
    }
  }
}

export const acmCertificateMutations = mutations(acmCertificate, {
  fields: { HostedZoneId: { because: "it is for other notations, and AWS keeps nothing of it" } },

  gone: async (by, { outputs }) => {
    await detached(by, outputs.arn);
    return by.acm.DeleteCertificate({ CertificateArn: outputs.arn });
  },

  tags: {
    set: (by, { outputs }, tags) => by.acm.AddTagsToCertificate({ CertificateArn: outputs.arn, Tags: tagsOf(tags) }),
    unset: (by, { outputs }, keys) =>
      by.acm.RemoveTagsFromCertificate({ CertificateArn: outputs.arn, Tags: keys.map((Key) => ({ Key })) }),
  },

  same: {
    "a tag of somebody else's": (by, { outputs }) =>
      by.acm.AddTagsToCertificate({ CertificateArn: outputs.arn, Tags: tagsOf({ CostCenter: "42" }) }),
  },
});
