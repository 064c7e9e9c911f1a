import { setMaxListeners } from 'node:events';

/** Settles as `promise` does, or rejects with the signal's reason as soon as it is aborted; the work itself goes on. */
export const untilAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

/** A signal that follows both, and the way to stop following. AbortSignal.any holds on to long-lived signals. */
export const eitherSignal = (
  one: AbortSignal,
  other: AbortSignal | undefined,
): { readonly signal: AbortSignal; readonly release: () => void } => {
  if (other === undefined || other === one) return { signal: one, release: () => undefined };
  const controller = new AbortController();
  // As many listeners as requests under way; each is taken away when its request is over.
  setMaxListeners(0, one, other, controller.signal);
  const follow = (event: Event): void => {
    controller.abort((event.target as AbortSignal).reason);
  };
  for (const signal of [one, other]) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener('abort', follow, { once: true });
  }
  const release = (): void => {
    one.removeEventListener('abort', follow);
    other.removeEventListener('abort', follow);
  };
  return { signal: controller.signal, release };
};
