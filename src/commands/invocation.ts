/** A command line, understood. */
export type Invocation =
  | (Shared & { readonly verb: 'help'; readonly text: string })
  | (Shared & { readonly verb: 'version' })
  | (Shared & { readonly verb: 'spec' })
  | (Shared & { readonly verb: 'about'; readonly format: 'text' | 'json' | 'markdown' })
  | (Shared & ConfigSources & { readonly verb: 'check' })
  | (Shared & ConfigSources & DiscoverInvocation)
  | (Shared & ConfigSources & SyncInvocation)
  | (Shared & SandboxInvocation)
  | (Shared & DemoInvocation);

interface Shared {
  readonly debug: boolean;
  /** Messages even on a terminal. */
  readonly json: boolean;
}

interface ConfigSources {
  /** Files, `-` or `ENV`, in order. */
  readonly config: readonly string[];
}

export interface DiscoverInvocation {
  readonly verb: 'discover';
  readonly protocol: 'singer' | 'airbyte';
  /** Without asking the vendor. */
  readonly isStatic: boolean;
}

export interface SyncInvocation {
  readonly verb: 'sync';
  readonly protocol: 'singer' | 'airbyte';
  readonly catalog: string | null;
  readonly state: string | null;
  /** Folder for files instead of messages. */
  readonly out: string | null;
  /** Only these; null: what the catalog or the defaults select. */
  readonly streams: readonly string[] | null;
  readonly fullRefresh: readonly string[];
  readonly limit: number | null;
  readonly report: string | null;
  /** SCHEMA messages only. */
  readonly schemaOnly: boolean;
}

export interface SandboxInvocation {
  readonly verb: 'sandbox';
  readonly vendor: string | null;
  readonly port: number | null;
  readonly users: number | null;
  readonly faults: string | null;
}

export interface DemoInvocation {
  readonly verb: 'demo';
  readonly vendor: string | null;
  readonly out: string | null;
  readonly users: number | null;
}
