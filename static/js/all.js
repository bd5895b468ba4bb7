// Adds one box above a list of boxes that ticks them all; without it each is ticked by hand.

for (const form of document.querySelectorAll("[data-all-of]")) {
  const boxes = form.querySelectorAll(`input[type=checkbox][name="${form.dataset.allOf}"]`);
  if (boxes.length < 2) continue;
  const all = document.createElement("input");
  all.type = "checkbox";
  all.id = "all-of-them";
  const label = document.createElement("label");
  label.htmlFor = all.id;
  label.textContent = `全部勾上(${boxes.length} 人)`;
  const line = document.createElement("p");
  line.className = "choice";
  line.append(all, label);
  form.querySelector("ul").before(line);
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  form.addEventListener("change", () => { all.checked = [...boxes].every((box) => box.checked); });
}
