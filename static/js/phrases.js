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

/** What was just written becomes a phrase of one's own, for this field. */
async function keep(phrases) {
  const [input, said] = [chosen(phrases), phrases.querySelector("[role=status]")];
  const text = input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0).trim() || input.value.trim();
  const form = phrases.closest("form");
  const sent = new FormData();
  const pairs = { csrf_token: form.elements.csrf_token.value, text, task: form.elements.form.value, path: phrases.dataset.phrases };
  for (const [name, value] of Object.entries(pairs)) sent.append(name, value);
  const answer = await fetch(phrases.dataset.keep, { method: "POST", body: sent }).catch(() => null);
  said.textContent = answer?.ok ? "存好了。" : answer?.status === 422 ? await answer.text() : "现在没有存上,等有网了再试。";
  if (answer?.ok) phrases.querySelector(".taps").prepend(made(text));
}

function made(words) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "tap", textContent: words });
  button.dataset.phrase = "";
  return button;
}

document.addEventListener("click", (event) => {
  const keeping = event.target.closest?.("[data-keep-phrase]");
  if (keeping) keep(keeping.closest(".phrases"));
  const tap = event.target.closest?.("[data-phrase]");
  const input = tap && chosen(tap.closest(".phrases"));
  if (input) put(input, tap.textContent);
});

// the finger must not take the writing mark away from its place
document.addEventListener("mousedown", (event) => event.target.closest?.("[data-phrase]") && event.preventDefault());
