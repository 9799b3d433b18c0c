import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";

export const Client = SSMClient;

export const commands = {
  AddTagsToResource: AddTagsToResourceCommand,
  DeleteParameter: DeleteParameterCommand,
  DescribeParameters: DescribeParametersCommand,
  GetParameters: GetParametersCommand,
  GetParametersByPath: GetParametersByPathCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  PutParameter: PutParameterCommand,
  RemoveTagsFromResource: RemoveTagsFromResourceCommand,
};
