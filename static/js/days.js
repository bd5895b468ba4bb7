// 今天, 现在: one tap instead of a calendar, at every question for a day or an hour that has been.

const two = (number) => String(number).padStart(2, "0");

function value(input) {
  const now = new Date();
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return input.type === "date" ? day : `${day}T${two(now.getHours())}:${two(now.getMinutes())}`;
}

function offer(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tap now";
  button.textContent = input.type === "date" ? "今天" : "现在";
  const label = document.createElement("span");
  label.className = "unsaid";
  label.textContent = `:${input.labels[0]?.textContent.trim() ?? ""}`;
  button.append(label);
  (input.closest(".day") ?? input).after(button); // base.html has dates.js wrap them first
}

for (const input of document.querySelectorAll(".form-pages input[type=date], .form-pages input[type=datetime-local]")) offer(input);

document.addEventListener("click", (event) => {
  const input = event.target.closest?.(".tap.now")?.previousElementSibling.querySelector("input");
  if (!input) return;
  input.value = value(input);
  input.dispatchEvent(new Event("input", { bubbles: true }));
});
