// The composer: text with mentions, files, replies, and the picker of slash commands.

import { bytes, h, icon, iconButton, nameOf } from "./dom.js";
import { draft, draftKey, keepDraft } from "./drafts.js";
import { plain } from "./markdown.js";
import { Suggestions } from "./menu.js";
import { Recorder, canRecord } from "./recorder.js";
import { answer, channelOf, on, state } from "./state.js";
import { t } from "./texts.js";
import { toast } from "./toasts.js";
import { commandRows } from "./commands.js";

const NEAR_LIMIT = 200; // characters left at which the counter appears

export class Composer {
  /** @param {{send: Function, sendVoice: Function, command: Function}} actions `send({content, files, replyTo})`, `sendVoice({channel, recording, replyTo})`, `command(row)` opens the form of a command */
  constructor(actions) {
    this.actions = actions;
    this.files = [];
    this.key = null; // of the draft in the box
    this.listening = new AbortController();
    this.draw();
    on("reply", () => this.drawReply(), this.listening.signal);
    on("channel world", () => this.channelChanged(), this.listening.signal);
    this.dropping();
  }

  draw() {
    this.input = h("textarea.input", {
      id: "input",
      rows: "1",
      "aria-label": t("message-box"),
      on: { input: () => this.typed(), keydown: (event) => this.pressed(event), paste: (event) => this.pasted(event), blur: () => this.suggestions.hide() },
    });
    this.picker = h("input", { type: "file", multiple: true, hidden: true, on: { change: () => this.add([...this.picker.files]) } });
    this.replyBar = h("div.reply-bar", { hidden: true });
    this.tray = h("ul.tray", { "aria-label": t("attached-files"), hidden: true });
    this.counter = h("span.count", { hidden: true });
    this.sendButton = iconButton("send", t("send"), () => this.send(), { class: "send" });
    this.line = h(
      "div.composer-line",
      {},
      iconButton("plus", t("attach"), () => this.picker.click(), { class: "attach" }),
      this.input,
      this.counter,
      iconButton("slash", t("commands"), () => this.startCommand(), { class: "slash" }),
      iconButton("mic", t("record"), () => this.record(), { class: "record", hidden: !canRecord() }),
      this.sendButton,
    );
    this.box = h("div.composer-box", {}, this.replyBar, this.tray, this.line, this.picker);
    this.element = h("div.composer", {}, this.box);
    this.suggestions = new Suggestions(this.input, this.element, (item) => this.take(item), t("suggestions"));
  }

  channelChanged() {
    const channel = channelOf(state.channel);
    if (!channel) return;
    const key = draftKey(state.world.me, channel.id);
    if (this.key !== key) {
      const early = this.key === null ? this.input.value : ""; // written before the world was known
      this.key = key;
      this.input.value = early || draft(key);
      this.suggestions.hide();
    }
    this.input.placeholder = channel.kind === "dm" ? t("write-to", { name: channel.name }) : t("write-in", { name: channel.kind === "voice" || channel.kind === "thread" ? channel.name : `#${channel.name}` });
    this.grow();
    this.update();
  }

  /** Remove the event handlers: another composer replaces this one. */
  retire() {
    this.listening.abort();
    this.recorder?.stop(false);
  }

  focus() {
    this.input.focus();
  }

  /** Put a text into the box, for the person to send. */
  suggest(text) {
    this.input.value = text;
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
    this.typed();
  }

  startCommand() {
    this.suggest("/");
  }

