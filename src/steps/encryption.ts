import { viaService } from "../aws/via-service";
import type { Ref } from "../engine/ref";
import { existing, output, type Resource, resource } from "../engine/resource";
import { kmsAlias } from "../kinds/kms-alias";
import { kmsExistingKey } from "../kinds/kms-existing-key";
import { kmsKey } from "../kinds/kms-key";
import { keyPolicy } from "./key-policy";
import type { Permission, Target } from "./step";

const NAME = "encryption";

/** The customer's key for queues, parameters and secrets, by its own ARN; undefined where AWS's keys do. */
export function keyArn({ kmsKey: given }: Pick<Target, "kmsKey">): Ref<string> | undefined {
  if (given === undefined) return undefined;
  return given === "create" ? output(kmsKey, NAME, "arn") : output(kmsExistingKey, NAME, "arn");
}

/** The same key as something that has to be there, or that we make. Declared once, by the section that names it. */
export function keyResources(target: Target): readonly Resource[] {
  const { kmsKey: given } = target;
  if (given === undefined) return [];
  if (given !== "create") return [existing(kmsExistingKey, NAME, { KeyId: given })];
  return [
    resource(kmsKey, NAME, {
      Description: target.named(NAME),
      Policy: keyPolicy(target),
      EnableKeyRotation: true,
    }),
    resource(kmsAlias, NAME, {
      AliasName: `alias/${target.namePrefix}-${target.env}`,
      TargetKeyId: output(kmsKey, NAME, "arn"),
    }),
  ];
}

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
