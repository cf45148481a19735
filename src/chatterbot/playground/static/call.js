// A voice call: sends the microphone into a voice channel and plays everybody's voices. See ../wire.py for the messages.

import { Refused } from "./socket.js";

const RATE = 48_000;
const USER_BYTES = 8; // bytes of the user's id before each piece of sound
const MOST_WAITING = 48_000; // unsent bytes (half a second of sound) above which new sound is dropped: later it would be useless
const WISHES = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };

/** Why there is no microphone: a key of the texts for each of the browser's error names. */
const TROUBLES = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing", OverconstrainedError: "missing" };

export class Call {
  /**
   * @param {{user: string, channel: string, language: string}} who joins which channel
   * @param {object} handlers
   * @param {() => void} handlers.changed anything except the loudness has changed
   * @param {(loudness: number) => void} handlers.loudness loudness of the own microphone, 0 to 1, every 20 ms
   * @param {(error: Refused|null) => void} handlers.ended the call is over for another reason than `leave`
   */
  constructor({ user, channel, language }, handlers) {
    this.channel = channel;
    this.handlers = handlers;
    this.joined = false;
    this.sound = true;
    this.microphone = "asking"; // then "on", "refused", "missing" or "broken"
    this.muted = false;
    this.speaking = new Set();
    this.sent = 0; // frames of 20 ms
    this.heard = 0; // pieces of 21 ms that were not silent
    this.over = false;
    this.failure = null;
    // Made at once, while the browser still counts the person's click: otherwise it plays nothing.
    this.context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    this.player = this.play();
    this.socket = new WebSocket(`ws://${location.host}/call?${new URLSearchParams({ user, channel, language })}`);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("message", ({ data }) => this.receive(data));
    this.socket.addEventListener("close", () => this.closed());
  }

  leave() {
    this.end();
    this.socket.close();
  }

  mute(muted) {
    this.muted = muted;
    for (const track of this.stream?.getTracks() ?? []) track.enabled = !muted;
    this.tellMuted();
    this.handlers.loudness(0);
    this.handlers.changed();
  }

  // -- the connection

  receive(data) {
    if (data instanceof ArrayBuffer) {
      const user = new DataView(data).getBigUint64(0).toString();
      const samples = new Int16Array(data, USER_BYTES);
      this.player.then((player) => player?.port.postMessage({ user, samples }, [data]));
      return;
    }
    const message = JSON.parse(data);
    if (message.type === "joined") {
      this.joined = true;
      this.sound = message.sound;
      if (this.muted) this.tellMuted();
      if (this.sound) this.listen();
    } else if (message.type === "speaking") this.speaking = new Set(message.users);
    else this.failure = new Refused(message.reason, message.text);
    this.handlers.changed();
  }

  tellMuted() {
    if (this.joined && this.sound && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: "mute", muted: this.muted }));
  }

  closed() {
    if (this.over) return;
    this.end();
    this.handlers.ended(this.failure);
  }

  end() {
    this.over = true;
    this.speaking = new Set();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    for (const context of new Set([this.context, this.listening])) context?.close();
  }

  // -- sound

  async play() {
    try {
      await this.context.audioWorklet.addModule("/static/player-worklet.js");
      if (this.over) return null;
      const player = new AudioWorkletNode(this.context, "player", { numberOfInputs: 0, outputChannelCount: [2] });
      player.port.onmessage = ({ data }) => {
        if (data.heard === this.heard) return;
        this.heard = data.heard;
        this.handlers.changed();
      };
      player.connect(this.context.destination);
      return player;
    } catch (error) {
      if (!this.over) console.error(error);
      return null;
    }
  }

  /** Open the microphone; without one the person can only listen. */
  async listen() {
    this.microphone = "asking";
    this.handlers.changed();
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no media devices", "SecurityError");
      const stream = await navigator.mediaDevices.getUserMedia({ audio: WISHES });
      if (this.over) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this.stream = stream;
      await this.capture(stream);
      this.microphone = "on";
      this.mute(this.muted);
      stream.getTracks()[0].addEventListener("ended", () => this.lost("missing"));
    } catch (error) {
      if (this.over) return;
      if (!(error.name in TROUBLES)) console.error(error);
      this.lost(TROUBLES[error.name] ?? "broken");
    }
  }

  lost(why) {
    if (this.over) return;
    this.microphone = why;
    this.handlers.loudness(0);
    this.handlers.changed();
  }

  async capture(stream) {
    let source;
    try {
      source = this.context.createMediaStreamSource(stream);
      this.listening = this.context;
    } catch {
      this.listening = new AudioContext(); // Firefox: a microphone with another sample rate needs a context of its own
      source = this.listening.createMediaStreamSource(stream);
    }
    await this.listening.audioWorklet.addModule("/static/capture-worklet.js");
    const node = new AudioWorkletNode(this.listening, "capture", { channelCount: 1, channelCountMode: "explicit" });
    node.port.onmessage = ({ data }) => this.captured(data);
    source.connect(node);
    node.connect(this.listening.destination); // its output is silence; some browsers do not run a node that is not connected
  }

  captured({ samples, loudness }) {
    if (this.over || this.muted) return;
    this.handlers.loudness(loudness);
    if (!this.joined || this.socket.readyState !== WebSocket.OPEN || this.socket.bufferedAmount > MOST_WAITING) return;
    this.socket.send(samples);
    this.sent += 1;
  }
}
