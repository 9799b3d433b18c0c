import { ACMClient, DescribeCertificateCommand } from "@aws-sdk/client-acm";

export const Client = ACMClient;

export const commands = {
  DescribeCertificate: DescribeCertificateCommand,
};
