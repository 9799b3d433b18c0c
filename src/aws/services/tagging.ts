import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";

export const Client = ResourceGroupsTaggingAPIClient;

export const commands = {
  GetResources: GetResourcesCommand,
};
