import { type Declared, Initially, Ref, Withheld } from "../engine/ref";
import { addressOf, existing, type Held, output, type Resource, resource } from "../engine/resource";
import { keptValue } from "../kinds/kept-value";
import { AWS_MANAGED_SECRETS_KEY, secretsManagerSecret } from "../kinds/secretsmanager-secret";
import { AWS_MANAGED_KEY, ssmParameter } from "../kinds/ssm-parameter";
import { findVariable } from "../risken/parameters";
import { Secret } from "../secret";
import { rolesOf } from "./cluster";
import { keyArn } from "./encryption";
import { readersOf } from "./meta-configs";
import { directoryOf, secretOf } from "./secret-names";
import type { Target, Variable } from "./step";

/** What a variable is called in Parameter Store, below the env root. */
export const placeOf = ({ directory, name }: Pick<Variable, "directory" | "name">): string => `${directory}/${name}`;

/**
 * The things that hold the variables: a parameter each or, for secret ones where the config says so, a secret for each directory and
 * one for each value that was made up for the user. Those come first: what pods find first, they take.
 */
export function stored(
  variables: readonly Variable[],
  target: Target,
): { readonly secrets: readonly Resource[]; readonly parameters: readonly Resource[] } {
  // Undefined is not ours to say: nothing is made of it.
  const said = variables.filter(({ value }) => value !== undefined);
  const inSecrets = said.filter((one) => target.store === "secrets-manager" && isSecret(one));
  const alone = inSecrets.filter((one) => one.alone);
  const names = new Set([...alone.map(secretOf).sort(), ...inSecrets.filter((one) => !one.alone).map(secretOf)]);
  return {
    secrets: [...names].map((name) =>
      secretFor(
        name,
        inSecrets.filter((one) => secretOf(one) === name),
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

function secretFor(secret: string, variables: readonly Variable[], target: Target): Resource {
  return resource(
    secretsManagerSecret,
    secret,
    {
      Name: target.nameOf(secretsManagerSecret, secret),
      Values: Object.fromEntries(variables.map(({ name, value }) => [name, value as Declared<Secret>])),
      KmsKeyId: keyArn(target) ?? AWS_MANAGED_SECRETS_KEY,
    },
    {
      after: [
        ...rolesOf(readersOf(directoryOf(secret), target), target.serviceAccounts),
        ...variables.flatMap(({ after = [] }) => after),
      ],
      holds: variables.flatMap((one) => [
        { address: addressOf(ssmParameter, placeOf(one)) },
        ...(one.alone ? [heldIn(one.directory, one)] : []),
      ]),
      ...(variables.some(isMadeUp) ? { holdsData: true as const } : {}),
    },
  );
}

function parameterFor(variable: Variable, target: Target): Resource {
  const { directory, value, after = [] } = variable;
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
      ...(secret ? { holds: [...new Set([secretOf(variable), directory])].map((one) => heldIn(one, variable)) } : {}),
      ...(isMadeUp(variable) ? { holdsData: true as const } : {}),
    },
  );
}

/** A variable as an entry of a secret. */
const heldIn = (secret: string, { name }: Variable): Held => ({
  address: addressOf(secretsManagerSecret, secret),
  entry: name,
});

/** Nobody else has what was made up. */
const isMadeUp = ({ value }: Variable): boolean => value instanceof Initially;

function isSecret({ name, value, secret }: Variable): boolean {
  const known = value instanceof Initially && !(value.value instanceof Ref) ? value.value : value;
  return Boolean(secret || known instanceof Secret || known instanceof Withheld || findVariable(name)?.secret);
}
