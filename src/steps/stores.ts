import { type Declared, Initially, Ref, Withheld } from "../engine/ref";
import { addressOf, existing, output, type Resource, resource } from "../engine/resource";
import { keptValue } from "../kinds/kept-value";
import { AWS_MANAGED_SECRETS_KEY, secretsManagerSecret } from "../kinds/secretsmanager-secret";
import { AWS_MANAGED_KEY, ssmParameter } from "../kinds/ssm-parameter";
import { findVariable } from "../risken/parameters";
import { Secret } from "../secret";
import { rolesOf } from "./cluster";
import { keyArn } from "./encryption";
import { readersOf } from "./meta-configs";
import type { Target, Variable } from "./step";

/** What a variable is called in Parameter Store, below the env root. */
export const placeOf = ({ directory, name }: Pick<Variable, "directory" | "name">): string => `${directory}/${name}`;

/** The things that hold the variables: a parameter each or, for secret ones where the config says so, a secret for each directory. */
export function stored(
  variables: readonly Variable[],
  target: Target,
): { readonly secrets: readonly Resource[]; readonly parameters: readonly Resource[] } {
  // Undefined is not ours to say: nothing is made of it.
  const said = variables.filter(({ value }) => value !== undefined);
  const inSecrets = said.filter((one) => target.store === "secrets-manager" && isSecret(one));
  const directories = [...new Set(inSecrets.map(({ directory }) => directory))];
  return {
    secrets: directories.map((directory) =>
      secretFor(
        directory,
        inSecrets.filter((one) => one.directory === directory),
        target,
      ),
    ),
    parameters: said.filter((one) => !inSecrets.includes(one)).map((one) => parameterFor(one, target)),
  };
}

/**
 * A value that this run was not given stays as it is stored, also where it stood in the other store until now.
 */
export function keptWhereverStored(
  variables: readonly Variable[],
  target: Target,
): { readonly variables: readonly Variable[]; readonly sources: readonly Resource[] } {
  const withheld = variables.filter((one) => one.value instanceof Withheld);
  const sources = withheld.map((one) =>
    existing(keptValue, placeOf(one), {
      Parameter: nameOf(one, target),
      Secret: target.nameOf(secretsManagerSecret, one.directory),
      Entry: one.name,
      Store: target.store,
    }),
  );
  const keeping = (one: Variable): Variable => ({
    ...one,
    secret: true,
    value: output(keptValue, placeOf(one), "value").map((there) => there ?? one.value) as Declared<Secret>,
  });
  return { variables: variables.map((one) => (withheld.includes(one) ? keeping(one) : one)), sources };
}

const nameOf = (variable: Variable, { env }: Target): string => `/${env}/${placeOf(variable)}`;

function secretFor(directory: string, variables: readonly Variable[], target: Target): Resource {
  return resource(
    secretsManagerSecret,
    directory,
    {
      Name: target.nameOf(secretsManagerSecret, directory),
      Values: Object.fromEntries(variables.map(({ name, value }) => [name, value as Declared<Secret>])),
      KmsKeyId: keyArn(target) ?? AWS_MANAGED_SECRETS_KEY,
    },
    {
      after: [
        ...rolesOf(readersOf(directory, target), target.serviceAccounts),
        ...variables.flatMap(({ after = [] }) => after),
      ],
      holds: variables.map((one) => ({ address: addressOf(ssmParameter, placeOf(one)) })),
      ...(variables.some(isMadeUp) ? { holdsData: true as const } : {}),
    },
  );
}

function parameterFor(variable: Variable, target: Target): Resource {
  const { directory, name, value, after = [] } = variable;
  const readers = rolesOf(readersOf(directory, target), target.serviceAccounts);
  const common = { Name: nameOf(variable, target), Value: value! };
  const secret = isSecret(variable);
  return resource(
    ssmParameter,
    placeOf(variable),
    secret
      ? { ...common, Type: "SecureString", KeyId: keyArn(target) ?? AWS_MANAGED_KEY }
      : { ...common, Type: "String" },
    {
      after: [...readers, ...after],
      ...(secret ? { holds: [{ address: addressOf(secretsManagerSecret, directory), entry: name }] } : {}),
      ...(isMadeUp(variable) ? { holdsData: true as const } : {}),
    },
  );
}

/** Nobody else has what was made up. */
const isMadeUp = ({ value }: Variable): boolean => value instanceof Initially;

function isSecret({ name, value, secret }: Variable): boolean {
  const known = value instanceof Initially && !(value.value instanceof Ref) ? value.value : value;
  return Boolean(secret || known instanceof Secret || known instanceof Withheld || findVariable(name)?.secret);
}
