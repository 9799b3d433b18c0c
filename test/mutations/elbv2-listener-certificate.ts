import { elbv2ListenerCertificate } from "../../src/kinds/elbv2-listener-certificate";
import { mutations } from "./mutation";

export const elbv2ListenerCertificateMutations = mutations(elbv2ListenerCertificate, {
  fields: {
    Provable: { because: "it says whether the certificate is waited for, and AWS keeps nothing of it" },
  },

  gone: (by, { spec: { ListenerArn, CertificateArn } }) =>
    by.elbv2.RemoveListenerCertificates({ ListenerArn, Certificates: [{ CertificateArn }] }),

  tags: { because: "an attachment is no thing of its own" },

  same: {
    "attached again": (by, { spec: { ListenerArn, CertificateArn } }) =>
      by.elbv2.AddListenerCertificates({ ListenerArn, Certificates: [{ CertificateArn }] }),
  },
});
