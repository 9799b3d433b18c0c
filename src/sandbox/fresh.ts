import type { Account } from "./account";
import { freshAcm } from "./acm";
import { freshAutoScaling } from "./autoscaling";
import { freshEc2 } from "./ec2";
import { freshEks } from "./eks";
import { freshElbv2 } from "./elbv2";
import { freshIam } from "./iam";
import { freshRds } from "./rds";
import { freshRoute53 } from "./route53";

/**
 * Fills an empty account with what an operator brings: an EKS cluster with a node group, a VPC, a load balancer with an
 * HTTPS listener, a certificate and a hosted zone, and an Aurora MySQL cluster.
 */
export function freshAccount(account: Account): void {
  freshEc2(account);
  freshIam(account);
  freshEks(account);
  freshAutoScaling(account);
  freshAcm(account);
  freshElbv2(account);
  freshRds(account);
  freshRoute53(account);
}
