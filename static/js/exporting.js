// Says how many cases of all an export has taken while the browser receives the file, and helps to go on if it breaks.

const EVERY = 1000;
const form = document.querySelector("[data-progress]");

function words({ done, all, state }) {
  if (state === "done") return `已导出 ${all} 件,文件已交给浏览器保存。`;
  if (state === "broken") return `断了:导出了 ${done} 件,共 ${all} 件。`;
  return `正在导出:${done} 件,共 ${all} 件…`;
}

function show(said, told) {
  said.replaceChildren(words(told));
  if (told.state === "running") {
    const bar = document.createElement("progress");
    bar.max = told.all || 1;
    bar.value = told.done;
    bar.setAttribute("aria-label", "导出进度");
    said.append(bar);
  }
  const goesOn = form.querySelector("#f-format").selectedOptions[0]?.dataset.goesOn;
  if (told.state === "broken" && goesOn) {
    form.querySelector("[name=after]").closest("details").open = true;
    said.append(" 要接着导,把收到的文件最后一行的案件标识填在上面“从哪件之后接着导”里,再点“导出”。");
  }
}

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : null;
}

async function watch(said, address) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    const told = await ask(address).catch((trouble) => {
      if (trouble instanceof TypeError) return null;
      throw trouble;
    });
    if (told) show(said, told);
    if (told && told.state !== "running") return;
    if (!told && !said.hasChildNodes()) return;
  }
}

if (form) {
  const said = document.createElement("p");
  said.className = "export-progress";
  said.setAttribute("role", "status");
  form.querySelector(".end").before(said);
  form.addEventListener("submit", () => {
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    form.querySelector("[name=key]").value = key;
    said.replaceChildren("正在准备…");
    watch(said, form.dataset.progress.replace("KEY", key));
  });
}
