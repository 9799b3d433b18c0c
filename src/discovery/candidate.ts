/** Something that discovery found to choose from. */
export interface Candidate {
  readonly value: string;
  /** What tells it from the others, as in `mysql 8.0, ap-northeast-1a`. */
  readonly hint?: string;
}
