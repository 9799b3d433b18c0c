import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";

/** How a secret appears wherever somebody could read it. */
export const MASK = "[secret]";

/**
 * A value that must not be seen. The text is in a private field, so spreading, JSON, the console and an error's cause
 * all show {@link MASK}, and because it isn't a string the compiler stops it wherever one is wanted.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Called only where it is handed to AWS: `kinds/` (a test watches over that). */
  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    const [mine, theirs] = [Buffer.from(this.#value), Buffer.from(other.#value)];
    return mine.length === theirs.length && timingSafeEqual(mine, theirs);
  }

  map(change: (value: string) => string): Secret {
    return new Secret(change(this.#value));
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/**
 * What is kept of a secret that AWS never gives back: a salted, slow hash, stored in the tag `risken-aws:fingerprint`
 * of the resource that holds the secret. It tells whether a value is still the one that was written, and nothing else.
 */
export class Fingerprint {
  /** The tag's value: salt and hash, base64url, joined by a dot (66 characters). */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  static of(secret: Secret, salt: Buffer = randomBytes(16)): Fingerprint {
    const hash = scryptSync(secret.reveal(), salt, 32, { N: 16_384, r: 8, p: 1 });
    return new Fingerprint(`${salt.toString("base64url")}.${hash.toString("base64url")}`);
  }

  matches(secret: Secret): boolean {
    const [salt] = this.text.split(".");
    return Fingerprint.of(secret, Buffer.from(salt!, "base64url")).text === this.text;
  }

  toJSON(): string {
    return MASK;
  }
}
