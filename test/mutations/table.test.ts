import { describe, expect, test } from "vitest";
import { kinds } from "../../src/kinds";
import type { Variation } from "../checks/installed";
import { allMutations, mutationsOf } from "./index";
import {
  federated,
  isOurs,
  perService,
  standard,
  subjectsOf,
  withAlarms,
  withDomain,
  withOidc,
  withOwnKey,
  withOwnListener,
  withSecrets,
} from "./matrix";
import { isBecause, waysOf } from "./mutation";

const installations: Readonly<Record<string, Variation>> = {
  standard,
  perService,
  withOidc,
  federated,
  withOwnKey,
  withSecrets,
  withDomain,
  withOwnListener,
  withAlarms,
};

const everything = async () => (await Promise.all(Object.values(installations).map(subjectsOf))).flat();

describe("the table of mutations is complete", () => {
  test("every kind of the tool has one, and nothing else", () => {
    expect(allMutations.map(({ kind }) => kind.type).sort()).toEqual(kinds.map(({ type }) => type).sort());
  });

  test("every kind is in one of the installations", async () => {
    const types = new Set((await everything()).map(({ resource }) => resource.kind.type));
    expect([...types].sort()).toEqual(kinds.map(({ type }) => type).sort());
  });

  test("every field that is read back is in it, and no other", async () => {
    for (const { resource, fields } of await everything()) {
      const { fields: table } = mutationsOf(resource.kind.type);
      expect([...fields].sort(), resource.address).toEqual(Object.keys(table).sort());
    }
  });

  test("what nobody can spoil is just this", () => {
    const fixed = allMutations.flatMap(({ kind, fields, gone, tags }) =>
      Object.entries({ ...fields, deleted: gone, tags }).flatMap(([what, one]) =>
        typeof one === "object" && isBecause(one) ? [`${kind.type} ${what}: ${one.because}`] : [],
      ),
    );
    expect(fixed.sort()).toEqual([
      "acm.certificate HostedZoneId: it is for other notations, and AWS keeps nothing of it",
      "autoscaling.attachment tags: an attachment is no thing of its own",
      "cognito.group tags: AWS gives groups no tags",
      "cognito.identity-provider ProviderType: AWS sets it at birth and lets nobody change it",
      "cognito.identity-provider tags: AWS gives identity providers no tags",
      "cognito.managed-login-branding tags: AWS gives brandings no tags",
      "cognito.user-pool UsernameAttributes: AWS sets it at birth and lets nobody change it",
      "cognito.user-pool UsernameConfiguration: AWS sets it at birth and lets nobody change it",
      "cognito.user-pool-client GenerateSecret: AWS sets it at birth and lets nobody change it",
      "cognito.user-pool-client tags: AWS gives app clients no tags",
      "cognito.user-pool-domain UserPoolId: a domain can't be moved to another pool; one of that name elsewhere is somebody else's",
      "cognito.user-pool-domain tags: AWS gives domains no tags",
      "elbv2.default-action deleted: a listener always has one",
      "elbv2.default-action tags: it is part of a listener, whose tags are its owner's",
      "elbv2.idle-timeout deleted: a load balancer always has one",
      "elbv2.idle-timeout tags: it is part of a load balancer, whose tags are its owner's",
      "elbv2.listener-certificate Provable: it says whether the certificate is waited for, and AWS keeps nothing of it",
      "elbv2.listener-certificate tags: an attachment is no thing of its own",
      "elbv2.listener-rule Place: it says how the priority is chosen, and AWS keeps nothing of it",
      "elbv2.own-listener Provable: it says whether the certificate is waited for, and AWS keeps nothing of it",
      "elbv2.target-group Port: AWS sets it at birth and lets nobody change it",
      "elbv2.target-group Protocol: AWS sets it at birth and lets nobody change it",
      "elbv2.target-group ProtocolVersion: AWS sets it at birth and lets nobody change it",
      "elbv2.target-group TargetType: AWS sets it at birth and lets nobody change it",
      "elbv2.target-group VpcId: AWS sets it at birth and lets nobody change it",
      "iam.oidc-provider tags: it belongs to all envs of the account at once, and is used as it is found",
      "iam.role Path: AWS sets it at birth and lets nobody change it",
      "kms.alias TargetKeyId: one that points elsewhere is somebody else's",
      "kms.alias tags: AWS gives aliases no tags",
      "kms.key deleted: AWS waits for a month, and nothing else can read what the key has encrypted",
      "logs.retention tags: it is part of a log group, whose tags are its owner's",
      "route53.alias tags: records take no tags: what says that they are ours is a record beside them",
      "route53.validation-record tags: records take no tags",
      "secretsmanager.secret deleted: what was made up is in it, and AWS keeps it for a month: it is told how to bring it back, and nothing is made anew",
    ]);
  });

  test("what is set at birth is what the kinds call immutable, or else can be made anew", () => {
    const immutable = allMutations.flatMap(({ kind, fields }) =>
      (kind.immutable ?? []).filter((field) => !isBecause(fields[field]!)).map((field) => `${kind.type} ${field}`),
    );
    expect(immutable).toEqual(["ssm.parameter Type"]);
  });

  test("everything else is spoilt, on every single thing of which we have something to say", async () => {
    for (const subject of await everything()) {
      const { fields } = mutationsOf(subject.resource.kind.type);
      for (const field of subject.fields.filter((one) => isOurs(subject, one) && !isBecause(fields[one]!))) {
        const ways = waysOf(fields[field]!).filter(([, { of }]) => of?.(subject.thing) ?? true);
        expect(ways.length, `${subject.resource.address} ${field}`).toBeGreaterThan(0);
      }
    }
  });

  test("what no installation says anything about is just this", async () => {
    const [ours, open] = [new Set<string>(), new Set<string>()];
    for (const subject of await everything())
      for (const field of subject.fields)
        (isOurs(subject, field) ? ours : open).add(`${subject.resource.kind.type} ${field}`);
    expect([...open].filter((one) => !ours.has(one)).sort()).toEqual([
      // Whom else somebody wants to be told, and of what we tell nobody.
      "cloudwatch.alarm InsufficientDataActions",
      // Words of no consequence: whoever puts them better may.
      "ec2.security-group-rule Description",
      "ssm.parameter Description",
      // A parameter that was ever given more room keeps it.
      "ssm.parameter Tier",
    ]);
  });

  test("and what the standard installation leaves open", async () => {
    const open = (await subjectsOf(standard)).flatMap((subject) =>
      subject.fields
        .filter((field) => !isOurs(subject, field))
        .map((field) => `${subject.resource.kind.type} ${field}`),
    );
    expect([...new Set(open)].sort()).toEqual([
      "cognito.user-pool Policies",
      "cognito.user-pool UserPoolTags",
      "cognito.user-pool-domain CustomDomainConfig",
      "cognito.user-pool-domain ManagedLoginVersion",
      "ec2.security-group-rule Description",
      "iam.role PermissionsBoundary",
      "sqs.queue KmsMasterKeyId",
      "sqs.queue RedrivePolicy",
      "ssm.parameter Description",
      "ssm.parameter KeyId",
      "ssm.parameter Tier",
      "ssm.parameter Value",
    ]);
  });
});
