// Small courtesies around sending a form: the error summary takes the focus, a button is not pressed twice.

document.documentElement.dataset.running = "";
document.querySelector("[data-error-summary]")?.focus();

for (const form of document.querySelectorAll("form[data-sending]")) {
  form.addEventListener("submit", (event) => {
    if (form.classList.contains("sent")) event.preventDefault();
    form.classList.add("sent");
    setTimeout(() => form.classList.remove("sent"), 8000);
  });
  window.addEventListener("pageshow", () => form.classList.remove("sent"));
}
