import { conform } from './conform.ts';

conform('learnupon', { options: { disabled: ['gamification'] }, stream: 'badges', other: 'users' });
