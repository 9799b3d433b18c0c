import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  SNSClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";

export const Client = SNSClient;

export const commands = {
  CreateTopic: CreateTopicCommand,
  DeleteTopic: DeleteTopicCommand,
  GetTopicAttributes: GetTopicAttributesCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  SetTopicAttributes: SetTopicAttributesCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
};
