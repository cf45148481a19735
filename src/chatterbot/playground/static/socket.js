// The connection to the playground: requests with answers, and updates. See ../wire.py for the messages.

const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 8000;

export class Refused extends Error {
  /** The playground or the bot did not carry out a request: `reason` says why, `text` may explain it. */
  constructor(reason, text) {
    super(text || reason);
    this.reason = reason;
    this.text = text;
  }
}

export class Socket {
  /**
   * @param {object} handlers
   * @param {(news: object) => void} handlers.news called with every message that is not an answer
   * @param {(state: "open"|"lost") => void} handlers.state called when the connection opens or is lost
   */
  constructor({ news, state }) {
    this.news = news;
    this.state = state;
    this.waiting = new Map();
    this.number = 0;
    this.delay = FIRST_RETRY_MS;
    this.open();
  }

  open() {
    this.ws = new WebSocket(`ws://${location.host}/socket`);
    this.ws.addEventListener("open", () => {
      this.delay = FIRST_RETRY_MS;
      this.state("open");
    });
    this.ws.addEventListener("message", (event) => this.receive(JSON.parse(event.data)));
    this.ws.addEventListener("close", () => this.closed());
  }

  closed() {
    for (const { reject } of this.waiting.values()) reject(new Refused("connection"));
    this.waiting.clear();
    this.state("lost");
    setTimeout(() => this.open(), this.delay);
    this.delay = Math.min(this.delay * 2, LAST_RETRY_MS);
  }

  receive(message) {
    if (message.type !== "done" && message.type !== "failed") {
      this.news(message);
      return;
    }
    const { resolve, reject } = this.waiting.get(message.request) ?? {};
    this.waiting.delete(message.request);
    if (message.type === "done") resolve?.(message.result);
    else reject?.(new Refused(message.reason, message.text));
  }

  /** Send a request; resolves with the answer's `result`, rejects with `Refused`. */
  ask(message) {
    if (this.ws.readyState !== WebSocket.OPEN) return Promise.reject(new Refused("connection"));
    this.number += 1;
    const request = this.number;
    this.ws.send(JSON.stringify({ ...message, request }));
    return new Promise((resolve, reject) => this.waiting.set(request, { resolve, reject }));
  }
}

/** Upload a file; resolves with its id for a message or an option. */
export async function upload(file) {
  const answer = await fetch(`/uploads?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  if (answer.status === 413) throw new Refused("too-large");
  if (!answer.ok) throw new Refused("upload");
  return (await answer.json()).upload;
}
