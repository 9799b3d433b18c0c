import { viaService } from "../aws/via-service";
import type { Ref } from "../engine/ref";
import { existing, output, type Resource } from "../engine/resource";
import { kmsKey } from "../kinds/kms-key";
import type { Permission, Target } from "./step";

const NAME = "encryption";

/** The customer's key for queues and parameters, by its own ARN; undefined where AWS's keys do. */
export const keyArn = ({ kmsKey: given }: Pick<Target, "kmsKey">): Ref<string> | undefined =>
  given === undefined ? undefined : output(kmsKey, NAME, "arn");

/** The same key as something that has to be there. Declared once, by the section that names it. */
export const keyResources = ({ kmsKey: given }: Pick<Target, "kmsKey">): readonly Resource[] =>
  given === undefined ? [] : [existing(kmsKey, NAME, { KeyId: given })];

/**
 * What these services need to use that key through one of AWS's services. AWS's own keys ask for nothing.
 *
 * @param via as in `sqs`
 */
export function keyPermissions(
  target: Target,
  via: string,
  services: readonly string[],
  actions: readonly string[],
): readonly Permission[] {
  const Resource = keyArn(target);
  if (!Resource || services.length === 0) return [];
  const Condition = { StringEquals: { "kms:ViaService": viaService(target, via) } };
  return [{ services, statement: { Effect: "Allow", Action: actions, Resource, Condition } }];
}
