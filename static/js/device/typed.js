// What is being typed, sealed on the device until the office has it. One form, one entry, named by its address.

import { all, get, put, remove } from "./store.js";
import { mine, sealValue, unsealValue } from "./seal.js";

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

export async function dropTyped(address) {
  const person = await mine();
  if (person) await remove("typed", named(person.owner, address));
}

/** Nobody came back for these. */
export async function dropOld() {
  for (const one of await all("typed")) if (Date.now() - one.at > MONTH) await remove("typed", one.id);
}
