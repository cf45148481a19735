// Short notices in a corner: errors and confirmations.

import { h, icon, iconButton } from "./dom.js";
import { t } from "./texts.js";

const SHOWN_MS = 6000;
const MOST = 4;

/** Show a notice; `kind`: "error" or "info". */
export function toast(text, kind = "error") {
  const holder = document.getElementById("toasts");
  const notice = h("div.toast", { class: kind, role: kind === "error" ? "alert" : "status" }, icon(kind === "error" ? "warning" : "check"), h("span", {}, text), iconButton("close", t("dismiss"), () => notice.remove()));
  holder.append(notice);
  while (holder.children.length > MOST) holder.firstElementChild.remove();
  setTimeout(() => notice.remove(), SHOWN_MS);
}

const WORDED = new Set(["connection", "no-answer", "too-large", "upload", "busy", "invalid"]);

/** The text for a refused request. */
export function wording(error) {
  if (WORDED.has(error.reason)) return t(`failed-${error.reason}`);
  return error.text || t("failed-other");
}

/** Show a refused request as a notice. */
export function complain(error) {
  if (!error.reason) console.error(error);
  toast(wording(error));
}
