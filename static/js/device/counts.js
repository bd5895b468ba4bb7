// How much waits on this device, of whoever is signed in: counted without opening anything.

import { all } from "./store.js";
import { mine } from "./seal.js";

/** {waiting, stopped}: still to be sent, and not to be sent as they are. */
export async function counts() {
  const person = await mine();
  const own = (await all("queue")).filter((one) => one.owner === person?.owner);
  const waits = own.filter((one) => one.state === "waiting").length;
  return { waiting: waits, stopped: own.length - waits };
}
