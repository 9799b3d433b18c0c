import { namesInEnv, storedParameter } from "../aws/parameters";
import { type EnvironmentProblem, parseMeta } from "../risken/env-injector";
import { environmentProblem } from "../risken/environment-problems";
import { findVariable } from "../risken/parameters";
import { liveName, removal } from "./boot-names";
import { type Pod, podsOf } from "./boot-pods";
import { mayDo, type Role, rolesOfPods } from "./boot-policy";
import { type Check, type Look, pass, type Verdict } from "./check";
import { fixOurs } from "./remedies";

/** What env-injector does before a program starts: read the meta config, then the directories and secrets that it lists. */
export const bootLoading: readonly Check[] = [
  {
    id: "boot/meta-config",
    category: "boot",
    title: {
      en: "Every meta config is stored and lists what its pod loads",
      ja: "すべてのメタ設定が保存され、Pod の読み込み先が正しく書かれています",
    },
    why: {
      en: "Without its meta config, or with one that is no YAML list, a pod does not start. A misspelled key in it is ignored: nothing is loaded, and defaults take over.",
      ja: "メタ設定がないか、YAML のリストでない場合、Pod は起動しません。キーの綴りを誤った項目は無視され、何も読み込まれずに既定値が使われます。",
    },
    fix: fixOurs,
    run: (look) => problems(look, "meta-unset", "meta-missing", "meta-invalid", "item-empty", "directory-invalid"),
  },
  {
    id: "boot/empty-directory",
    category: "boot",
    title: {
      en: "Every directory that a pod loads holds something",
      ja: "Pod が読むディレクトリに、空のものはありません",
    },
    why: {
      en: "A directory that is empty or misspelled is no error to env-injector: the pod starts, and defaults take over.",
      ja: "ディレクトリが空でも、名前を誤っていても、env-injector はエラーにしません。Pod は起動し、既定値が使われます。",
    },
    fix: fixOurs,
    run: (look) => problems(look, "directory-empty"),
  },
  {
    id: "boot/secret",
    category: "boot",
    title: {
      en: "Every secret that a pod loads is there and a JSON object",
      ja: "Pod が読むシークレットは存在し、JSON オブジェクトになっています",
    },
    why: {
      en: "A pod whose meta config names a secret that is not there, or no JSON object, does not start.",
      ja: "メタ設定に書かれたシークレットがないか、JSON オブジェクトでない場合、Pod は起動しません。",
    },
    fix: {
      en: "Where RDS manages the password, rotate it there; then restore what the config wants:\nrisken-aws doctor --fix",
      ja: "RDS がパスワードを管理している場合は RDS 側でローテーションしてから、次のコマンドで設定どおりに戻してください:\nrisken-aws doctor --fix",
    },
    key: "database.password",
    run: (look) => problems(look, "secret-missing", "secret-invalid", "secret-ambiguous"),
  },
  {
    id: "boot/directory-allowed",
    category: "boot",
    title: {
      en: "Every pod's role may read what its meta config lists",
      ja: "メタ設定に書かれた読み込み先は、すべて Pod のロールで読めます",
    },
    why: {
      en: "One directory that the role may not read is enough: env-injector exits, and the pod is restarted over and over (CrashLoopBackOff).",
      ja: "ロールで読めないディレクトリが 1 つでもあると env-injector が終了し、Pod は再起動を繰り返します（CrashLoopBackOff）。",
    },
    fix: fixOurs,
    run: directoriesAllowed,
  },
  {
    id: "boot/unloaded-parameter",
    category: "boot",
    title: {
      en: "No pod passes over a parameter of RISKEN that stands in another directory",
      ja: "Pod が読まないディレクトリに、RISKEN のパラメータはありません",
    },
    why: {
      en: "Directories below those that a pod lists are not read, nor are misspelled ones: what stands there does nothing, and a default takes over.",
      ja: "Pod が指定するディレクトリの下の階層や、名前を誤ったディレクトリは読まれません。そこに置いた値は使われず、既定値が使われます。",
    },
    fix: {
      en: "Move it to a directory that its readers load, or delete it.",
      ja: "読み込まれるディレクトリへ移すか、削除してください。",
    },
    key: "parameters.values",
    run: unloaded,
  },
];

