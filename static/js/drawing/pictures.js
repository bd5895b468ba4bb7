// What a draft or a release changes, and where cases wait, drawn on the diagrams once somebody asks for it.

import { fetched, Picture, styles } from "../picture.js";

const first = (marks) => ["added", "changed", "removed", "hot", "warm"].flatMap((kind) => marks[kind] ?? [])[0];

function buttons(place, processes) {
  for (const { id, name } of processes) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
    button.dataset.process = id;
    place.append(button);
  }
}

async function draw(section, button) {
  button.disabled = true;
  try {
    const [{ default: Viewer }, answer] = await Promise.all([
      import(section.dataset.viewer),
      fetched(section.dataset.pictures),
      styles(section.dataset.styles),
    ]);
    const { processes } = await answer.json();
    buttons(section.querySelector("[data-parts]"), processes);
    button.parentElement.hidden = true;
    section.classList.add("drawn");
    await new Picture(section, Viewer, processes, first).show(processes[0].id);
  } catch (trouble) {
    section.classList.remove("drawn");
    section.querySelector("[data-failed]").hidden = false;
    console.info("pictures", trouble);
  }
}

for (const section of document.querySelectorAll("[data-pictures]")) {
  const button = section.querySelector("[data-draw]");
  button.parentElement.hidden = false;
  button.addEventListener("click", () => draw(section, button));
}
