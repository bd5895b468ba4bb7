// 常用语: one tap puts a phrase where the writing mark stands. In a list it goes into the line written in last, else
// into the first empty one.

let last = null;
const WRITTEN = "textarea, input[type=text]";

document.addEventListener("focusin", (event) => {
  if (event.target.matches(WRITTEN)) last = event.target;
});

/** The inputs that a bundle of phrases serves. */
const served = (phrases) => [...phrases.closest("[data-field]").querySelectorAll(WRITTEN)];

function chosen(phrases) {
  const inputs = served(phrases);
  return inputs.includes(last) ? last : (inputs.find((input) => !input.value.trim()) ?? inputs.at(-1));
}

function put(input, words) {
  const from = input.selectionStart ?? input.value.length;
  const to = input.selectionEnd ?? from;
  input.focus({ preventScroll: true });
  input.setRangeText(words, from, to, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const tap = event.target.closest?.("[data-phrase]");
  const input = tap && chosen(tap.closest(".phrases"));
  if (input) put(input, tap.textContent);
});

// the finger must not take the writing mark away from its place
document.addEventListener("mousedown", (event) => event.target.closest?.("[data-phrase]") && event.preventDefault());
