// The drawing program with our words, our choice of elements and the law's locks.

import { translate } from "./chinese.js";
import { lockRules } from "./locks.js";
import { SAID } from "./moddle.js";
import { offering, plainIcons } from "./offering.js";
import { simulating } from "./simulation.js";

const FONT = { fontFamily: "system-ui, sans-serif", fontSize: 13 };

/** `tools` is where the buttons of walking through go; without `locks` one may only look. */
export function begin(bpmn, container, tools, locks) {
  plainIcons(bpmn.alignIcons, bpmn.distributeIcons);
  const Program = locks ? bpmn.Modeler : bpmn.NavigatedViewer;
  const drawing = locks ? [offering, lockRules(locks)] : [];
  return new Program({
    container,
    moddleExtensions: SAID,
    textRenderer: { defaultStyle: FONT, externalStyle: { fontSize: 12 } },
    additionalModules: [{ translate: ["value", translate] }, bpmn.minimap, simulating(bpmn, tools, Boolean(locks)), ...drawing],
  });
}
