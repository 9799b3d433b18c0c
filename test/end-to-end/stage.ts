import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type AwsProxy, startProxy } from "../moto/proxy";
import { type SeededAccount, seedAccount } from "../moto/seed";
import { type Moto, type MotoOptions, startMoto } from "../moto/server";
import { type Account, accountAt } from "./account";
import { onServer, type Ran, type RunOptions, root, run, temporaryFolder } from "./program";

/** An operator's account on a moto server of its own, behind a proxy that sees every call, and a folder to work in. */
export interface Stage {
  readonly moto: Moto;
  readonly proxy: AwsProxy;
  readonly seeded: SeededAccount;
  /** The account by plain SDK calls, past the proxy's record but under its address. */
  readonly account: Account;
  readonly folder: string;
  /** Runs the program in the folder against the account. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ran>;
  /** Puts a base shaped like RISKEN's sample manifests into the folder, as `base`. */
  layBase(): Promise<void>;
  stop(): Promise<void>;
}

export async function setStage(env: Readonly<Record<string, string>>, options: MotoOptions = {}): Promise<Stage> {
  const [moto, folder] = await Promise.all([startMoto(options), temporaryFolder()]);
  const [proxy, seeded] = await Promise.all([startProxy(moto.url), seedAccount({ endpoint: moto.url })]);
  return {
    moto,
    proxy,
    seeded,
    account: accountAt(moto.url, seeded.region),
    folder,
    run: (args, more = {}) => run(args, { cwd: folder, ...more, env: { ...onServer(proxy.url), ...env, ...more.env } }),
    layBase: () => cp(join(root, "test/fixtures/k8s-base"), join(folder, "base"), { recursive: true }),
    stop: async () => {
      await proxy.stop();
      await moto.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
