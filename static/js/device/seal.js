// Sealing with the key of who is signed in (AES-256-GCM). The browser keeps the key so that no script can read it out;
// signing out forgets it, and so does somebody else's signing in: what was sealed stays shut until its person is back.

import { clear, get, put, remove } from "./store.js";

// a phone that has not seen the office for so long opens nothing any more
const REACH = 3 * 24 * 3600 * 1000;
const FRESH = 3600 * 1000;
const HERE = "mine";
const LEAVING = "leaving";

export const able = () => Boolean(globalThis.isSecureContext && globalThis.indexedDB && globalThis.crypto?.subtle);

/** {owner, key} of the person of this device, or null. */
export async function mine() {
  if (!able()) return null;
  const found = await get("keys", HERE);
  if (!found) return null;
  if (Date.now() - found.at < REACH) return found;
  await remove("keys", HERE);
  return null;
}

/** Nobody opens anything here until they sign in again. Kept forms go; unsent words stay, sealed. */
export async function lock() {
  await remove("keys", HERE);
  await clear("forms");
}

/** Whether somebody signed out here and the office has not heard of it yet; with a word, that it is so or not. */
export async function leaving(said) {
  if (said === undefined) return able() && Boolean(await get("keys", LEAVING));
  return said ? put("keys", { id: LEAVING }) : remove("keys", LEAVING);
}

/** The person of a page that the office has just sent takes the device over. */
export async function adopt(owner, base) {
  const before = await get("keys", HERE);
  if (before?.owner === owner && Date.now() - before.at < FRESH) return true;
  if (before && before.owner !== owner) await lock();
  const answer = await fetch(`${base}device/key`);
  if (!answer.ok || answer.redirected) return false;
  const told = await answer.json();
  if (told.me !== owner) return false;
  const raw = Uint8Array.from(atob(told.key), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  await put("keys", { id: HERE, owner, key, at: Date.now() });
  return true;
}

const bound = (owner, id) => new TextEncoder().encode(`${owner} ${id}`);

/** Bytes, sealed for who is signed in and for this one place; null where nobody is. */
export async function seal(id, bytes) {
  const person = await mine();
  if (!person) return null;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: bound(person.owner, id) };
  return { owner: person.owner, iv, data: await crypto.subtle.encrypt(how, person.key, bytes) };
}

/** What `seal` took; null where it is another person's, or was altered. */
export async function unseal(id, sealed) {
  const person = await mine();
  if (!person || sealed?.owner !== person.owner) return null;
  const how = { name: "AES-GCM", iv: sealed.iv, additionalData: bound(person.owner, id) };
  try {
    return await crypto.subtle.decrypt(how, person.key, sealed.data);
  } catch (trouble) {
    if (trouble.name === "OperationError") return null;
    throw trouble;
  }
}

export async function sealValue(id, value) {
  return seal(id, new TextEncoder().encode(JSON.stringify(value)));
}

export async function unsealValue(id, sealed) {
  const bytes = await unseal(id, sealed);
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}
