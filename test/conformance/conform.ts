import { afterAll, beforeAll, describe } from '@jest/globals';
import { check } from './check.ts';
import { discovery } from './discovery.ts';
import { reading } from './reading.ts';
import { resuming } from './resuming.ts';
import { singer } from './singer.ts';
import { specification } from './specification.ts';
import { createSubject } from './subject.ts';
import { trouble, type Refusal } from './trouble.ts';

/** Holds one account against all lists, in both protocols, over every stream that it has. */
export const conform = (title: string, refusal: Refusal | null): void => {
  describe(title, () => {
    const subject = createSubject(title);
    beforeAll(subject.open);
    afterAll(subject.close);
    specification(subject);
    check(subject);
    discovery(subject);
    reading(subject);
    resuming(subject);
    singer(subject);
    trouble(subject, refusal);
  });
};
