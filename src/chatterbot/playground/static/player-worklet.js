// Mixes what others say, with a jitter buffer for each speaker; runs in the browser's audio thread, at 48 kHz.

const TARGET = 2880; // samples to buffer before a speaker is played: 60 ms
const MOST = 14_400; // 300 ms; a speaker with more buffered skips to the target
const WINDOW = 1024; // samples over which loudness is measured
const AUDIBLE = 0.004; // loudness from which a window counts as audible: -48 dB of full scale
const REPORT = 10; // windows between two reports: 0.2 s

class Speaker {
  constructor() {
    this.parts = [];
    this.offset = 0; // samples of the first part that were already played
    this.length = 0;
    this.playing = false;
    this.waited = 0;
  }

  push(samples) {
    this.parts.push(samples);
    this.length += samples.length;
    if (this.length > MOST) this.take(this.length - TARGET, () => {});
  }

  /** Add the next samples to `output`; a speaker whose buffer is empty waits for the target again. */
  mixInto(output) {
    if (!this.playing) {
      if (!this.length) return;
      this.waited += output.length; // so that speech shorter than the target is played, too
      if (this.length < TARGET && this.waited < TARGET) return;
      this.playing = true;
    }
    this.take(output.length, (sample, index) => {
      output[index] += sample / 32768;
    });
    if (this.length) return;
    this.playing = false;
    this.waited = 0;
  }

  take(count, use) {
    for (let index = 0; index < count && this.length; index += 1) {
      const [part] = this.parts;
      use(part[this.offset], index);
      this.offset += 1;
      this.length -= 1;
      if (this.offset < part.length) continue;
      this.parts.shift();
      this.offset = 0;
    }
  }
}

class Player extends AudioWorkletProcessor {
  constructor() {
    super();
    this.speakers = new Map();
    this.squares = 0;
    this.measured = 0;
    this.windows = 0;
    this.heard = 0;
    this.port.onmessage = ({ data: { user, samples } }) => {
      if (!this.speakers.has(user)) this.speakers.set(user, new Speaker());
      this.speakers.get(user).push(samples);
    };
  }

  process(_, [output]) {
    const [mix, ...others] = output;
    for (const speaker of this.speakers.values()) speaker.mixInto(mix);
    for (let index = 0; index < mix.length; index += 1) {
      mix[index] = Math.max(-1, Math.min(1, mix[index])); // several speakers together may exceed the range
      this.squares += mix[index] * mix[index];
    }
    for (const channel of others) channel.set(mix);
    this.measure(mix.length);
    return true;
  }

  measure(samples) {
    this.measured += samples;
    if (this.measured < WINDOW) return;
    if (Math.sqrt(this.squares / this.measured) > AUDIBLE) this.heard += 1;
    this.squares = 0;
    this.measured = 0;
    this.windows += 1;
    if (this.windows % REPORT === 0) this.port.postMessage({ heard: this.heard });
  }
}

registerProcessor("player", Player);
