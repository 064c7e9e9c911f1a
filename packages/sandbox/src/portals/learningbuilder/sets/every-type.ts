import { uuid } from '../../../random.ts';
import type { Cell, EntitySet } from './entity-set.ts';
import { column, ownKey } from './entity-set.ts';
import { addressOf } from './members.ts';

/** Numbers that this language's own number can't hold, between others that it can. */
const wholeNumbers = ['0', '-1', '9007199254740991', '9007199254740996', '-9223372036854775000', '42'];
const decimals = ['0.0000', '12.50', '-0.01', '79228162514264337593543950335', '1234567890123456.7891', '0.1'];
const doubles = [0, -0.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1 / 3];

function nth<T>(list: readonly T[], { slot }: Cell): T | null {
  return slot % 11 === 10 ? null : (list[slot % list.length] ?? null);
}

/** A custom view over everything that SQL Server and the protocol have. */
export const everyType: EntitySet = {
  name: 'vdev_EVERY_TYPE',
  sqlName: 'vdev_EVERY_TYPE',
  typeName: 'EveryType',
  key: ['RowId'],
  firstId: 1,
  step: 1,
  count: (users) => Math.min(300, 24 + Math.ceil(users / 10)),
  touched: 'AText',
  columns: [
    ownKey('RowId', 'vdev_EVERY_TYPE'),
    column('AText', 'String', ({ world, slot }) => world.words.text('text', 270, slot)),
    column('ABoolean', 'Boolean', (cell) => nth([true, false], cell)),
    column('AByte', 'Byte', (cell) => nth([0, 255, 7], cell)),
    column('ASByte', 'SByte', (cell) => nth([-128, 127, 0], cell)),
    column('AnInt16', 'Int16', (cell) => nth([-32_768, 32_767], cell)),
    column('AnInt32', 'Int32', (cell) => nth([-2_147_483_648, 2_147_483_647, 0], cell)),
    column('AnInt64', 'Int64', (cell) => nth(wholeNumbers, cell)),
    column('ADecimal', 'Decimal', (cell) => nth(decimals, cell)),
    column('ADouble', 'Double', (cell) => nth(doubles, cell)),
    column('ASingle', 'Single', (cell) => nth([1.5, -2.25, Number.NaN], cell)),
    column('AGuid', 'Guid', ({ world, slot }) => (slot % 11 === 10 ? null : uuid(world.setup.seed, 271, slot))),
    column('ADateTime', 'DateTime', ({ world, slot }) => world.dateOrZero(world.pastMs(900, 272, slot), 1, slot)),
    column('ADateTime2', 'DateTime', (cell) =>
      nth(['2021-03-02T14:20:11.1234567', '2024-02-29T23:59:59.9999999'], cell),
    ),
    column('ADateTimeOffset', 'DateTimeOffset', (cell) =>
      nth(['2021-03-02T14:20:11-05:00', '2021-07-02T14:20:11.5+05:30', '2021-07-02T14:20:11Z'], cell),
    ),
    column('ADate', 'Date', ({ world, slot }) => (slot % 11 === 10 ? null : world.pastDayMs(900, 273, slot))),
    column('ATime', 'TimeOfDay', (cell) => nth(['13:30:00', '00:00:01', '23:59:59'], cell)),
    column('ADuration', 'Duration', (cell) => nth(['PT1H30M', 'P1DT0.5S', '-PT5M'], cell)),
    column('ABinary', 'Binary', ({ slot }) => (slot % 11 === 10 ? null : Buffer.from([0xfb, 0xff, 0xfe, slot % 256]))),
    column('TheTexts', 'Texts', (cell) => nth([['a', 'b'], [], ['', 'with,comma']], cell)),
    column('AnAddress', 'Address', (cell) => (cell.slot % 11 === 10 ? null : addressOf(cell, cell.slot))),
    column('AKind', 'MemberKind', (cell) => nth(['PERSON', 'ORGANIZATION'], cell)),
    column('APoint', 'GeographyPoint', ({ slot }) =>
      slot % 11 === 10
        ? null
        : {
            type: 'Point',
            coordinates: [-76.88 + slot / 100, 40.27],
            crs: { type: 'name', properties: { name: 'EPSG:4326' } },
          },
    ),
    column('APhoto', 'Stream', () => undefined),
  ],
};