async function problems(look: Look, ...kinds: readonly EnvironmentProblem["kind"][]): Promise<Verdict> {
  const found = (await podsOf(look)).flatMap((pod) =>
    pod.problems.filter(({ kind }) => kinds.includes(kind)).map((problem) => ({ pod, problem })),
  );
  if (found.length === 0) return pass;
  const texts = new Map(
    found.map(({ problem }) => [`${problem.kind} ${problem.subject}`, environmentProblem(problem)]),
  );
  const [first, ...others] = texts.values();
  const more = others.length;
  return {
    status: "fail",
    found: more > 0 ? { en: `${first!.en} (and ${more} more)`, ja: `${first!.ja}（ほか ${more} 件）` } : first!,
    details: found.map(({ pod, problem }) => ({ path: `${pod.service} ${problem.subject}`, actual: problem.kind })),
  };
}

/** What a pod's meta config lists now, without slashes at the end. Nothing where it can't be understood. */
async function directoriesOf({ aws }: Look, { metaConfig }: Pick<Pod, "metaConfig">): Promise<readonly string[]> {
  const stored = await storedParameter(aws, metaConfig);
  const items = (stored && parseMeta(stored.value)) ?? [];
  return items.map(({ directory }) => directory.replace(/\/+$/, "")).filter((directory) => directory.startsWith("/"));
}

async function directoriesAllowed(look: Look): Promise<Verdict> {
  const roleOf = rolesOfPods(look);
  // Most pods share their role and some of their directories.
  const known = new Map<string, boolean>();
  const isDenied = (role: Role, action: string, name: string): boolean => {
    const id = `${role.address} ${action} ${name}`;
    const denied = known.get(id) ?? !mayDo(role, action, look.target.arn("ssm", `parameter${name}`));
    known.set(id, denied);
    return denied;
  };
  const each = await Promise.all(
    (await podsOf(look)).map(async (pod) => {
      const role = roleOf(pod.service);
      if (!role) return [];
      const reads = [
        { action: "ssm:GetParameter", name: pod.metaConfig },
        ...(await directoriesOf(look, pod)).map((name) => ({ action: "ssm:GetParametersByPath", name })),
      ];
      return reads.filter(({ action, name }) => isDenied(role, action, name)).map((read) => ({ ...read, pod }));
    }),
  );
  const found = each.flat();
  if (found.length === 0) return pass;
  const names = [...new Set(found.map(({ name }) => name))].sort().join(", ");
  return {
    status: "fail",
    found: {
      en: `The pods' role may not read ${names}. The pods don't start.`,
      ja: `Pod のロールで読めないため、Pod は起動しません: ${names}`,
    },
    details: found.map(({ pod, action, name }) => ({ path: `${pod.service} ${name}`, expected: action })),
  };
}

async function unloaded(look: Look): Promise<Verdict> {
  const { env } = look.target;
  const [names, environments] = await Promise.all([namesInEnv(look.aws, env), look.environments()]);
  const loaded = new Set((await Promise.all(environments.map((one) => directoriesOf(look, one)))).flat());
  const found = names.filter((name) => {
    const at = name.lastIndexOf("/");
    const [directory, variable] = [name.slice(0, at), name.slice(at + 1)];
    // Other programs may keep their parameters below the same root, so only RISKEN's own names count.
    const isRiskens = findVariable(variable) !== undefined || liveName(variable) !== undefined;
    return isRiskens && !directory.startsWith(`/${env}/meta`) && !loaded.has(directory);
  });
  if (found.length === 0) return pass;
  return {
    status: "warn",
    found: { en: `No pod loads ${found.join(", ")}.`, ja: `どの Pod も読み込みません: ${found.join(", ")}` },
    details: found.map((path) => ({ path, expected: findVariable(path.slice(path.lastIndexOf("/") + 1))?.directory })),
    fix: removal(look, found),
  };
}
