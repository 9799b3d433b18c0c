import type { Check } from "./check";
import { certificateRecords } from "./health-certificate-record";
import { certificateChecks } from "./health-certificates";
import { databaseChecks } from "./health-database";
import { databasePassword } from "./health-database-password";
import { dns } from "./health-dns";
import { queueChecks } from "./health-queues";
import { samlCertificates } from "./health-saml";
import { signInDomain } from "./health-sign-in-domain";
import { sts } from "./health-sts";
import { targets } from "./health-targets";

/** Whether what RISKEN stands on works now. */
export const health: readonly Check[] = [
  targets,
  dns,
  sts,
  ...certificateChecks,
  certificateRecords,
  signInDomain,
  samlCertificates,
  ...databaseChecks,
  databasePassword,
  ...queueChecks,
];
