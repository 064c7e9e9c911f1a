/** A value of a partition as it stands in a path, encoded. An empty one makes the request fail before it is sent. */
export const pathPart = (part: string | number | undefined): string =>
  // encodeURIComponent refuses half a surrogate pair.
  encodeURIComponent(String(part ?? '').replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
