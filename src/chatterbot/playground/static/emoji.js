// Emoji, also on computers that have no font for them (many with Linux): there they would be boxes that all look the same.

import { h, icon } from "./dom.js";

const SIZE = 24; // pixels of the square in which an emoji is tried
const COLOURED = 40; // difference of red, green and blue from which a pixel counts as coloured

let found = null;

/** Whether this computer has a font with coloured emoji: whether drawing one in black gives coloured pixels. */
export function hasEmoji() {
  found ??= drawsColours("\u{1F44D}");
  return found;
}

function drawsColours(sign) {
  const canvas = h("canvas", { width: SIZE, height: SIZE });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return true;
  context.font = `${SIZE - 6}px ${getComputedStyle(document.body).fontFamily}`;
  context.textBaseline = "top";
  context.fillText(sign, 0, 2);
  const { data } = context.getImageData(0, 0, SIZE, SIZE);
  for (let i = 0; i < data.length; i += 4) if (Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > COLOURED) return true;
  return false;
}

// The signs that stand alone on buttons, for computers without a font.
const DRAWN = { "👍": "thumb-up", "👎": "thumb-down", "❤️": "heart", "✅": "check", "❌": "close", "👀": "eye", "😂": "smile", "😢": "sad", "🤔": "thoughtful", "🎉": "party", "🔥": "fire", "🙏": "hands", "✏️": "edit", "💡": "bulb", "↩️": "reply" };

/** Whether an emoji that stands alone can be shown: there is a font, or the page draws it. */
export function canShow(sign) {
  return hasEmoji() || sign in DRAWN;
}

/** An emoji that stands alone: as text, or drawn by the page if there is no font for it. */
export function emoji(sign) {
  return !hasEmoji() && sign in DRAWN ? icon(DRAWN[sign]) : h("span.emoji", { "aria-hidden": "true" }, sign);
}
