// The player of a voice message: its waveform and buttons.

import { h, icon } from "./dom.js";
import { t } from "./texts.js";

const BARS = 64;
const HEIGHT = 32;
const STEP = 4; // units from bar to bar; each bar is two units wide
let sounding = null; // the message that plays; starting another one pauses it

/** Minutes and seconds, `1:05`. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The bar heights of a waveform, 0 to 1, scaled to the width; `base64`: one byte for each point. */
function heights(base64) {
  let points;
  try {
    points = [...atob(base64)].map((sign) => sign.charCodeAt(0) / 255);
  } catch {
    points = [];
  }
  if (!points.length) points = [0];
  const shown = Math.min(BARS, Math.max(16, points.length));
  return Array.from({ length: shown }, (_, index) => {
    const from = Math.floor((index * points.length) / shown);
    const to = Math.max(from + 1, Math.floor(((index + 1) * points.length) / shown));
    return Math.max(...points.slice(from, to));
  });
}

/** The player of a voice message; `file`: its attachment. */
export function voiceMessage(file) {
  const length = file.duration_secs ?? 0;
  const bars = heights(file.waveform ?? "");
  const audio = h("audio", { preload: "none", src: file.url });
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", `0 0 ${bars.length * STEP} ${HEIGHT}`);
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("aria-hidden", "true");
  const lines = bars.map((level, index) => {
    const height = Math.max(2, Math.round(level * (HEIGHT - 2)));
    const line = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ x: index * STEP, y: (HEIGHT - height) / 2, width: STEP / 2, height, rx: 1 })) line.setAttribute(name, value);
    return line;
  });
  drawing.append(...lines);
  const time = h("span.voice-time", {}, clock(length));
  const seek = h("input.voice-seek", { type: "range", min: "0", max: String(length), step: "0.05", value: "0", "aria-label": t("voice-position") });
  const button = h("button.voice-play", { type: "button", "aria-label": t("voice-play") }, icon("play"));
  const failed = () => {
    button.disabled = true;
    time.textContent = "–:––";
  };
  const show = () => {
    const at = audio.currentTime;
    const playing = !audio.paused;
    for (const [index, line] of lines.entries()) line.classList.toggle("played", at > 0 && index / lines.length < at / length);
    seek.value = String(at);
    seek.setAttribute("aria-valuetext", `${clock(at)} / ${clock(length)}`);
    time.textContent = playing || at ? clock(at) : clock(length);
    button.setAttribute("aria-label", t(playing ? "voice-pause" : "voice-play"));
    const sign = playing ? "pause" : "play";
    button.replaceChildren(icon(sign));
  };
  button.addEventListener("click", () => {
    if (!audio.paused) {
      audio.pause();
      return;
    }
    if (sounding && sounding !== audio) sounding.pause();
    sounding = audio;
    audio.play().catch(failed);
  });
  seek.addEventListener("input", () => {
    audio.currentTime = Number(seek.value);
    show();
  });
  audio.addEventListener("ended", () => {
    audio.currentTime = 0;
  });
  for (const name of ["play", "pause", "timeupdate", "seeked", "ended"]) audio.addEventListener(name, show);
  audio.addEventListener("error", failed);
  return h("div.voice-message", { role: "group", "aria-label": `${t("voice-message")}, ${clock(length)}` }, button, h("div.voice-wave", {}, drawing, seek), time, audio);
}
