import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DriftPlan, Reading } from './drift.ts';
import { DriftEngine, tableOf } from './drift.ts';
import type { Elsewhere } from './elsewhere.ts';
import { openElsewhere } from './elsewhere.ts';
import type { Fault, FaultPlan } from './faults.ts';
import { FaultDice } from './faults.ts';
import type { Limit, OtherClient, Quota } from './limiter.ts';
import { Limiter } from './limiter.ts';
import { answerList } from './listing.ts';
import type { List, Portal, Reply, Row, VendorRequest } from './portal.ts';
import type { Vendor } from './portals/index.ts';
import { loadPortal } from './portals/index.ts';
import { hash } from './random.ts';
import { RequestLog } from './request-log.ts';
import { Router } from './routing.ts';
import type { Key, Partition, Place, Resource } from './table.ts';
import { distort, replacement, transmit } from './transport.ts';

export interface SandboxOptions {
  readonly vendor: Vendor;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Size of the simulated account; everything else grows with it. Default 200. */
  readonly users?: number;
  readonly seed?: number;
  readonly faults?: FaultPlan;
  readonly drift?: DriftPlan;
  /** Replaces the portal's first limit; `none` lifts all of them. */
  readonly limit?:
    { readonly requests: number; readonly windowMs: number; readonly window?: 'sliding' | 'fixed' } | 'none';
  readonly otherClient?: OtherClient;
  /** Time until an answer, fixed or between two bounds (seeded). */
  readonly latencyMs?: number | readonly [number, number];
  /** The vendor's clock: data, Date header, limiter. Default Date.now. */
  readonly clock?: () => number;
  /** Replaces credentials by name; the names are those in the vendor's portal. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Rows per page where the vendor decides; default the vendor's real sizes. */
  readonly pageSize?: number;
  /** Gzip answers to clients that accept it. Default true. */
  readonly gzip?: boolean;
  /** Vendor options: see the vendor's `...Options` interface. */
  readonly options?: object;
}

export interface Sandbox {
  readonly url: string;
  /** What a user of the connector puts into config.json. */
  readonly config: Row;
  readonly log: RequestLog;
  /** Names that `truth`, `survivors` and the changes take: the dossier's stream names. */
  readonly resources: readonly string[];
  /** A second origin, where the fault `redirect` points. */
  readonly elsewhere: Elsewhere;
  /** The portal's rows now, in the dossier's record terms. */
  truth(resource: string): Row[];
  /** The same one by one, for a million rows. */
  eachTruth(resource: string): Iterable<Row>;
  /** Rows that existed throughout [sinceMs, now]. */
  survivors(resource: string, sinceMs: number): Row[];
  insert(resource: string, row?: Row, place?: Place, within?: Partition['within']): Row;
  update(resource: string, id: Key, patch?: Row): Row | undefined;
  delete(resource: string, id: Key): boolean;
  /** From now on every answer is the vendor's refusal of the key. */
  revokeKey(): void;
  setFaults(plan: FaultPlan): void;
  setDrift(plan: DriftPlan): void;
  close(): Promise<void>;
}

