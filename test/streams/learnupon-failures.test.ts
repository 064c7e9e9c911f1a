import { describe, expect, test } from '@jest/globals';
import { answerOf, judge } from '../../packages/tap/src/fetch/outcome.ts';
import { errors, HOST_ADVICE } from '../../src/streams/learnupon/failures.ts';

const judgementOf = (status: number, text: string) =>
  judge(answerOf({ status, headers: { get: () => null }, text }, 'json'), 'json', errors);

const outcomeOf = (status: number, body: unknown) => judgementOf(status, JSON.stringify(body)).outcome;

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

describe('an answer of another host', () => {
  test.each([
    [200, '<!DOCTYPE html><title>Log in</title>'],
    [200, '<?xml version="1.0"?><error/>'],
    [200, 'It works!'],
    [400, '<html>Bad request</html>'],
    [405, '<html>Not allowed</html>'],
  ])('%i %s is told by the address', (status, text) => {
    expect(judgementOf(status, text)).toMatchObject({ outcome: 'retry', advice: HOST_ADVICE });
  });

  test.each([
    [200, '{"user": [{"id": 1', 'retry'],
    [200, '', 'retry'],
    [400, '{"error":"There was a problem in the JSON you submitted."}', 'shape'],
    [401, '<html>Log in</html>', 'credentials'],
  ])('%i %s is not', (status, text, outcome) => {
    const judgement = judgementOf(status, text);
    expect(judgement.outcome).toBe(outcome);
    expect(judgement.advice).not.toBe(HOST_ADVICE);
  });
});
