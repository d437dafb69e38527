/** What waits on the phone for the network, in IndexedDB: it holds pictures too, and survives the closing of the page. */
export interface Press {
  key: string;
  /** Only who pressed sends it: a phone may go from hand to hand. */
  who: string;
  address: string;
  report: string;
  title: string;
  act: string;
  text: string;
  photo: Blob | null;
  /** By the phone's clock, for the order alone. */
  at: number;
}

/** The page as it was last seen, with its parts, among the caches of the browser. */
export const keptPages = 'arengo-inspection';

const table = 'presses';

export async function keep(press: Press): Promise<void> {
  await within('readwrite', (store) => store.put(press));
}

export async function forget(key: string): Promise<void> {
  await within('readwrite', (store) => store.delete(key));
}

/** In the order in which they were pressed. */
export async function waiting(who: string): Promise<Press[]> {
  const all = await within<Press[]>('readonly', (store) => store.getAll());
  return all.filter((press) => press.who === who).sort((a, b) => a.at - b.at);
}

let opening: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('arengo-inspection', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(table, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function within<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(table, mode);
    const request = run(transaction.objectStore(table));
    transaction.oncomplete = () => resolve(request.result as T);
    transaction.onabort = () => reject(transaction.error);
  });
}
