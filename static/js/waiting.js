// The page of what waits on this device: filled here, from what is sealed here; the page itself holds nothing.

import { able, mine } from "./device/seal.js";
import { keptForms } from "./device/forms.js";
import { again, asForm, drop, pageOf, token, waiting } from "./device/queue.js";

const BASE = new URL("../../", import.meta.url).pathname;
const WHY = {
  waiting: "等网络,到时自动发出",
  conflict: "这一步的情况变了,要您看一看再决定",
  mend: "有几处要改",
  refused: "没有收下:这一步不归您办了,或太大了",
};
const CAME = {
  queued: "存好了。一有网络就会发出,您可以关掉手机去办别的事。",
  aside: "没有网络,先存在手机里了。下次打开这张表,接着填就行。",
  left: "手机里的已经锁上。网络恢复以后,会接着把登录也退出。",
};

const when = (at) => new Date(at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });

function made(tag, words, kind = "") {
  const one = document.createElement(tag);
  one.textContent = words;
  if (kind) one.className = kind;
  return one;
}

/** Open it again as if its button had been pressed now: the office answers with what is to be mended or compared. */
async function present(one) {
  const data = await asForm(one);
  const fresh = await token(BASE);
  if (!fresh) return location.assign(`${BASE}login?next=${BASE}worklist`);
  data.set("csrf_token", fresh.token);
  const form = made("form", "");
  Object.assign(form, { method: "post", action: one.address, enctype: "multipart/form-data", hidden: true });
  for (const name of new Set(data.keys())) {
    const files = new DataTransfer();
    for (const value of data.getAll(name)) {
      const input = document.createElement("input");
      if (typeof value === "string") form.append(Object.assign(input, { type: "hidden", name, value }));
      else files.items.add(value);
    }
    if (files.files.length) form.append(Object.assign(document.createElement("input"), { type: "file", name, multiple: true, files: files.files }));
  }
  document.body.append(form);
  return form.submit();
}

function button(words, kind, act) {
  const one = made("button", words, kind);
  one.type = "button";
  one.addEventListener("click", async () => {
    one.disabled = true;
    try {
      await act();
    } catch (trouble) {
      if (!(trouble instanceof TypeError)) throw trouble;
      document.dispatchEvent(new CustomEvent("reach", { detail: false }));
    }
    one.disabled = false;
  });
  return one;
}

function cardOf(one) {
  const card = made("li", "", "card");
  const acts = made("p", "", "resumed");
  if (one.state === "conflict") acts.append(button("两边对着看", "small", () => present(one)));
  if (one.state === "mend") acts.append(button("打开改", "small", () => present(one)));
  if (one.state === "refused") acts.append(button("再发一次", "small", () => again(one.id)));
  acts.append(button("不发了,丢掉", "quiet", () => confirm("这一件写的内容会全部丢掉,找不回来。丢掉吗?") && drop(one.id)));
  card.append(made("h3", one.name || "一张表"), made("p", one.about || "新登记的纠纷", "title"), made("p", `${when(one.at)} 写好 · ${WHY[one.state]}`, one.state === "waiting" ? "meta" : "due"), acts);
  return card;
}

function linkTo(one) {
  const card = made("li", "", "card task");
  const title = made("h3", "");
  const link = made("a", one.name);
  link.href = one.address;
  title.append(link);
  card.append(title, made("p", one.about, "title"), made("p", `${when(one.at)} 存的`, "meta"));
  return card;
}

async function draw() {
  const queued = await waiting();
  const written = new Set(queued.map((one) => pageOf(one.address)));
  const kept = await keptForms();
  document.documentElement.classList.toggle("big", Boolean(kept[0]?.big));
  const forms = kept.filter((one) => !written.has(one.address) || one.address.endsWith("/cases/new"));
  document.querySelector("[data-waiting]").replaceChildren(...queued.map(cardOf));
  document.querySelector("[data-kept-forms]").replaceChildren(...forms.map(linkTo));
  document.querySelector("[data-none-waiting]").hidden = queued.length > 0;
  document.querySelector("[data-none-kept]").hidden = forms.length > 0;
  const why = document.querySelector("[data-why]");
  if (why.textContent !== CAME.queued || queued.some((one) => one.state === "waiting")) return;
  why.textContent = "已经发出,办好了。";
  why.hidden = queued.length > 0;
}

/** Why one is here: something was put by, or a page could not be had. */
async function explain() {
  const why = document.querySelector("[data-why]");
  const asked = location.pathname !== `${BASE}offline`;
  why.textContent = !(await mine()) && !location.search.includes("left") ? "没有登录,手机里存的内容打不开。有网络时请先登录。" : asked ? "没有网络,要看的这一页打不开。下面这些现在就能办。" : (CAME[location.search.slice(1)] ?? "");
  why.hidden = !why.textContent;
}

if (able()) {
  new BroadcastChannel("rangyirang").addEventListener("message", draw);
  document.querySelector("[data-offline]").hidden = false;
  explain();
  draw();
}
