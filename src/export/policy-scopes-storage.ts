import { viaService } from "../aws/via-service";
import { type Condition, everywhere, type Facts, type Grant, on, otherNames, type Table } from "./policy-facts";

/** Queues, parameters, secrets and their keys. */
export function storage(at: Facts): Table {
  const queue = [at.named("*"), ...otherNames(at, "sqs.queue", "QueueName")].map((name) => at.arn("sqs", name));
  // What the config called otherwise before is ours by its tag alone.
  const anyQueue = at.arn("sqs", "*");
  const looking = [...on(queue), ...on(anyQueue, at.ours)];
  const parameter = at.arn("ssm", `parameter/${at.env}/*`);
  const masterSecrets = at.asPods ? rdsSecrets(at) : [];
  const secret = at.arn("secretsmanager", `secret:${at.named("*")}`);
  // What the config called otherwise before is ours by its tag alone.
  const anySecret = at.arn("secretsmanager", "secret:*");
  const ours = [...on(secret, at.notOthers), ...on(anySecret, at.ours)];
  const stored = at.has("secretsmanager.secret");
  return {
    "tag:GetResources": everywhere,

    "sqs:ListQueues": everywhere,
    "sqs:GetQueueUrl": looking,
    "sqs:GetQueueAttributes": looking,
    "sqs:ListQueueTags": looking,
    "sqs:CreateQueue": on(queue, at.marked),
    "sqs:SetQueueAttributes": on(queue, at.notOthers),
    "sqs:TagQueue": on(queue, at.tagging),
    "sqs:UntagQueue": on(anyQueue, at.ours),
    "sqs:DeleteQueue": on(anyQueue, at.ours),

    "ssm:DescribeParameters": everywhere,
    "ssm:GetParameters": on(parameter),
    "ssm:GetParametersByPath": on(parameter),
    "ssm:ListTagsForResource": on(parameter),
    "ssm:PutParameter": on(parameter),
    "ssm:AddTagsToResource": on(parameter),
    "ssm:RemoveTagsFromResource": on(parameter, at.ours),
    // A directory is shared with whoever puts parameters of their own beside ours.
    "ssm:DeleteParameter": on(parameter, at.ours),

    "secretsmanager:DescribeSecret": [...ours, ...masterSecrets],
    "secretsmanager:GetSecretValue": [...ours, ...(at.secrets.length > 0 ? on(at.secrets) : []), ...masterSecrets],
    "secretsmanager:CreateSecret": stored ? on(secret, at.marked) : [],
    "secretsmanager:RestoreSecret": stored ? on(secret, at.ours) : [],
    "secretsmanager:UpdateSecret": stored ? on(secret, at.notOthers) : [],
    "secretsmanager:TagResource": stored ? on(secret, at.tagging) : [],
    "secretsmanager:UntagResource": on(anySecret, at.ours),
    "secretsmanager:DeleteSecret": on(anySecret, at.ours),

    ...keys(at),
    // With whatever key a value was stored before.
    "kms:Decrypt": [
      ...on(at.arn("kms", "key/*"), throughSsm(at)),
      ...on(at.arn("kms", "key/*"), throughSecrets(at, at.named("*"))),
      ...(masterSecrets.length > 0 ? on(at.arn("kms", "key/*"), throughSecrets(at, "rds!*")) : []),
    ],
    "kms:Encrypt": anyKey(at, throughSsm(at)),
    "kms:GenerateDataKey": [
      ...anyKey(at, throughSsm(at)),
      ...(stored ? anyKey(at, throughSecrets(at, at.named("*"))) : []),
    ],
  };
}

/**
 * Passwords that RDS keeps, of this database alone: RDS tags its secrets with what they belong to. An instance of a cluster
 * has no secret of its own.
 */
function rdsSecrets(at: Facts): readonly Grant[] {
  const secret = at.arn("secretsmanager", "secret:rds!*");
  const tagged = (key: string, resource: string) =>
    on(secret, { StringEquals: { [`secretsmanager:ResourceTag/aws:rds:${key}`]: at.arn("rds", resource) } });
  return at
    .texts("rds.database", "identifier")
    .flatMap((id) => [
      ...tagged("primaryDBClusterArn", `cluster:${id}`),
      ...tagged("primaryDBInstanceArn", `db:${id}`),
    ]);
}

/** Looking at keys and taking care of ours. A key has no name, and is known by its tag alone. */
function keys(at: Facts): Table {
  const key = at.arn("kms", "key/*");
  const made = at.has("kms.key");
  const ifMade = (...grants: readonly (readonly Grant[])[]) => (made ? grants.flat() : []);
  const alias = at.texts("kms.alias", "AliasName").map((name) => at.arn("kms", name));
  const looking = [...on(key, made ? at.notOthers : at.ours), ...(at.asPods ? customerKey(at, {}) : [])];
  return {
    "kms:ListKeys": ifMade(everywhere),
    "kms:ListAliases": everywhere,
    // The database says by itself which key its password has.
    "kms:DescribeKey": at.has("rds.database") || made ? on(key) : [...customerKey(at, {}), ...on(key, at.ours)],
    "kms:GetKeyPolicy": looking,
    "kms:GetKeyRotationStatus": looking,
    "kms:ListResourceTags": on(key, made ? at.notOthers : at.ours),
    "kms:CreateKey": ifMade(on("*", at.marked)),
    "kms:PutKeyPolicy": ifMade(on(key, at.ours)),
    "kms:EnableKeyRotation": ifMade(on(key, at.ours)),
    "kms:DisableKeyRotation": [],
    "kms:TagResource": ifMade(on(key, at.tagging)),
    "kms:UntagResource": on(key, at.ours),
    "kms:CreateAlias": ifMade(on(alias), on(key, at.ours)),
    // What the config called otherwise before is an alias of a key of ours.
    "kms:DeleteAlias": [...on(at.arn("kms", `alias/*-${at.env}`)), ...on(key, at.ours)],
    "kms:ScheduleKeyDeletion": on(key, at.ours),
  };
}

/** For what belongs to us: with the key of ours, known by what it encrypts before its tag counts everywhere. */
const anyKey = (at: Facts, condition: Condition): readonly Grant[] =>
  at.has("kms.key") ? on(at.arn("kms", "key/*"), condition) : customerKey(at, condition);

/** The customer's key, by its ARN or its alias. AWS's own keys ask for nothing. */
function customerKey(at: Facts, condition: Condition): readonly Grant[] {
  return at.texts("kms.existing-key", "KeyId").flatMap((id) => {
    const alias = /alias\/.*/.exec(id)?.[0];
    if (!alias) return on(id, condition);
    // Permissions are on keys: an alias only says which.
    return on(at.arn("kms", "key/*"), condition, { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } });
  });
}

const throughSsm = (at: Facts): Condition => ({
  StringEquals: { "kms:ViaService": viaService(at, "ssm") },
  StringLike: { "kms:EncryptionContext:PARAMETER_ARN": at.arn("ssm", `parameter/${at.env}/*`) },
});

/** Which key such a secret has, only whoever made it knows: AWS's own needs no permission, a customer's this one. */
const throughSecrets = (at: Facts, names: string): Condition => ({
  StringEquals: { "kms:ViaService": viaService(at, "secretsmanager") },
  StringLike: { "kms:EncryptionContext:SecretARN": at.arn("secretsmanager", `secret:${names}`) },
});
