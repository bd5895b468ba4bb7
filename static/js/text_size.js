// 大字 at once, without a new page: what is being typed stays. Without it the button asks the server for the page anew.

const form = document.querySelector("[data-text-size]");
const button = form?.querySelector("button");

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const size = button.value;
  const sent = new FormData(form, button);
  document.documentElement.classList.toggle("big", size === "big");
  button.setAttribute("aria-pressed", String(size === "big"));
  button.value = size === "big" ? "plain" : "big";
  fetch(form.action, { method: "POST", body: sent, redirect: "manual" }).catch(() => {});
});
