/** One page of a listing, and where the next one begins; the marker is undefined on the last page. */
export function pageOf<Item>(
  all: readonly Item[],
  most: number,
  marker: string | undefined,
): { readonly items: Item[]; readonly next: string | undefined } {
  const from = Number(marker || 0);
  return { items: all.slice(from, from + most), next: from + most < all.length ? String(from + most) : undefined };
}
