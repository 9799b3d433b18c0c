import { pages } from "../aws/loader";
import type { Aws } from "../aws/session";
import type { Candidate } from "./candidate";

/** The EKS clusters of the region. */
export async function clusters(aws: Aws): Promise<readonly Candidate[]> {
  const names = await pages(
    (nextToken) => aws.eks.ListClusters({ maxResults: 100, nextToken }),
    (page) => page.clusters,
    (page) => page.nextToken,
  );
  return names.map((value) => ({ value }));
}
