import { conform } from './conform.ts';

conform('learningbuilder', { options: { denied: ['Activities'] }, stream: 'activities', other: 'profiles' });
