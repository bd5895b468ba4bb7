// Asking the office and telling it: what comes back, or in plain words why it did not.

export class Trouble extends Error {}

async function reached(address, options) {
  try {
    return await fetch(address, options);
  } catch {
    throw new Trouble("网络不通,没有存上。画的都还在这一页,网络好了再存一次。");
  }
}

/** What an address says, as JSON or as text. */
export async function asked(address, how = "json") {
  const answer = await reached(address, { headers: { Accept: how === "json" ? "application/json" : "*/*" } });
  if (answer.redirected) throw new Trouble("登录过期了。请另开一页登录,这一页的还在。");
  if (!answer.ok) throw new Trouble("没有取到内容,请刷新再试。");
  return how === "answer" ? answer : answer[how]();
}

/** Save a text over the version `seen`: {saved, seq, message, status}. A token of the moment, so that a page may lie open. */
export async function saved(address, tokens, text, seen) {
  const { token } = await asked(tokens);
  const body = new URLSearchParams({ csrf_token: token, text, seen });
  const answer = await reached(address, { method: "POST", body, headers: { Accept: "application/json" } });
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (told === null || told.saved === undefined) throw new Trouble("没有存上:可能登录过期了。请另开一页登录,再回这一页存一次。");
  return { ...told, status: answer.status };
}
