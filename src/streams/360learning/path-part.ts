/** A part of a partition as it stands in a path. */
export const pathPart = (part: string | number | undefined): string => encodeURIComponent(String(part ?? ''));
