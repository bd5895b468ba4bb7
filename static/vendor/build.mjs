// Builds what is committed beside this file, and axe for the tests: `node build.mjs <root of the repository>`, run in a
// folder with the packages of package-lock.json. The manifest says what was built of what; a test compares its digests.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = process.argv[2];
const sha256 = (path) => createHash("sha256").update(readFileSync(join(root, path))).digest("hex");
const about = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
const packageOf = (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];

function licenceOf(name) {
  const file = readdirSync(`node_modules/${name}`).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? readFileSync(`node_modules/${name}/${file}`, "utf8") : `${about(name).license}\n`;
  return `== ${name} ${about(name).version}\n\n${text.trim()}\n`;
}

async function bundle(entry, file) {
  const options = { bundle: true, minify: true, format: "esm", target: "es2020", legalComments: "none", metafile: true };
  const made = await build({ ...options, stdin: { contents: entry.join("\n"), loader: file.split(".").at(-1), resolveDir: "." }, outfile: join(root, file) });
  return { file, packages: [...new Set(Object.keys(made.metafile.inputs).map(packageOf).filter(Boolean))].sort() };
}

function copy(from, file) {
  writeFileSync(join(root, file), readFileSync(`node_modules/${from}`));
  return { file, packages: [packageOf(`node_modules/${from}`)] };
}

function list(made, folder) {
  const packages = [...new Set(made.flatMap((one) => one.packages))].sort();
  writeFileSync(join(root, folder, "LICENCES.txt"), packages.map(licenceOf).join("\n"));
  const files = [...made.map((one) => one.file), `${folder}/LICENCES.txt`].map((file) => ({ file, sha256: sha256(file) }));
  const named = packages.map((name) => ({ name, version: about(name).version, licence: name === "bpmn-js" ? "bpmn.io" : about(name).license }));
  writeFileSync(join(root, folder, "manifest.json"), `${JSON.stringify({ files, packages: named }, null, 1)}\n`);
}

const viewer = await bundle(['export { default } from "bpmn-js/lib/Viewer.js";'], "static/vendor/bpmn-viewer.js");
const styles = ["diagram-js", "bpmn-js"].map((name) => `@import "bpmn-js/dist/assets/${name}.css";`);
// the workshop's own, so that the pages of a case stay light
const simulation = ["simulator", "animation", ...["context-pads", "pause-simulation", "reset-simulation", "simulation-state",
  "element-support", "exclusive-gateway-settings", "inclusive-gateway-settings",
  "neutral-element-colors"].map((name) => `features/${name}`)];
const modeler = await bundle([
  'export { default as Modeler } from "bpmn-js/lib/Modeler.js";',
  'export { default as NavigatedViewer } from "bpmn-js/lib/NavigatedViewer.js";',
  'export { default as alignIcons } from "bpmn-js/lib/features/align-elements/AlignElementsIcons.js";',
  'export { default as distributeIcons } from "bpmn-js/lib/features/distribute-elements/DistributeElementsIcons.js";',
  'export { default as minimap } from "diagram-js-minimap";',
  'export { default as Linter } from "bpmnlint/lib/linter.js";',
  ...simulation.map((name, at) => `import part${at} from "bpmn-js-token-simulation/lib/${name}/index.js";`),
  'export { default as noDrawing } from "bpmn-js-token-simulation/lib/features/disable-modeling/index.js";',
  `export const simulation = { __depends__: [${simulation.map((_, at) => `part${at}`)}] };`,
], "static/vendor/bpmn-modeler.js");
const more = ["bpmn-js/dist/assets/bpmn-font/css/bpmn-codes.css", "diagram-js-minimap/assets/diagram-js-minimap.css",
  "bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css"].map((path) => `@import "${path}";`);
list([
  viewer,
  await bundle(styles, "static/vendor/bpmn-viewer.css"),
  modeler,
  await bundle([...styles, ...more], "static/vendor/bpmn-modeler.css"),
  copy("bpmn-js/dist/assets/bpmn-font/font/bpmn.woff2", "static/vendor/bpmn.woff2"),
], "static/vendor");
list([copy("axe-core/axe.min.js", "tests/browser/vendor/axe.min.js")], "tests/browser/vendor");
