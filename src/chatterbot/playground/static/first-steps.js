// The first steps, and notes about this computer, at the top of the right column. Both can be closed, and stay closed.

import { hasEmoji } from "./emoji.js";
import { h, icon, iconButton } from "./dom.js";
import { browser } from "./storage.js";
import { t } from "./texts.js";

/** Whether the first steps are shown. */
export function stepsShown() {
  return browser.get("first-steps") !== "closed";
}

/** Show or close the first steps, from now on. */
export function showSteps(shown) {
  browser.set("first-steps", shown ? null : "closed");
}

/** The first steps. `actions`: {ask(), correct(), train(), talk(), close()}. */
export function firstSteps(actions) {
  const step = (number, key, action) =>
    h(
      "li.step",
      {},
      h("span.step-number", { "aria-hidden": "true" }, String(number)),
      h("div", {}, h("h3", {}, t(`step-${key}`)), h("p", {}, t(`step-${key}-text`)), h("button.button.secondary.small", { type: "button", data: { key: `step-${key}` }, on: { click: action } }, t(`step-${key}-do`))),
    );
  return h(
    "section.hints",
    { "aria-labelledby": "hints-title" },
    h("header.hints-head", {}, h("h2", { id: "hints-title" }, icon("bulb"), t("first-steps")), iconButton("close", t("first-steps-close"), actions.close, { data: { key: "steps-close" } })),
    h("ol.steps", {}, step(1, "ask", actions.ask), step(2, "correct", actions.correct), step(3, "train", actions.train), step(4, "talk", actions.talk)),
    h("p.note", {}, t("loopback")),
  );
}

/** A note that this computer has no font with emoji, or nothing. `close()` is called when it was closed for good. */
export function emojiNote(close) {
  if (hasEmoji() || browser.get("emoji-note") === "closed") return null;
  const dismiss = () => {
    browser.set("emoji-note", "closed");
    close();
  };
  return h("div.note.emoji-note", { role: "note" }, h("p", {}, t("no-emoji")), iconButton("close", t("dismiss"), dismiss));
}
