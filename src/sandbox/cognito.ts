import type { Answers } from "./account";
import { brandingAnswers } from "./cognito-brandings";
import { clientAnswers } from "./cognito-clients";
import { domainAnswers } from "./cognito-domains";
import { groupAnswers } from "./cognito-groups";
import { poolAnswers } from "./cognito-pools";
import { providerAnswers } from "./cognito-providers";
import { userAnswers } from "./cognito-users";

export { tagged } from "./cognito-pools";

export const answers: Answers<"cognito"> = {
  ...poolAnswers,
  ...clientAnswers,
  ...domainAnswers,
  ...brandingAnswers,
  ...groupAnswers,
  ...providerAnswers,
  ...userAnswers,
};
