// Photos in a form: taken on the spot or picked, made small before they are sent (what the camera wrote about the place
// is left behind, the picture stands upright), shown as small pictures that can be taken away again. Without it the
// browser's own file field is there.

const LONGEST = 1600;
const WEIGHT = 300_000;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];
const MOST = 9;
const SMALL = 96;
const shelves = new WeakMap();
let busy = 0;
let waiting = null;

function element(tag, words, kind) {
  const made = document.createElement(tag);
  made.textContent = words;
  made.className = kind;
  return made;
}

const weight = (bytes) => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const encoded = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

const pictureOf = (file) => (file.type.startsWith("image/") ? createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null) : null);

async function smallOf(file) {
  const picture = await pictureOf(file);
  const small = picture && drawn(picture, SMALL);
  picture?.close();
  return small;
}

/** A file fit to be sent, with a small picture of it; what is no picture that the browser knows stays as it is. */
async function fit(file) {
  const picture = await pictureOf(file);
  if (!picture) return { file, was: file.size, small: null };
  const canvas = drawn(picture, LONGEST);
  let blob = null;
  for (const quality of QUALITIES) {
    blob = await encoded(canvas, quality);
    if (blob && blob.size <= WEIGHT) break;
  }
  const small = drawn(picture, SMALL);
  picture.close();
  if (!blob) return { file, was: file.size, small };
  const name = `${file.name.replace(/\.[^.]*$/, "") || "照片"}.jpg`;
  return { file: new File([blob], name, { type: "image/jpeg" }), was: file.size, small };
}

class Shelf {
  constructor(input) {
    this.input = input;
    this.kept = [];
    this.list = element("ul", "", "thumbs");
    this.said = element("p", "", "help");
    this.said.setAttribute("role", "status");
    const buttons = element("div", "", "photo-buttons");
    if (/image/.test(input.accept)) buttons.append(this.button("拍照", () => this.camera().click()));
    buttons.append(this.button(/image/.test(input.accept) ? "选照片或文件" : "选文件", () => input.click()));
    const label = input.closest("[data-field]").querySelector("label")?.textContent.trim() ?? "";
    for (const button of buttons.children) button.append(element("span", `:${label}`, "unsaid"));
    this.place = element("div", "", "photos");
    this.place.append(buttons, this.said, this.list);
    input.after(this.place);
    input.classList.replace("target", "unsaid");
    input.tabIndex = -1;
    input.addEventListener("change", () => this.take([...input.files]));
    input.addEventListener("put-back", ({ detail }) => this.putBack(detail));
  }

  button(words, act) {
    const made = element("button", words, "second");
    made.type = "button";
    const described = this.input.getAttribute("aria-describedby");
    if (described) made.setAttribute("aria-describedby", described);
    made.addEventListener("click", act);
    return made;
  }

  camera() {
    const camera = document.createElement("input");
    Object.assign(camera, { type: "file", accept: "image/*" });
    camera.setAttribute("capture", "environment");
    camera.addEventListener("change", () => this.take([...camera.files]));
    return camera;
  }

  async take(files) {
    const fresh = files.filter((file) => !this.kept.some((one) => one.file === file));
    busy += 1;
    let left = false;
    for (const [at, file] of fresh.entries()) {
      this.said.textContent = `正在收第 ${at + 1} 个,共 ${fresh.length} 个…`;
      const one = await fit(file);
      left ||= this.kept.length >= MOST;
      if (left) break;
      this.kept.push(one);
      this.show();
    }
    busy -= 1;
    this.show(left ? `一处最多放 ${MOST} 个,多出来的没有收。` : "");
    if (!busy && waiting) sendOn();
  }

  /** Files that were made small here before; what was chosen on this page meanwhile stays. */
  async putBack(files) {
    const back = await Promise.all(files.map(async (file) => ({ file, was: file.size, small: await smallOf(file), back: true })));
    this.kept = [...back, ...this.kept.filter((one) => !one.back)].slice(0, MOST);
    this.show();
  }

  show(more = "") {
    const together = new DataTransfer();
    for (const one of this.kept) together.items.add(one.file);
    this.input.files = together.files;
    this.input.dispatchEvent(new CustomEvent("photos-chosen", { bubbles: true }));
    this.list.replaceChildren(...this.kept.map((one, at) => this.thumb(one, at)));
    const [is, was] = ["size", "was"].map((key) => this.kept.reduce((sum, one) => sum + (key === "was" ? one.was : one.file.size), 0));
    const shrunk = was > is * 1.2 ? `(原来 ${weight(was)})` : "";
    this.said.textContent = this.kept.length ? `${more}选好 ${this.kept.length} 个,一共 ${weight(is)}${shrunk}。` : more;
  }

  thumb(one, at) {
    const item = element("li", "", "");
    if (one.small) item.append(one.small);
    item.append(element("span", one.small ? `第 ${at + 1} 张` : one.file.name, ""));
    const drop = this.button("去掉", () => {
      this.kept.splice(at, 1);
      this.show();
      (this.list.querySelector("button") ?? this.place.querySelector("button")).focus();
    });
    drop.className = "drop-row";
    drop.append(element("span", `:${one.small ? `第 ${at + 1} 张` : one.file.name}`, "unsaid"));
    item.append(drop);
    return item;
  }
}

function sendOn() {
  const { form, submitter } = waiting;
  waiting = null;
  form.requestSubmit(submitter);
}

/** Every file field has its shelf; one that was copied with its row gets a fresh one. */
function equip() {
  for (const input of document.querySelectorAll("form[data-sending] input[type=file]")) {
    if (shelves.has(input)) continue;
    input.parentElement.querySelector(":scope > .photos")?.remove();
    shelves.set(input, new Shelf(input));
  }
}

if (typeof DataTransfer === "function" && "createImageBitmap" in window) {
  equip();
  document.addEventListener("rows-changed", equip);
  document.addEventListener(
    "submit",
    (event) => {
      if (!busy || event.submitter?.name === "_save") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { form: event.target, submitter: event.submitter };
    },
    true,
  );
}
