// The theme: the system's (`prefers-color-scheme`), or the one the person has chosen, which is kept. The colours are in colours.css.

import { browser } from "./storage.js";

/** What can be chosen; "system" follows the system's preference. */
export const THEMES = ["system", "light", "dark"];

/** The choice in effect. */
export function theme() {
  return document.documentElement.dataset.theme ?? "system";
}

/** Change the theme, and keep the choice. */
export function chooseTheme(name) {
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  browser.set("theme", name === "system" ? null : name);
}
