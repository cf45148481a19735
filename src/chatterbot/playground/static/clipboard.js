// Copies texts.

import { t } from "./texts.js";
import { toast } from "./toasts.js";

/** Copy a text, and say whether that worked. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied"), "info");
  } catch {
    toast(t("copy-failed"));
  }
}
