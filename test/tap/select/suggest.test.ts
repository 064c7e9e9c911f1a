import { describe, expect, test } from '@jest/globals';
import { didYouMean, suggest } from '../../../packages/tap/src/select/suggest.ts';

const known = ['users', 'user_groups', 'courses', 'enrollments'];

describe('suggest', () => {
  test.each([
    ['user', 'users'],
    ['Users', 'users'],
    ['usres', 'users'],
    ['user-groups', 'user_groups'],
    ['enrolments', 'enrollments'],
    ['course', 'courses'],
  ])('finds what %s probably means', (name, meant) => {
    expect(suggest(name, known)).toBe(meant);
  });

  test('stays silent when nothing is near', () => {
    expect(suggest('invoices', known)).toBeUndefined();
    expect(didYouMean('invoices', known)).toBe('');
    expect(suggest('x', [])).toBeUndefined();
  });

  test('bounds its work on absurdly long names', () => {
    expect(suggest('x'.repeat(100_000), known)).toBeUndefined();
  });
});
