/**
 * The tag by which the AWS Load Balancer Controller calls a load balancer or listener its own, or undefined. The
 * controller removes rules that it doesn't know at its next sync
 * (https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/).
 */
export const controllerTag = (tags: Readonly<Record<string, string>>): string | undefined =>
  Object.keys(tags).find((key) => key === "elbv2.k8s.aws/cluster" || key.startsWith("ingress.k8s.aws/"));
