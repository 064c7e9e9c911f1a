import type { FaultKind } from '@singer-io-ts/sandbox';
import type { Account } from './accounts.ts';

/** What heals when it is asked for again, whoever the vendor is. */
const healing: readonly FaultKind[] = [
  ...(['rate-limit', 'rate-limit-seconds', 'rate-limit-date', '500', '502', '504', 'html-503'] as const),
  ...(['reset-before-headers', 'reset-in-body', 'stall-before-headers', 'stall-in-body'] as const),
  ...(['truncated-right-length', 'truncated-wrong-length', 'invalid-json', 'gzip-truncated'] as const),
  ...(['wrong-content-type', 'html-login', 'empty-200', '200-with-error-body', 'repeated-page'] as const),
  'echo-secrets',
];

/** A page for signing in is how LearningBuilder refuses a key. */
export const healingOf = ({ vendor }: Account): readonly FaultKind[] =>
  healing.filter((kind) => kind !== 'html-login' || vendor !== 'learningbuilder');

/** Faults spare the requests for tokens: that a token can't be had is another matter. */
export const besideTokens = /^(?!.*token)/;
