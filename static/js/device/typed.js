// What is being typed, sealed on the device until the office has it: one form, one entry, named by its address. The
// photos chosen for it lie beside it, until the office has taken the step: its drafts hold words only.

import { all, get, put, remove } from "./store.js";
import { mine, seal, sealValue, unseal, unsealValue } from "./seal.js";

const MONTH = 30 * 24 * 3600 * 1000;
const named = (owner, address) => `${owner} ${address}`;

/** Keep the words of a form; false where the device cannot. `seen` is until when its page knew of the office's draft. */
export async function keepTyped(address, words, seen) {
  const person = await mine();
  if (!person) return false;
  const id = named(person.owner, address);
  const sealed = await sealValue(id, { words, seen });
  if (!sealed) return false;
  await put("typed", { id, at: Date.now(), sealed });
  return true;
}

/** {words, seen, at} or null. */
export async function typedInto(address) {
  const person = await mine();
  const found = person && (await get("typed", named(person.owner, address)));
  const value = found && (await unsealValue(found.id, found.sealed));
  return value ? { ...value, at: found.at } : null;
}

export async function dropWords(address) {
  const person = await mine();
  if (person) await remove("typed", named(person.owner, address));
}

const beside = (owner, address) => `${named(owner, address)} photos`;

/** Keep what was chosen, as [field, file] pairs, with the key of its page; false where the device cannot. */
export async function keepPhotos(address, key, chosen) {
  const person = await mine();
  if (!person) return false;
  const id = beside(person.owner, address);
  if (!chosen.length) {
    await remove("typed", id);
    return true;
  }
  const sealed = await sealValue(id, { key, photos: chosen.map(([field, file]) => ({ field, name: file.name, type: file.type })) });
  const files = [];
  for (const [at, [, file]] of chosen.entries()) files.push(await seal(`${id} ${at}`, await file.arrayBuffer()));
  if (!sealed || files.includes(null)) return false;
  try {
    await put("typed", { id, at: Date.now(), sealed, files });
  } catch (trouble) {
    if (trouble.name !== "QuotaExceededError") throw trouble;
    await remove("typed", id);
    return false;
  }
  return true;
}

/** {key, chosen} as it was kept, or null. */
export async function photosFor(address) {
  const person = await mine();
  const found = person && (await get("typed", beside(person.owner, address)));
  const value = found && (await unsealValue(found.id, found.sealed));
  if (!value) return null;
  const chosen = [];
  for (const [at, { field, name, type }] of value.photos.entries()) {
    const bytes = await unseal(`${found.id} ${at}`, found.files[at]);
    if (bytes) chosen.push([field, new File([bytes], name, { type })]);
  }
  return { key: value.key, chosen };
}

export async function dropPhotos(address) {
  const person = await mine();
  if (person) await remove("typed", beside(person.owner, address));
}

/** The step is taken, or thrown away. */
export async function dropTyped(address) {
  await dropWords(address);
  await dropPhotos(address);
}

/** Nobody came back for these. */
export async function dropOld() {
  for (const one of await all("typed")) if (Date.now() - one.at > MONTH) await remove("typed", one.id);
}