const maxRequestBodyBytes = 1_000_000;

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
    void desk.serve(request, response);
  });
  url = await listen(server, options.port ?? 0);
  const elsewhere = await openElsewhere();
  elsewhereUrl = elsewhere.url;

  return {
    url,
    config: { vendor: options.vendor, base_url: url, ...portal.config() },
    log,
    resources: Object.keys(portal.resources),
    elsewhere,
    truth: (resource) => [...find(portal, resource).rows()],
    eachTruth: (resource) => find(portal, resource).rows(),
    survivors: (resource, sinceMs) => [...find(portal, resource).survivors(sinceMs)],
    insert: (resource, row, place, within) => tableOf(portal.resources, resource).insert(row, place, within),
    update: (resource, id, patch) => tableOf(portal.resources, resource).update(id, patch),
    delete: (resource, id) => tableOf(portal.resources, resource).delete(id),
    revokeKey: () => {
      desk.isRevoked = true;
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

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

interface DeskSetup {
  readonly nowMs: () => number;
  readonly seed: number;
  readonly limits: readonly Limit[];
  readonly log: RequestLog;
  readonly elsewhere: () => string;
}

interface Decision {
  readonly reply: Reply;
  readonly reading?: Reading;
}

/** Takes requests in, decides, answers, and lets the data drift. */
class Desk {
  isRevoked = false;
  readonly #portal: Portal;
  readonly #options: SandboxOptions;
  readonly #setup: DeskSetup;
  readonly #router: Router;
  readonly #limiters: readonly Limiter[];
  #dice: FaultDice;
  #drift: DriftEngine;

  constructor(portal: Portal, options: SandboxOptions, setup: DeskSetup) {
    this.#portal = portal;
    this.#options = options;
    this.#setup = setup;
    this.#router = new Router(portal);
    this.#limiters = setup.limits.map((limit) => new Limiter(limit, setup.nowMs(), options.otherClient));
    this.#dice = new FaultDice(options.faults ?? [], setup.seed);
    this.#drift = new DriftEngine(options.drift ?? [], portal.resources, setup.seed);
  }

  setFaults(plan: FaultPlan): void {
    this.#dice = new FaultDice(plan, this.#setup.seed);
  }

  setDrift(plan: DriftPlan): void {
    this.#drift = new DriftEngine(plan, this.#portal.resources, this.#setup.seed);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { log, nowMs } = this.#setup;
    const atMs = nowMs();
    log.arrived(atMs, request.method ?? 'GET');
    response.once('close', () => {
      log.inFlight -= 1;
    });
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const body = await readBody(request);
    await this.#latency();
    if (body === undefined || response.destroyed) return;

    const target = new URL(request.url ?? '/', 'http://127.0.0.1');
    const vendorRequest: VendorRequest = {
      method: request.method ?? 'GET',
      path: target.pathname,
      params: {},
      query: target.searchParams,
      headers: request.headers,
      body,
      atMs,
    };
    const faults = this.#dice.throw(`${target.pathname}${target.search}`);
    const { reply, reading } = this.#decide(vendorRequest, request, faults);
    response.setHeader('date', new Date(nowMs()).toUTCString());
    const isWhole = transmit(response, reply, faults, {
      gzip: this.#options.gzip ?? true,
      acceptsGzip: /\bgzip\b/.test(request.headers['accept-encoding'] ?? ''),
    });
    log.answered({
      atMs,
      method: vendorRequest.method,
      path: target.pathname,
      query: target.search.slice(1),
      status: isWhole ? reply.status : 0,
      headersSeen: request.headers,
      faults: faults.map(({ kind }) => kind),
    });
    if (reading !== undefined) this.#drift.step(`${target.pathname}${target.search}`, reading);
  }

  #decide(request: VendorRequest, message: IncomingMessage, faults: readonly Fault[]): Decision {
    if (faults.some(({ kind }) => kind === 'key-revoked')) this.isRevoked = true;
    const quotas = this.#limiters.map((limiter) => limiter.quota(request.atMs));
    for (const fault of faults) {
      const reply = replacement(fault, {
        request: message,
        elsewhere: this.#setup.elsewhere(),
        nowMs: this.#setup.nowMs(),
        rateLimited: () => this.#portal.rateLimited(request, exhausted(quotas)),
        errorWithStatus200: () => this.#portal.errorWithStatus200(request),
      });
      if (reply !== undefined) return { reply };
    }
    const decision = this.#askPortal(request, quotas, faults);
    return { ...decision, reply: distort(decision.reply, faults, this.#portal.perishableHeaders) };
  }

  #askPortal(request: VendorRequest, quotas: readonly Quota[], faults: readonly Fault[]): Decision {
    const portal = this.#portal;
    const match = this.#router.match(request.method, request.path);
    const routed = { ...request, params: match?.params ?? {} };
    if (match?.route.open !== true) {
      const refusal = this.isRevoked ? portal.unauthorized(routed) : portal.authenticate(routed);
      if (refusal !== undefined) return { reply: refusal };
    } else if (this.isRevoked) return { reply: portal.unauthorized(routed) };

    if (match?.route.unlimited !== true) {
      const empty = quotas.find(({ remaining }) => remaining <= 0);
      if (empty !== undefined) {
        this.#setup.log.deniedCount += 1;
        return { reply: portal.rateLimited(routed, empty) };
      }
      for (const limiter of this.#limiters) limiter.take(request.atMs);
    }
    const objection = portal.inspect?.(routed);
    if (objection !== undefined) return { reply: objection };
    if (match === undefined) return { reply: portal.notFound(routed) };
    const answer = match.route.reply(routed);
    const decision = isList(answer) ? answerList(answer, routed, portal, faults) : { reply: answer };
    const left = quotas.map((quota) => ({ ...quota, remaining: quota.remaining - 1 }));
    const headers = portal.quotaHeaders?.(left);
    if (headers === undefined || decision.reply.status >= 400) return decision;
    return { ...decision, reply: { ...decision.reply, headers: { ...headers, ...decision.reply.headers } } };
  }

  async #latency(): Promise<void> {
    const { latencyMs } = this.#options;
    if (latencyMs === undefined) return;
    const [low, high] = typeof latencyMs === 'number' ? [latencyMs, latencyMs] : latencyMs;
    const ms = low + (hash(this.#setup.seed, this.#setup.log.requests) % (high - low + 1));
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

function exhausted(quotas: readonly Quota[]): Quota {
  const [first] = quotas;
  const limit: Limit = first?.limit ?? { name: 'fault', requests: 0, windowMs: 1000 };
  return { limit, remaining: 0, waitMs: first?.waitMs ?? 1000 };
}

function isList(answer: Reply | List): answer is List {
  return 'source' in answer;
}

/** undefined = the client went away, or sends more than any vendor would read. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxRequestBodyBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}
