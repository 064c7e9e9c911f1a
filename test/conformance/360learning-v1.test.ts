import { conform } from './conform.ts';

conform('360learning v1', null);
