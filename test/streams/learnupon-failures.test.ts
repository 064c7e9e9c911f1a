import { describe, expect, test } from '@jest/globals';
import { answerOf, judge } from '../../packages/tap/src/fetch/outcome.ts';
import { errors } from '../../src/streams/learnupon/failures.ts';

const outcomeOf = (status: number, body: unknown) => {
  const answer = answerOf({ status, headers: { get: () => null }, text: JSON.stringify(body) }, 'json');
  return judge(answer, 'json', errors).outcome;
};

describe("LearnUpon's error envelope under a good status", () => {
  test.each([
    ['a fault without a name', { response_type: 'ERROR', message: 'Something went wrong' }, 'retry'],
    ['only a message', { message: 'Something went wrong' }, 'retry'],
    ['a refused key', { response_type: 'ERROR', response_code: 401, message: 'Access denied' }, 'credentials'],
    ['too many requests', { response_type: 'ERROR', response_code: 429, message: 'Too many' }, 'wait'],
    ['rows with a message', { message: 'Welcome', users: [] }, 'ok'],
  ])('%s', (_, body, outcome) => {
    expect(outcomeOf(200, body)).toBe(outcome);
  });
});
