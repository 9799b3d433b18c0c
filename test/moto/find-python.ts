import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The Python that can run the moto server, or why there is none. */
export type MotoPython =
  | { readonly python: string; readonly version: string }
  | { readonly python?: undefined; readonly missing: string };

/**
 * Finds a Python with the moto of `test/requirements.txt`: the one behind `moto_server` on the PATH, `python3`, or a
 * virtual environment in `.venv`, which is made when it is absent or older than the requirements. A moto of another
 * version serves only where `.venv` cannot be made and `exactly` is false.
 */
export function findPython(root: string, { exactly, say }: FindOptions): MotoPython {
  const requirements = readFileSync(join(root, "test/requirements.txt"), "utf8");
  const wanted = /^moto\[server\]==(\S+)$/m.exec(requirements)?.[1];
  if (wanted === undefined) throw new Error("test/requirements.txt does not pin moto[server]");

  const installed = [shebangOf("moto_server"), onPath("python3")].flatMap((python) => (python ? probe(python) : []));
  const right = installed.find(({ version }) => version === wanted);
  if (right) return right;

  const made = virtualEnvironment(root, requirements, say);
  if (made.python !== undefined) return made;
  const other = installed[0];
  if (other === undefined || exactly) return made;
  say(`using moto ${other.version} instead of ${wanted}: ${made.missing}`);
  return other;
}

export interface FindOptions {
  /** Refuse a moto of another version than the pinned one. */
  readonly exactly: boolean;
  /** Tells the developer what takes so long. */
  readonly say: (line: string) => void;
}

function virtualEnvironment(root: string, requirements: string, say: (line: string) => void): MotoPython {
  const home = join(root, ".venv");
  const stamp = join(home, "requirements.sha256");
  const python = join(home, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const hash = createHash("sha256").update(requirements).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) {
    const [ready] = probe(python);
    if (ready) return ready;
  }

  const base = onPath("python3");
  if (base === undefined) return { missing: "there is no python3 on the PATH" };
  say("installing moto into .venv (once, about half a minute)");
  rmSync(home, { recursive: true, force: true });
  const steps: readonly (readonly [string, ...string[]])[] = [
    [base, "-m", "venv", home],
    [
      python,
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "-r",
      join(root, "test/requirements.txt"),
    ],
  ];
  for (const [file, ...args] of steps) {
    const { status, error, stdout, stderr } = spawnSync(file, args, { encoding: "utf8" });
    if (status !== 0)
      return { missing: `${[file, ...args].join(" ")} failed: ${error ?? `${stdout}${stderr}`.trim()}` };
  }
  const [ready] = probe(python);
  if (ready === undefined) return { missing: "moto was installed into .venv and cannot be imported" };
  writeFileSync(stamp, hash);
  return ready;
}

/** At most one answer: this interpreter by its real path (a pyenv shim is a shell script) and its moto, if it has one. */
function probe(python: string): readonly { readonly python: string; readonly version: string }[] {
  const code =
    "import sys, importlib.metadata as m, moto.server, flask_cors; print(sys.executable); print(m.version('moto'))";
  const { status, stdout } = spawnSync(python, ["-c", code], { encoding: "utf8" });
  const [executable, version] = status === 0 ? stdout.trim().split(/\r?\n/) : [];
  return executable && version ? [{ python: executable, version }] : [];
}

/** The Python that a console script names in its first line. */
function shebangOf(program: string): string | undefined {
  const file = onPath(program);
  const first = file && readFileSync(file, "latin1").split("\n", 1)[0];
  return first && /^#!\s*(\S*python[\d.]*)\s*$/.exec(first)?.[1];
}

function onPath(program: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => (process.platform === "win32" ? [join(folder, `${program}.exe`)] : [join(folder, program)]))
    .find(executable);
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
