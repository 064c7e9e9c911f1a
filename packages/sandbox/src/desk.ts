import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DriftPlan, Reading } from './drift.ts';
import { DriftEngine } from './drift.ts';
import type { Fault, FaultPlan } from './faults.ts';
import { FaultDice } from './faults.ts';
import type { Limit, Quota } from './limiter.ts';
import { Limiter } from './limiter.ts';
import { answerList } from './listing.ts';
import type { List, Portal, Reply, VendorRequest } from './portal.ts';
import { hash } from './random.ts';
import type { RequestLog } from './request-log.ts';
import { Router } from './routing.ts';
import type { SandboxOptions } from './options.ts';
import { distort, replacement, transmit } from './transport.ts';

const maxRequestBodyBytes = 1_000_000;

export interface DeskSetup {
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
export class Desk {
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
      search: target.search,
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
    if (reading !== undefined || reply.status === 200) this.#drift.step(`${target.pathname}${target.search}`, reading);
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
    const isBare = decision.reply.status >= 400 && portal.quotaHeadersOnErrors !== true;
    if (headers === undefined || isBare) return decision;
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
