// The switch of the language model, in the right column.

import { h, uid } from "./dom.js";
import { t } from "./texts.js";

/** The switch. `model`: {name, host, on}, where `host` is null for a scripted model; `actions`: {turn(on), tryModel()}. */
export function modelSwitch(model, actions) {
  const title = uid("model-title");
  const about = uid("model-about");
  return h(
    "section.model",
    { "aria-labelledby": title },
    h("h2.group-title", { id: title }, t("model-title")),
    h(
      "button.switch",
      { type: "button", role: "switch", "aria-checked": String(model.on), "aria-describedby": about, data: { key: "model-switch" }, on: { click: () => actions.turn(!model.on) } },
      h("span.switch-track", { "aria-hidden": "true" }, h("span.switch-knob")),
      h("span", {}, t("model-switch")),
    ),
    h("p.note", { id: about }, model.host ? t("model-real", { name: model.name, host: model.host }) : t("model-scripted", { name: model.name })),
    model.on && !model.host && h("button.button.secondary.small", { type: "button", data: { key: "model-try" }, on: { click: actions.tryModel } }, t("model-try")),
  );
}
