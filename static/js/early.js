// Runs before the page is drawn: what does not apply at first is not shown for a moment and taken away again.
// Should the other scripts not arrive, everything is shown after all.

document.documentElement.classList.add("scripted");
setTimeout(() => {
  if (document.documentElement.dataset.running === undefined) document.documentElement.classList.remove("scripted");
}, 5000);
