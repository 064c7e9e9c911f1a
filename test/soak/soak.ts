/** One long proof. It throws where the proof fails. */
export interface Soak {
  readonly name: string;
  readonly run: (say: (text: string) => void) => Promise<void>;
}
