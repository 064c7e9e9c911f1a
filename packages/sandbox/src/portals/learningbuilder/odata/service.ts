import type { List, Reply, Route, Row, VendorRequest } from '../../../portal.ts';
import { versionHeader } from '../dialect.ts';
import type { EntitySet } from '../sets/entity-set.ts';
import type { World } from '../world.ts';
import { negotiate } from './accept.ts';
import { atomEntry } from './atom.ts';
import { odataFailure } from './failures.ts';
import { FilterError, parseFilter } from './filter.ts';
import { listRows, select } from './list.ts';
import { metadataXml } from './metadata.ts';
import { readQuery } from './query.ts';
import { renderRow, stringify } from './render.ts';
import type { ServedSet } from './served-set.ts';
import { serveSets } from './served-set.ts';
import { SetTable } from './set-table.ts';

/** One OData service: `/data`, or the legacy `/OData`. */
export class Service {
  readonly root: string;
  readonly tables: readonly SetTable[];
  readonly #world: World;

  constructor(world: World, root: string, sets: readonly EntitySet[], all = sets) {
    this.root = root;
    this.#world = world;
    this.tables = serveSets(world, sets, all)
      .filter(({ name }) => root !== '/data' || world.options.sets?.includes(name) !== false)
      .map((served) => new SetTable(world, served));
  }

