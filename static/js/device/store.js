// The device's own small store (IndexedDB). Four places: the key of who is signed in, what is being typed, forms to
// open without a network, presses that wait to be sent. What says anything of anybody is sealed before it comes here.

const PLACES = ["keys", "typed", "forms", "queue"];
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("rangyirang", 1);
    asked.onupgradeneeded = () => PLACES.forEach((place) => asked.result.createObjectStore(place, { keyPath: "id" }));
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const forget = () => (opening = null);
      asked.result.onversionchange = () => asked.result.close() || forget();
      asked.result.onclose = forget;
      resolve(asked.result);
    };
  });
  return opening;
}

/** Do one thing in one place; what was written is on the disk when it is over, also if the battery dies then. */
async function within(place, mode, act) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const taken = base.transaction(place, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    const asked = act(taken.objectStore(place));
    taken.oncomplete = () => resolve(asked.result);
    taken.onabort = taken.onerror = () => reject(taken.error);
  });
}

export const get = (place, id) => within(place, "readonly", (found) => found.get(id));
export const all = (place) => within(place, "readonly", (found) => found.getAll());
export const put = (place, value) => within(place, "readwrite", (found) => found.put(value));
export const remove = (place, id) => within(place, "readwrite", (found) => found.delete(id));
export const clear = (place) => within(place, "readwrite", (found) => found.clear());
