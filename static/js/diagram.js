// The diagrams of a case: the drawing program comes only when somebody asks for it. Where the drawing does not come
// about, the words below it have already said everything.

import { fetched, Picture, styles } from "./picture.js";
import { Replay } from "./replaying.js";

/** Where a case stands; else what it waits for; else what was done last. */
const here = ({ current, waiting, done }) => [...current, ...waiting, ...done.slice(-1)][0];

async function draw(section) {
  try {
    // what is drawn is asked for, or has come with the page
    const [{ default: Viewer }, { processes, here: first, steps = [], homes = {} }] = await Promise.all([
      import(section.dataset.viewer),
      section.dataset.drawing ? JSON.parse(section.dataset.drawing) : fetched(section.dataset.diagram).then((answer) => answer.json()),
      styles(section.dataset.styles),
    ]);
    section.classList.add("drawn");
    const picture = new Picture(section, Viewer, processes, here);
    await picture.show(first);
    const stage = section.querySelector("[data-replay]");
    if (stage && steps.length) new Replay(stage, picture, steps, homes, first);
  } catch (trouble) {
    section.classList.remove("drawn");
    section.classList.add("failed");
    section.querySelector("[data-failed]").hidden = false;
    console.info("diagram", trouble);
  }
}

async function open(link) {
  const place = document.querySelector("[data-diagram-place]");
  try {
    const page = new DOMParser().parseFromString(await (await fetched(link.href)).text(), "text/html");
    place.replaceChildren(document.adoptNode(page.querySelector("[data-diagram]")));
    link.parentElement.hidden = true;
    place.querySelector("h2").focus();
  } catch {
    location.assign(link.href);
    return;
  }
  await draw(place.firstElementChild);
  place.scrollIntoView({ block: "start" });
}

document.querySelector("[data-open-diagram]")?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(event.currentTarget);
});
const whole = document.querySelector("main > [data-diagram]");
if (whole) draw(whole);
