import type { Reply } from '../../../portal.ts';
import { json } from '../../../portal.ts';

/** What an AWS gateway says to a path that it does not know. */
export const missingToken: Reply = json(403, { message: 'Missing Authentication Token' });
