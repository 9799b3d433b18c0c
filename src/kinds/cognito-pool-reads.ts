import { unless } from "../aws/errors";
import { shared } from "../aws/loader";

/** A user pool by its id, read once for all that is inside it; undefined where there is none. */
export const poolOf = shared(
  async (aws, UserPoolId) => (await unless("ResourceNotFound", aws.cognito.DescribeUserPool({ UserPoolId })))?.UserPool,
);
