// 带下乡: one press, and the forms of all my open tasks lie on this phone, sealed, to be filled in without a network.

import { able, mine } from "./device/seal.js";

const BASE = new URL("../../", import.meta.url).pathname;

async function take(said) {
  said.textContent = "正在存…";
  const { forms } = await (await fetch(`${BASE}device/forms`)).json();
  const { active } = await navigator.serviceWorker.ready;
  const channel = new MessageChannel();
  const answer = new Promise((resolve) => (channel.port1.onmessage = ({ data }) => resolve(data.kept)));
  active.postMessage({ take: forms }, [channel.port2]);
  const kept = await answer;
  said.textContent = kept === forms.length ? `${kept} 张表已存在手机里,没有网络也能填(三天内)。` : `只存下 ${Math.max(kept, 0)} 张,共 ${forms.length} 张。网络好些时请再点一次。`;
}

function offer(row) {
  const button = row.querySelector("button");
  const said = row.querySelector("[role=status]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await ((await mine()) ? take(said) : null);
    } catch (trouble) {
      if (!(trouble instanceof TypeError || trouble instanceof SyntaxError)) throw trouble;
      said.textContent = "没有存成:网络不通,或已退出登录。";
    }
    button.disabled = false;
  });
}

const row = document.querySelector("[data-take]");
if (row && able() && "serviceWorker" in navigator) offer(row);
else row?.remove();
