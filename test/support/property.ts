import fc from 'fast-check';

/**
 * The same cases in every run, so that a change is judged by what it does and not by chance. `FC_SEED=random npm test`
 * (or a number) looks at others.
 */
const { FC_SEED = '1' } = process.env;
if (FC_SEED !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(FC_SEED) });

export { fc };
