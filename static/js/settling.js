// What has just been drawn anew takes no tap for a moment: the second one of a hasty or a trembling hand was meant for
// what stood there before.

const MOMENT = 400;
const settling = new WeakMap();

export function settle(place) {
  clearTimeout(settling.get(place));
  place.classList.add("settling");
  settling.set(place, setTimeout(() => place.classList.remove("settling"), MOMENT));
}
