import type { Aws } from "../aws/session";
import type { Plan } from "../engine/plan";
import type { Survey } from "../engine/survey";
import type { ResolvedEnvironment } from "../risken/env-injector";
import type { Target } from "../steps/step";
import type { Text } from "../text";

export type Category = "drift" | "boot" | "permission" | "health" | "security";

/** Something that is not as it should be, in one place. Values may be `Secret` and are never shown then. */
export interface Detail {
  /** As in `Policy.Statement[0].Action`, `core DB_MASTER_HOST` or `i-0abc:30080`. */
  readonly path: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
}

/** What a check found out. */
export type Verdict =
  | {
      readonly status: "pass";
      /** Worth knowing although nothing is wrong: how it was found out, what it doesn't say. */
      readonly found?: Text;
    }
  | {
      readonly status: "warn" | "fail";
      /** What is wrong, in a sentence. */
      readonly found: Text;
      readonly details?: readonly Detail[];
      /** The remedy for just this finding, where the check's own is too general. */
      readonly fix?: Text;
    }
  | {
      readonly status: "skip";
      /** Why it could not look, or why there is nothing to look at yet. */
      readonly because: Text;
      /** The IAM action that was missing, as in `acm:DescribeCertificate`. */
      readonly lacks?: string;
      /** There is nothing to look at in this installation, so nothing is left unseen. */
      readonly notApplicable?: true;
    };

export const pass: Verdict = { status: "pass" };

/** What one service's pods would get now. */
export interface PodEnvironment extends Pick<ResolvedEnvironment, "variables" | "problems" | "overruled"> {
  readonly service: string;
  /** Full name of its meta parameter. */
  readonly metaConfig: string;
  /** What kept us from reading it: then nothing else is known. */
  readonly unread?: { readonly error: unknown };
}

/** Resolves names as the people who use RISKEN do. Undefined: nobody here can tell (a sandbox, a custom endpoint). */
export interface Resolver {
  /** Addresses of a host; empty where it has none. */
  addresses(host: string): Promise<readonly string[]>;
  /** The names that a name stands for (`CNAME`), as they are written; empty where it stands for none. */
  names(name: string): Promise<readonly string[]>;
}

/** All that checks are handed. They share nothing else, so each can be run alone, in any order. */
export interface Look {
  readonly aws: Aws;
  readonly survey: Survey;
  readonly plan: Plan;
  readonly target: Target;
  /** Parameter directory of the database section, below the env root. */
  readonly databaseDirectory: string;
  /** Name of the role that RISKEN assumes in scanned accounts. */
  readonly scanRole: string;
  /** Ids of accounts that RISKEN shall be able to scan, where somebody asks. */
  readonly scanAccounts: readonly string[];
  /** Every deployed service's environment as it is stored now. Read when somebody first asks. */
  readonly environments: () => Promise<readonly PodEnvironment[]>;
  readonly resolver: Resolver | undefined;
}

/** One thing that doctor asks beyond drift: a record that says one thing, and its page in the documentation. */
export interface Check {
  /** Stable: people put it into their ignore lists. `<category>/<name>`. */
  readonly id: string;
  readonly category: Category;
  /** What is true when it passes, as in "Every queue URL is an existing queue". */
  readonly title: Text;
  /** What happens otherwise, and how RISKEN shows it, or doesn't. */
  readonly why: Text;
  /** What to do about it; commands that can be pasted go on lines of their own. */
  readonly fix: Text;
  /** IAM actions that it needs beyond those of the survey and of {@link Look.environments}. */
  readonly reads?: readonly string[];
  /** The config key that decides about it, for the place of a finding in the file. */
  readonly key?: string;
  run(look: Look): Promise<Verdict> | Verdict;
}