  typed() {
    if (this.key) keepDraft(this.key, this.input.value);
    this.grow();
    this.update();
    this.offer();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  update() {
    const limit = state.world?.limits.content ?? 2000;
    const left = limit - [...this.input.value].length;
    this.counter.hidden = left > NEAR_LIMIT;
    this.counter.textContent = String(left);
    this.counter.classList.toggle("over", left < 0);
    this.sendButton.disabled = left < 0 || (!this.input.value.trim() && !this.files.length);
  }

  offer() {
    const before = this.input.value.slice(0, this.input.selectionStart);
    if (/^\/[^\n]*$/.test(this.input.value)) {
      const rows = commandRows(this.input.value.slice(1));
      const exact = rows.find((row) => `/${row.display} ` === this.input.value);
      if (exact && rows.filter((row) => row.display.startsWith(exact.display)).length === 1) {
        this.take({ row: exact });
        return;
      }
      this.suggestions.show(rows, rows.length ? null : t(state.world.online ? "no-command" : "bot-offline-commands"));
      return;
    }
    const word = /(?:^|\s)([@#])([^\s@#]*)$/u.exec(before);
    if (!word) {
      this.suggestions.hide();
      return;
    }
    const [, sign, part] = word;
    const fits = (name) => name.toLowerCase().startsWith(part.toLowerCase());
    const found =
      sign === "@"
        ? state.world.users.filter((user) => fits(nameOf(user))).map((user) => ({ insert: nameOf(user), node: h("span", {}, `@${nameOf(user)}`) }))
        : state.world.channels.filter((channel) => channel.kind === "text" && fits(channel.name)).map((channel) => ({ insert: channel.name, node: h("span", {}, `#${channel.name}`) }));
    this.suggestions.show(found.map((item) => ({ ...item, sign, part })));
  }

  take(item) {
    if (item.row ?? item.command) {
      this.input.value = "";
      this.typed();
      this.actions.command(item.row ?? item);
      return;
    }
    const end = this.input.selectionStart;
    const start = end - item.part.length;
    this.input.setRangeText(`${item.insert} `, start, end, "end");
    this.typed();
  }

  pressed(event) {
    if (this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && state.replyTo) {
      answer(null);
    } else if (event.key === "ArrowUp" && !this.input.value) {
      document.querySelector("#messages > li:last-child")?.focus();
      event.preventDefault();
    }
  }

  /** `@Ann` and `#help` become what Discord sends for them. */
  encoded() {
    let text = this.input.value.trim();
    const names = [
      ...state.world.users.map((user) => [`@${nameOf(user)}`, `<@${user.id}>`]),
      ...state.world.channels.filter((channel) => channel.kind !== "dm").map((channel) => [`#${channel.name}`, `<#${channel.id}>`]),
    ].sort((a, b) => b[0].length - a[0].length);
    for (const [shown, sent] of names) {
      const pattern = new RegExp(`(^|[\\s(,.!?"'])${shown.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}_-])`, "giu");
      text = text.replace(pattern, `$1${sent}`);
    }
    return text;
  }

  async send() {
    const text = this.input.value;
    if (this.sendButton.disabled) return;
    if (text.startsWith("/") && commandRows("").some((row) => text.slice(1).split(" ")[0] === row.display.split(" ")[0])) {
      this.offer();
      return;
    }
    const { key } = this;
    const message = { content: this.encoded(), files: this.files, replyTo: state.replyTo };
    this.input.value = "";
    this.files = [];
    answer(null);
    this.drawTray();
    this.typed();
    const sent = await this.actions.send(message);
    if (sent) return;
    // If the connection is lost, the typed text must stay, in its own channel.
    if (key !== this.key) {
      if (!draft(key)) keepDraft(key, text);
    } else if (!this.input.value) {
      this.input.value = text;
      this.files = message.files;
      this.drawTray();
      this.typed();
    }
  }

  drawReply() {
    const message = state.replyTo;
    this.replyBar.hidden = !message;
    this.replyBar.replaceChildren(
      ...(message
        ? [icon("reply"), h("span.reply-text", {}, `${t("replying-to")} `, h("b", {}, nameOf(message.author)), h("span.preview", {}, plain(message.content || ""))), iconButton("close", t("cancel-reply"), () => answer(null))]
        : []),
    );
    if (message) this.input.focus();
  }

  // -- a voice message

  async record() {
    if (this.recorder) return;
    const channel = state.channel;
    this.recorder = new Recorder((recording) => {
      this.recorder.element.remove();
      this.recorder = null;
      this.line.hidden = false;
      this.input.focus();
      if (!recording) return;
      this.actions.sendVoice({ channel, recording, replyTo: state.replyTo });
      answer(null);
    });
    if (!(await this.recorder.start())) {
      this.recorder = null;
      return;
    }
    this.line.before(this.recorder.element);
    this.line.hidden = true;
    this.recorder.focus();
  }

  // -- files

  add(files) {
    this.picker.value = "";
    const { upload, files: most } = state.world.limits;
    for (const file of files) {
      if (file.size > upload) toast(t("file-too-large", { name: file.name, limit: bytes(upload) }));
      else if (this.files.length >= most) {
        toast(t("too-many-files", { most }));
        break;
      } else this.files.push(file);
    }
    this.drawTray();
    this.update();
    this.input.focus();
  }

  drawTray() {
    this.tray.hidden = !this.files.length;
    this.tray.replaceChildren(
      ...this.files.map((file, index) =>
        h(
          "li.tray-file",
          {},
          icon("file"),
          h("span.tray-name", { title: file.name }, file.name),
          h("small", {}, bytes(file.size)),
          iconButton("close", t("remove-file", { name: file.name }), () => {
            this.files.splice(index, 1);
            this.drawTray();
            this.update();
            this.input.focus();
          }),
        ),
      ),
    );
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  // Files dropped anywhere on the page are attached to the open command if it takes a file, otherwise to the message.
  dropping() {
    const veil = document.getElementById("drop");
    const { signal } = this.listening;
    const listen = (name, handler) => addEventListener(name, handler, { signal });
    let depth = 0;
    const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    listen("dragenter", (event) => {
      if (!files(event)) return;
      depth += 1;
      veil.hidden = false;
    });
    listen("dragleave", (event) => {
      if (!files(event)) return;
      depth -= 1;
      if (depth <= 0) veil.hidden = true;
    });
    listen("dragover", (event) => files(event) && event.preventDefault());
    listen("drop", (event) => {
      depth = 0;
      veil.hidden = true;
      if (!files(event)) return;
      event.preventDefault();
      const dropped = [...event.dataTransfer.files];
      if (!this.actions.dropped(dropped)) this.add(dropped);
    });
  }
}