  get routes(): Route[] {
    const world = this.#world;
    const isOpen = world.options.openMetadata ?? true;
    const one = `${this.root}/{set}`;
    const refuseWrite = (request: VendorRequest): Reply =>
      odataFailure(world, request, 405, `The requested resource does not support http method '${request.method}'.`);
    return [
      { method: 'GET', path: `${this.root}/$metadata`, open: isOpen, reply: () => this.#metadata() },
      { method: 'GET', path: this.root, open: isOpen, reply: (request) => this.#document(request) },
      { method: 'GET', path: `${this.root}/`, open: isOpen, reply: (request) => this.#document(request) },
      { method: 'GET', path: `${one}/$count`, reply: (request) => this.#count(request) },
      { method: 'GET', path: `${one}/{property}`, reply: (request) => this.#property(request) },
      { method: 'GET', path: one, reply: (request) => this.#read(request) },
      ...(['POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method): Route => ({
        method,
        path: one,
        reply: refuseWrite,
      })),
    ];
  }

  /** Gives the row that the set's link leads to. */
  linkedRow({ set }: ServedSet): (row: Row) => Row | null {
    const target = this.tables.find(({ served }) => served.set.name === set.navigation?.set);
    const by = set.navigation?.by ?? '';
    return (row) => target?.get(Number(row[by])) ?? null;
  }

  #metadata(): Reply {
    return {
      status: 200,
      headers: versionHeader(this.#world.dialect),
      contentType: 'application/xml;charset=utf-8',
      body: metadataXml(
        this.#world,
        this.tables.map(({ served }) => served),
      ),
    };
  }

  #document(request: VendorRequest): Reply {
    const world = this.#world;
    const form = negotiate(world, request);
    if ('status' in form) return form;
    const names = this.tables.map(({ served }) => served.name);
    const headers = versionHeader(world.dialect);
    const url = `${world.setup.origin()}${this.root}`;
    switch (form.kind) {
      case 'atom': {
        const collections = names.map(
          (name) => `<collection href="${name}"><atom:title>${name}</atom:title></collection>`,
        );
        const body = `<?xml version="1.0" encoding="utf-8"?><service xml:base="${url}/" xmlns="http://www.w3.org/2007/app" xmlns:atom="http://www.w3.org/2005/Atom"><workspace><atom:title>Default</atom:title>${collections.join('')}</workspace></service>`;
        return { status: 200, headers, contentType: 'application/xml;charset=utf-8', body };
      }
      case 'verbose':
        return { status: 200, headers, contentType: form.contentType, body: { d: { EntitySets: names } } };
      case 'light': {
        const value = names.map((name) => ({ name, url: name }));
        return {
          status: 200,
          headers,
          contentType: form.contentType,
          body: { 'odata.metadata': `${url}/$metadata`, value },
        };
      }
      case 'v4': {
        const context = world.dialect.version === 'v4.01' ? '@context' : '@odata.context';
        const value = names.map((name) => ({ name, kind: 'EntitySet', url: name }));
        return { status: 200, headers, contentType: form.contentType, body: { [context]: `${url}/$metadata`, value } };
      }
    }
  }

  /** Names are compared letter by letter. */
  #find(name: string, request: VendorRequest): SetTable | Reply {
    const { options } = this.#world;
    const table = this.tables.find(({ served }) => served.name === name);
    if (table === undefined || options.removed?.includes(name) === true)
      return odataFailure(this.#world, request, 404, `Resource not found for the segment '${name}'.`);
    if (options.denied?.includes(name) === true)
      return odataFailure(this.#world, request, 403, 'Authorization has been denied for this request.');
    return table;
  }

  #read(request: VendorRequest): Reply | List {
    const [, name = '', key] = /^([^(]*)(?:\((.*)\))?$/s.exec(request.params['set'] ?? '') ?? [];
    const table = this.#find(name, request);
    if (!(table instanceof SetTable)) return table;
    return key === undefined || key === ''
      ? listRows(this.#world, this, table, request)
      : this.#entity(table, key, request);
  }

  #count(request: VendorRequest): Reply {
    const table = this.#find(request.params['set'] ?? '', request);
    if (!(table instanceof SetTable)) return table;
    if (this.#world.options.refuses?.includes('$count') === true)
      return odataFailure(this.#world, request, 400, "The segment '$count' is not allowed.");
    const query = readQuery(this.#world, request, table.served);
    if ('status' in query) return query;
    const { source } = select(this.#world, table, query, []);
    const headers = versionHeader(this.#world.dialect);
    return { status: 200, headers, contentType: 'text/plain;charset=utf-8', body: String(source.size) };
  }

  #entity(table: SetTable, key: string, request: VendorRequest): Reply {
    const row = this.#rowOf(table, key);
    if (row === undefined)
      return odataFailure(this.#world, request, 404, `Resource not found for the segment '${table.served.name}'.`);
    return this.#one(table.served, row, request);
  }

  #one(served: ServedSet, row: Row, request: VendorRequest): Reply {
    const world = this.#world;
    const form = negotiate(world, request);
    if ('status' in form) return form;
    const query = readQuery(world, request, served);
    if ('status' in query) return query;
    const serviceUrl = `${world.setup.origin()}${this.root}`;
    const linked = query.expands ? this.linkedRow(served) : undefined;
    const body = renderRow(row, served, { form, dialect: world.dialect, serviceUrl, select: query.select, linked });
    const headers = versionHeader(world.dialect);
    const { contentType } = form;
    const context = `${serviceUrl}/$metadata#${served.name}`;
    switch (form.kind) {
      case 'atom':
        return { status: 200, headers, contentType, body: atomEntry(served, body) };
      case 'verbose':
        return { status: 200, headers, contentType, body: { d: body } };
      case 'light':
        return { status: 200, headers, contentType, body: { 'odata.metadata': `${context}/@Element`, ...body } };
      case 'v4': {
        const name = world.dialect.version === 'v4.01' ? '@context' : '@odata.context';
        return { status: 200, headers, contentType, body: stringify({ [name]: `${context}/$entity`, ...body }) };
      }
    }
  }

  /** `Set(1)/Member` follows a link. */
  #property(request: VendorRequest): Reply {
    const [, name = '', key = ''] = /^([^(]*)\((.*)\)$/s.exec(request.params['set'] ?? '') ?? [];
    const table = this.#find(name, request);
    if (!(table instanceof SetTable)) return table;
    const row = this.#rowOf(table, key);
    const { navigation } = table.served.set;
    const target = this.tables.find(({ served }) => served.set.name === navigation?.set);
    const linked = row === undefined ? null : this.linkedRow(table.served)(row);
    if (linked === null || target === undefined || request.params['property'] !== navigation?.name)
      return odataFailure(
        this.#world,
        request,
        404,
        `Resource not found for the segment '${String(request.params['property'])}'.`,
      );
    return this.#one(target.served, linked, request);
  }

  /** `1`, `Name=1` or `A=1,B='x'`. */
  #rowOf(table: SetTable, key: string): Row | undefined {
    const { set } = table.served;
    const isNamed = /^\w+=/.test(key);
    const filter = isNamed
      ? key.replace(/(^|,)(\w+)=/g, (_all, comma: string, name: string) => `${comma === '' ? '' : ' and '}${name} eq `)
      : `${set.key[0] ?? ''} eq ${key}`;
    try {
      const { passes } = parseFilter(filter, table.served, this.#world.dialect);
      return table.match(passes).slice(0, 1)[0];
    } catch (error) {
      if (error instanceof FilterError) return undefined;
      throw error;
    }
  }
}
