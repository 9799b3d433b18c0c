import { stringify } from "yaml";
import { type Address, type Declared, Ref } from "../engine/ref";
import { type Resource, resource } from "../engine/resource";
import { secretsManagerSecret } from "../kinds/secretsmanager-secret";
import { ssmParameter } from "../kinds/ssm-parameter";
import { type Service, services } from "../risken/services";
import { rolesOf } from "./cluster";
import { keyPermissions } from "./encryption";
import { directoryOf } from "./secret-names";
import type { MetaItem, Permission, Target } from "./step";

/** Every service that the standard installation deploys and that loads parameters. */
export const loaders = services.flatMap((service) =>
  service.standard && service.meta ? [{ ...service, meta: service.meta }] : [],
);

/** The parameter that tells env-injector what to load for a service: its name on AWS. */
export const metaConfigOf = ({ meta }: { readonly meta: string }, env: string): string => `/${env}/${meta}`;

/** Ids of the services that load a directory. */
export const readersOf = (directory: string, target: Target): readonly string[] =>
  loaders.filter((one) => itemsOf(one, target).some((item) => item.directory === directory)).map(({ id }) => id);

/**
 * One meta config for each service: what other sections want first, then the service's own directories.
 *
 * @param listed all that stands in the directories: what leads to it comes after it
 * @param secretly our names of the secrets of Secrets Manager that hold what is secret: they are listed just before their directory
 */
export const metaConfigs = (
  target: Target,
  listed: readonly Address[],
  secretly: readonly string[],
): readonly Resource[] =>
  loaders.map((service) =>
    resource(
      ssmParameter,
      service.meta,
      {
        Name: metaConfigOf(service, target.env),
        Type: "String",
        Value: listing(withSecrets(itemsOf(service, target), secretly, target), target.env),
      },
      { after: [...rolesOf([service.id], target.serviceAccounts), ...listed] },
    ),
  );

/** What env-injector does in a service's pod before the program starts: one denied read stops it. */
export function loadingPermissions(target: Target, secretly: readonly string[]): readonly Permission[] {
  const arn = (path: string) => target.arn("ssm", `parameter/${target.env}/${path}`);
  return [
    ...loaders.flatMap((service) => [
      allow(service.id, "ssm:GetParameter", [arn(service.meta)]),
      allow(
        service.id,
        "ssm:GetParametersByPath",
        itemsOf(service, target).flatMap(({ directory }) => (directory ? [arn(directory), arn(`${directory}/*`)] : [])),
      ),
    ]),
    ...keyPermissions(
      target,
      "ssm",
      loaders.map(({ id }) => id),
      ["kms:Decrypt"],
    ),
    ...secretly.flatMap((secret) => secretPermissions(secret, target)),
  ];
}

/** A directory's secret is for those alone who load the directory. */
function secretPermissions(secret: string, target: Target): readonly Permission[] {
  const services = readersOf(directoryOf(secret), target);
  if (services.length === 0) return [];
  // An ARN ends in six characters that nobody knows before: the role is there before the secret.
  const Resource = target.arn("secretsmanager", `secret:${target.nameOf(secretsManagerSecret, secret)}-??????`);
  return [
    { services, statement: { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource } },
    ...keyPermissions(target, "secretsmanager", services, ["kms:Decrypt"]),
  ];
}

const allow = (id: string, action: string, resources: readonly string[]): Permission => ({
  services: [id],
  statement: { Effect: "Allow", Action: [action], Resource: resources },
});

type Item = Omit<MetaItem, "services">;

const itemsOf = ({ id, directories }: Service, { built }: Target): readonly Item[] => [
  ...built.metaItems.filter(({ services }) => services.includes(id)),
  ...directories.map((directory) => ({ directory })),
];

const withSecrets = (items: readonly Item[], secretly: readonly string[], { nameOf }: Target): readonly Item[] =>
  items.flatMap((item) => [
    ...secretly
      .filter((secret) => directoryOf(secret) === item.directory)
      .map((secret) => ({ secret: { secret_name: nameOf(secretsManagerSecret, secret) } })),
    item,
  ]);

/** The list in env-injector's own words; where a secret's name is not known yet, neither is the list. */
function listing(items: readonly Item[], env: string): Declared<string> {
  const named = items.map(({ secret }) => secret?.secret_name).filter((name) => name instanceof Ref);
  const text = (names: readonly unknown[]) => {
    const known = [...names];
    const list = items.map(({ directory, secret }) => ({
      ...(secret && { ...secret, secret_name: secret.secret_name instanceof Ref ? known.shift() : secret.secret_name }),
      ...(directory && { parameter_store_path: `/${env}/${directory}` }),
    }));
    return stringify(list, { lineWidth: 0 }).trimEnd();
  };
  return named.length > 0 ? Ref.all(named).map(text) : text([]);
}
