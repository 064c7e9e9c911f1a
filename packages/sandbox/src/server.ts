import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Desk } from './desk.ts';
import type { DriftPlan } from './drift.ts';
import { tableOf } from './drift.ts';
import type { Elsewhere } from './elsewhere.ts';
import { openElsewhere } from './elsewhere.ts';
import type { FaultPlan } from './faults.ts';
import type { Limit } from './limiter.ts';
import type { SandboxOptions } from './options.ts';
import type { Portal, Row } from './portal.ts';
import { loadPortal } from './portals/index.ts';
import { RequestLog } from './request-log.ts';
import { Table, type Change, type Key, type Partition, type Place, type Resource } from './table.ts';

export interface Sandbox {
  readonly url: string;
  /** What a user of the connector puts into config.json. */
  readonly config: Row;
  readonly log: RequestLog;
  /** Names that `truth`, `survivors` and the changes take: the dossier's stream names. */
  readonly resources: readonly string[];
  /** Those of them that can be changed and drift; the others follow from them. */
  readonly tables: readonly string[];
  /** A second origin, where the fault `redirect` points. */
  readonly elsewhere: Elsewhere;
  /** The portal's rows now, in the dossier's record terms. */
  truth(resource: string): Row[];
  /** The same one by one, for a million rows. */
  eachTruth(resource: string): Iterable<Row>;
  /** Changes since the start, oldest first. */
  history(resource: string): readonly Change[];
  /** Rows that existed throughout [sinceMs, now]. */
  survivors(resource: string, sinceMs: number): Row[];
  insert(resource: string, row?: Row, place?: Place, within?: Partition['within']): Row;
  update(resource: string, id: Key, patch?: Row): Row | undefined;
  delete(resource: string, id: Key): boolean;
  /** From now on every answer is the vendor's refusal of the key. */
  revokeKey(): void;
  /** Takes the refusal back, also that of the fault `key-revoked`. */
  restoreKey(): void;
  setFaults(plan: FaultPlan): void;
  setDrift(plan: DriftPlan): void;
  close(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const nowMs = options.clock ?? Date.now;
  const seed = options.seed ?? 1;
  const createPortal = await loadPortal(options.vendor);
  let url = '';
  const flagged: string[] = [];
  let flag = (name: string): void => void flagged.push(name);
  const portal = createPortal({
    users: options.users ?? 200,
    seed,
    pageSize: options.pageSize,
    credentials: options.credentials ?? {},
    options: options.options ?? {},
    nowMs,
    origin: () => url,
    flag: (name) => {
      flag(name);
    },
  });
  const limits = limitsOf(portal, options.limit);
  const log = new RequestLog(limits[0]?.windowMs ?? 1000);
  flag = (name) => {
    log.flag(name);
  };
  flagged.forEach(flag);
  let elsewhereUrl = '';
  const desk = new Desk(portal, options, { nowMs, seed, limits, log, elsewhere: () => elsewhereUrl });
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    desk.serve(request, response).catch((error: unknown) => {
      log.flag('sandbox-error');
      answerCrash(response, error);
    });
  });
  url = await listen(server, options.port ?? 0);
  const elsewhere = await openElsewhere();
  elsewhereUrl = elsewhere.url;

  return {
    url,
    config: { vendor: options.vendor, base_url: url, ...portal.config() },
    log,
    resources: Object.keys(portal.resources),
    tables: Object.keys(portal.resources).filter((name) => portal.resources[name] instanceof Table),
    elsewhere,
    truth: (resource) => [...find(portal, resource).rows()],
    eachTruth: (resource) => find(portal, resource).rows(),
    survivors: (resource, sinceMs) => [...find(portal, resource).survivors(sinceMs)],
    history: (resource) => tableOf(portal.resources, resource).history,
    insert: (resource, row, place, within) => tableOf(portal.resources, resource).insert(row, place, within),
    update: (resource, id, patch) => tableOf(portal.resources, resource).update(id, patch),
    delete: (resource, id) => tableOf(portal.resources, resource).delete(id),
    revokeKey: () => {
      desk.isRevoked = true;
    },
    restoreKey: () => {
      desk.isRevoked = false;
    },
    setFaults: (plan) => {
      desk.setFaults(plan);
    },
    setDrift: (plan) => {
      desk.setDrift(plan);
    },
    close: async () => {
      await Promise.all([closeServer(server), elsewhere.close()]);
    },
  };
}

function find(portal: Portal, name: string): Resource {
  const resource = portal.resources[name];
  if (resource === undefined) {
    throw new RangeError(`no resource "${name}"; there are: ${Object.keys(portal.resources).join(', ')}`);
  }
  return resource;
}

function limitsOf(portal: Portal, override: SandboxOptions['limit']): readonly Limit[] {
  if (override === 'none') return [];
  if (override === undefined) return portal.limits;
  return [{ name: 'override', ...portal.limits[0], ...override }, ...portal.limits.slice(1)];
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** A mistake of the sandbox itself must be seen, and must not end the process that hosts it. */
function answerCrash(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { 'content-type': 'text/plain' }).end(`The sandbox failed: ${String(error)}`);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
