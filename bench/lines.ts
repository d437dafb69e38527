/** The lines of the bench: what is asked of which server, and the bar that each must hold. */
import type { House } from '../src/app/build.ts';
import { enter } from '../test/house.ts';
import type { Gun, Round } from './fire.ts';
import {
  apiGun,
  discussed,
  draftGun,
  freshGun,
  freshTileGun,
  insertGun,
  listGun,
  sameGun,
  searchGun,
  similarGun,
  stateTileGun,
  stepTwoGun,
  tilesOf,
} from './guns.ts';

export interface Line {
  name: string;
  /** Which process answers. */
  at: 'server' | 'floor';
  method?: 'POST';
  gun: Gun;
  /** Writes are counted by number, and what they leave to subscribers and jobs counts too. */
  amount?: number;
  /** Instead of ten. */
  connections?: number;
  /** Name of the floor that it is measured by. */
  floor?: string;
  bars?: Bar[];
}

export interface Bar {
  what: string;
  holds(own: Round, of: (name: string) => Round): boolean;
}

const cpu = (round: Round): number => round.server + round.database;

/** CPU at most so many times that of another line of the same run. */
function times(most: number, other: string): Bar {
  return { what: `CPU <= ${most}x ${other}`, holds: (own, of) => cpu(own) <= most * cpu(of(other)) };
}

export async function linesOf(house: House, origin: string, rounds: number): Promise<Line[]> {
  const { few, many } = await discussed(house);
  const cookie = { cookie: await enter(house, 'marta-dossena') };
  const officer = { cookie: await enter(house, 'giulia-morabito') };
  const tiles = await tilesOf(house);
  const writes = 400;
  const p95: Bar = { what: 'p95 < 100 ms', holds: (own) => own.p95 < 100 };
  const server = (name: string, gun: Gun, floor?: string, bars?: Bar[]): Line => ({ name, at: 'server', gun, floor, bars });
  const floor = (name: string, gun: Gun): Line => ({ name, at: 'floor', gun });
  const write = (name: string, gun: Gun, bars: Bar[]): Line => ({
    name,
    at: 'server',
    method: 'POST',
    gun,
    amount: writes,
    floor: 'floor write',
    bars,
  });
  return [
    floor('empty', sameGun('/empty')),
    floor('floor list', listGun(house)),
    floor('floor detail', sameGun(`/segnalazioni/${few}`)),
    { name: 'floor write', at: 'floor', method: 'POST', gun: insertGun(), amount: writes * 4 },
    server('list, other filters', listGun(house), 'floor list', [times(8, 'floor list')]),
    server('list, same address', sameGun('/segnalazioni?stato=resolved'), 'empty', [
      { what: 'req/s >= 25 % of empty', holds: (own, of) => own.perSecond >= 0.25 * of('empty').perSecond },
    ]),
    server('list, signed in', listGun(house, cookie), 'floor list', [times(1.3, 'list, other filters')]),
    server('detail, 150 comments', freshGun(`/segnalazioni/${few}`), 'floor detail', [times(6, 'floor detail')]),
    server('detail, 1,000 comments', freshGun(`/segnalazioni/${many}`), 'floor detail', [times(1.2, 'detail, 150 comments')]),
    server('detail, signed in', freshGun(`/segnalazioni/${few}`, cookie), 'floor detail', [times(1.3, 'detail, 150 comments')]),
    write('report by the form', await draftGun(house, writes * (rounds + 1) + 20, origin), [
      times(20, 'floor write'),
      { what: '>= 200/s', holds: (own) => own.perSecond >= 200 },
      { what: 'p95 < 200 ms', holds: (own) => own.p95 < 200 },
    ]),
    write('step two, with the check', await stepTwoGun(house, writes * (rounds + 1) + 20, origin), [
      { what: 'p95 < 200 ms', holds: (own) => own.p95 < 200 },
    ]),
    server('is it told already', await similarGun(house), undefined, [{ what: 'p95 < 50 ms', holds: (own) => own.p95 < 50 }]),
    ...['json', 'xml'].flatMap((format) => [
      server(`Open311, ninety days, ${format}`, sameGun(`/open311/v2/requests.${format}`), undefined, [
        { what: 'p95 < 200 ms', holds: (own) => own.p95 < 200 },
      ]),
      server(`Open311, ninety days, ${format}, never asked before`, freshGun(`/open311/v2/requests.${format}`)),
    ]),
    write('report by the API', await apiGun(house), [times(20, 'floor write')]),
    server('search', searchGun(), undefined, [p95]),
    server('tile, 5,000 features', sameGun(tiles.full), undefined, [p95]),
    server('tile, 5,000 features, never asked before', freshTileGun(tiles.full)),
    server(`tile of ${tiles.things.toLocaleString('en')} things, gathered`, stateTileGun(tiles.gathered), undefined, [p95]),
    server('tile of the whole, gathered', stateTileGun(tiles.overview)),
    {
      ...server('heat of the whole', stateTileGun(tiles.overview.replace('/tiles/', '/tiles/heat/')), undefined, [p95]),
      connections: 1,
    },
    server('heat of the whole, ten at once', stateTileGun(tiles.overview.replace('/tiles/', '/tiles/heat/'))),
    server('heat of a town', stateTileGun(tiles.gathered.replace('/tiles/', '/tiles/heat/')), undefined, [p95]),
    server('home', freshGun('/'), 'floor list'),
    server('municipality', freshGun('/comuni/arenaria'), 'floor list'),
    server('map page', freshGun('/mappa'), 'floor list'),
    server('desk', freshGun('/banco', officer), 'floor list'),
    // Last, and so few: at a million each takes seconds, and what is still running would be counted to others.
    { ...server('tile of the whole, since a date', freshTileGun(tiles.overview)), amount: 6, connections: 2 },
  ];
}
