import { describe } from '@jest/globals';
import { specification } from './specification.ts';

describe('the command of all vendors', () => {
  specification(null);
});
