// Records a voice message with the microphone.

import { h, icon, iconButton } from "./dom.js";
import { t } from "./texts.js";
import { toast } from "./toasts.js";
import { clock } from "./voice-message.js";

const BARS = 48; // bars of recent loudness that are drawn
const LONGEST_MS = 20 * 60 * 1000; // the limit of Discord's clients

/** Whether this browser can record here. */
export function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
}

/** A bar that replaces the composer's line during a recording. */
export class Recorder {
  /** @param {(recording: File|null) => void} done called once, with the recording to send, or with null */
  constructor(done) {
    this.done = done;
    this.parts = [];
    this.levels = new Array(BARS).fill(0);
    this.drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.drawing.setAttribute("viewBox", `0 0 ${BARS * 4} 32`);
    this.drawing.setAttribute("preserveAspectRatio", "none");
    this.drawing.setAttribute("class", "recording-level");
    this.drawing.setAttribute("aria-hidden", "true");
    this.time = h("span.recording-time", { role: "timer" }, clock(0));
    this.element = h(
      "div.composer-line.recording",
      { role: "group", "aria-label": t("recording"), on: { keydown: (event) => this.key(event) } },
      iconButton("bin", t("recording-cancel"), () => this.stop(false)),
      h("span.recording-dot", { "aria-hidden": "true" }),
      this.time,
      this.drawing,
      iconButton("send", t("recording-send"), () => this.stop(true), { class: "send" }),
    );
  }

  /** Ask for the microphone and begin; resolves to whether the recording has begun. */
  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
    } catch (error) {
      toast(t(error.name === "NotFoundError" ? "recording-no-microphone" : "recording-not-allowed"));
      return false;
    }
    this.recorder = new MediaRecorder(this.stream);
    this.recorder.addEventListener("dataavailable", (event) => event.data.size && this.parts.push(event.data));
    this.recorder.addEventListener("stop", () => this.finish());
    this.recorder.start();
    this.started = performance.now();
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.context.createMediaStreamSource(this.stream).connect(this.analyser);
    this.timer = setInterval(() => this.tick(), 100);
    return true;
  }

  focus() {
    this.element.querySelector(".send").focus();
  }

  tick() {
    const passed = performance.now() - this.started;
    this.time.textContent = clock(passed / 1000);
    const samples = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(samples);
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    this.levels = [...this.levels.slice(1), peak];
    this.drawing.replaceChildren(...this.levels.map((level, index) => bar(index, level)));
    if (passed > LONGEST_MS) this.stop(true);
  }

  key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.stop(false);
  }

  /** End the recording; `send`: whether to send it. */
  stop(send) {
    if (!this.recorder || this.recorder.state === "inactive") return;
    this.wanted = send;
    this.recorder.stop();
  }

  finish() {
    clearInterval(this.timer);
    for (const track of this.stream.getTracks()) track.stop();
    this.context.close();
    const type = this.recorder.mimeType.split(";")[0];
    const ending = type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm";
    this.done(this.wanted && this.parts.length ? new File(this.parts, `recording.${ending}`, { type }) : null);
  }
}

function bar(index, level) {
  const height = Math.max(2, Math.round(Math.sqrt(level) * 30));
  const line = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ x: index * 4, y: 16 - height / 2, width: 2, height, rx: 1 })) line.setAttribute(name, value);
  return line;
}
