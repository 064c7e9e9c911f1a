import type { Stream } from '../define/stream.ts';

/** What a catalog says about a stream: its description, how sure it is, and the vendor's page. */
export const describeStream = ({ description, beta, source }: Stream): string => {
  const sentence = /[.!?]$/.test(description) ? description : `${description}.`;
  const caution = beta === true ? ' Beta: built from documentation, not yet seen in a real answer.' : '';
  return `${sentence}${caution} Source: ${source}`;
};
