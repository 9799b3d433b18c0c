import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";

export const Client = KMSClient;

export const commands = {
  DescribeKey: DescribeKeyCommand,
};
