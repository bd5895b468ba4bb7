// The texts of a step: the page works by its buttons alone; this draws its preview while one types, and warns whoever
// leaves with something unsaved.

import { make } from "./dom.js";
import { Preview } from "./preview.js";

const form = document.querySelector("[data-texts-editor]");

function told(findings) {
  const lines = findings.map(({ message, remedy }) => make("li", {}, `${message}${remedy}`));
  const summary = make("div", { className: "error-summary", role: "status" }, make("h2", {}, `有 ${lines.length} 处要改,改好才能送审`), make("ul", {}, ...lines));
  form.querySelector("[data-found]").replaceChildren(...(lines.length ? [summary] : []));
}

function begin() {
  const said = form.querySelector("[data-said]");
  const preview = new Preview(form.querySelector("[data-preview]"), { preview: form.dataset.previewAt }, told, () => {});
  let unsaved = "unsaved" in form.dataset;
  form.addEventListener("input", () => {
    unsaved = true;
    said.textContent = "有改动还没有存";
    preview.show(() => new FormData(form));
  });
  form.addEventListener("submit", () => (unsaved = false));
  addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
}

document.documentElement.dataset.running = "";
if (form?.querySelector("[data-said]")) begin();
