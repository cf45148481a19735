// The microphone's sound, cut into frames of 20 ms at 48 kHz; runs in the browser's audio thread.

const RATE = 48_000;
const FRAME = 960; // samples of 20 ms

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / RATE; // samples of the sound card per sample of the output
    this.at = 0; // position of the next output sample, counted from the block's first sample
    this.last = 0; // the sample before the block
    this.begin();
  }

  begin() {
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.squares = 0;
  }

  process([input]) {
    const samples = input[0];
    if (!samples) return true; // the microphone was unplugged; another one may be plugged in
    for (; this.at < samples.length; this.at += this.step) {
      const right = Math.floor(this.at);
      const left = right > 0 ? samples[right - 1] : this.last;
      this.put(left + (samples[right] - left) * (this.at - right));
    }
    this.at -= samples.length;
    this.last = samples[samples.length - 1];
    return true;
  }

  put(value) {
    this.frame[this.filled] = Math.max(-32768, Math.min(32767, Math.round(value * 32767)));
    this.filled += 1;
    this.squares += value * value;
    if (this.filled < FRAME) return;
    this.port.postMessage({ samples: this.frame.buffer, loudness: Math.sqrt(this.squares / FRAME) }, [this.frame.buffer]);
    this.begin();
  }
}

registerProcessor("capture", Capture);
