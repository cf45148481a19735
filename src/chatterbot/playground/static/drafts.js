// Texts that were written and not sent yet, one for each person and channel. They survive a reload and a restart of the playground.

import { browser } from "./storage.js";

/** The name under which a person's draft in a channel is kept. */
export function draftKey(person, channel) {
  return `draft/${person}/${channel}`;
}

export function draft(key) {
  return browser.get(key) ?? "";
}

export function keepDraft(key, text) {
  browser.set(key, text || null);
}
