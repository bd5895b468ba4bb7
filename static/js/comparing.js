// Where two sides stand beside each other: what is there now goes into the form at a tap; what is not wanted any more
// is forgotten on this device too.

import { able } from "./device/seal.js";

const form = document.querySelector("form[data-typing]");

for (const button of document.querySelectorAll("[data-take]")) {
  button.addEventListener("click", async () => {
    const { replace } = await import("./words.js");
    replace(form, button.dataset.take, JSON.parse(button.dataset.words));
    button.textContent = "已改用";
    button.disabled = true;
  });
}

for (const dropping of able() ? document.querySelectorAll("[data-drop-press]") : []) {
  dropping.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { taken } = await import("./device/queue.js");
    await taken(new URL(dropping.action).pathname.replace(/\/draft$/, ""), dropping.dataset.dropPress);
    dropping.append(Object.assign(document.createElement("input"), { type: "hidden", name: "_drop", value: "1" }));
    dropping.submit();
  });
}
