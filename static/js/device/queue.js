// Presses that found no network: sealed with their words and photos, sent in their order, each taken once by the office
// because it carries the key of its press. Runs in the service worker; the page of what waits reads it too.

import { all, get, put, remove } from "./store.js";
import { mine, seal, sealValue, unseal, unsealValue } from "./seal.js";
import { counts } from "./counts.js";
import { dropForm } from "./forms.js";
import { dropTyped } from "./typed.js";

const OFFICE = new Set(["csrf_token"]);
const news = new BroadcastChannel("rangyirang");
// where a form is opened, by where it is pressed
export const pageOf = (address) => address.replace(/\/hand-in$/, "");
const tell = (said = {}) => news.postMessage(said);

/** A press as it may be sent again; false where nobody's key is here to seal it with. */
export async function wait(address, data, titles) {
  const id = String(data.get("key"));
  const words = [...data].filter(([name, value]) => typeof value === "string" && !OFFICE.has(name));
  const photos = [...data].filter(([, value]) => typeof value !== "string" && value.name);
  const files = [];
  for (const [at, [, file]] of photos.entries()) files.push(await seal(`${id} ${at}`, await file.arrayBuffer()));
  const named = photos.map(([field, file]) => ({ field, name: file.name, type: file.type }));
  const sealed = await sealValue(id, { words, photos: named, ...titles });
  if (!sealed) return false;
  const before = await get("queue", id);
  const one = { id, owner: sealed.owner, address, at: before?.at ?? Date.now(), state: "waiting", sealed, files };
  await put("queue", one);
  if (!one.address.endsWith("/cases/new")) await replaceOlder(one);
  await dropTyped(pageOf(address));
  tell();
  return true;
}

/** A step is written once: what was written for it before gives way. */
async function replaceOlder(fresh) {
  for (const one of await all("queue")) {
    if (one.owner === fresh.owner && pageOf(one.address) === pageOf(fresh.address) && one.id !== fresh.id) await remove("queue", one.id);
  }
}

/** What waits of the person of this device, the oldest first, opened to be read. */
export async function waiting() {
  const person = await mine();
  const found = [];
  for (const one of (await all("queue")).sort((some, other) => some.at - other.at)) {
    const value = one.owner === person?.owner && (await unsealValue(one.id, one.sealed));
    if (value) found.push({ ...one, ...value });
  }
  return found;
}

export async function drop(id) {
  await remove("queue", id);
  tell();
}

/** The office has taken this press: nothing of it is needed here any more. */
export async function taken(address, key) {
  for (const one of await all("queue")) {
    if (one.id === key || (pageOf(one.address) === pageOf(address) && !address.endsWith("/cases/new"))) await remove("queue", one.id);
  }
  await dropTyped(pageOf(address));
  if (!address.endsWith("/cases/new")) await dropForm(pageOf(address));
  tell();
}

/** One press as a form: to be sent, or to be put into a page. */
export async function asForm(one) {
  const data = new FormData();
  for (const [name, value] of one.words) data.append(name, value);
  for (const [at, photo] of one.photos.entries()) {
    const bytes = await unseal(`${one.id} ${at}`, one.files[at]);
    if (bytes) data.append(photo.field, new File([bytes], photo.name, { type: photo.type }));
  }
  return data;
}

/** Who is signed in at the office now, and a fresh token; null where nobody is. Throws without a network. */
export async function token(base) {
  const answer = await fetch(`${base}device/token`);
  return answer.ok && !answer.redirected ? answer.json() : null;
}

/** Send what waits. One sender at a time, whoever asks: other tabs find nothing left to do. */
export function send(base) {
  return navigator.locks.request("rangyirang-sending", async () => {
    const person = await mine();
    if (!(await counts()).waiting) return;
    try {
      const office = await token(base);
      if (office?.me !== person.owner) return void tell({ signIn: true });
      for (const one of (await waiting()).filter((some) => some.state === "waiting")) await sendOne(one, office.token);
    } catch (trouble) {
      // the network is gone again: what was not answered stays, and asks again with the same key
      if (trouble.name !== "TypeError") throw trouble;
      tell({ offline: true });
    }
  });
}

async function sendOne(one, fresh) {
  const body = await asForm(one);
  body.set("csrf_token", fresh);
  const answer = await fetch(one.address, { method: "POST", body, headers: { Accept: "application/json" } });
  const json = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.ok && json) {
    await taken(one.address, one.id);
    return tell({ sent: 1 });
  }
  if (answer.status === 401 || answer.redirected || answer.status === 502 || answer.status === 504) return tell({ signIn: answer.status === 401 || answer.redirected });
  const state = { 409: "conflict", 422: "mend" }[answer.status] ?? "refused";
  const { id, owner, address, at, sealed, files } = one;
  await put("queue", { id, owner, address, at, sealed, files, state, status: answer.status });
  return tell({ stopped: 1 });
}

/** Let one that was stopped try again. */
export async function again(id) {
  const one = await get("queue", id);
  if (one) await put("queue", { ...one, state: "waiting", status: 0 });
  tell();
}
