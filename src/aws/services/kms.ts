import { DescribeKeyCommand, KMSClient, ListAliasesCommand } from "@aws-sdk/client-kms";

export const Client = KMSClient;

export const commands = {
  DescribeKey: DescribeKeyCommand,
  ListAliases: ListAliasesCommand,
};
