// The messages of the open channel.

import { attachment, embed } from "./embeds.js";
import { components } from "./components.js";
import { avatar, h, icon, iconButton, keepingFocus, nameOf } from "./dom.js";
import { emoji as sign } from "./emoji.js";
import { signOf, threadLink } from "./forum.js";
import { markdown, plain } from "./markdown.js";
import { onLongPress } from "./menu.js";
import { Flag, changed, channelOf, commandsHere, dropPending, messageOf, messagesOf, state } from "./state.js";
import { t, time } from "./texts.js";

const GROUP_MS = 7 * 60 * 1000; // messages of one author with shorter pauses are grouped
const NEAR_END_PX = 120;

let actions = null;
let list = null;
let scroller = null;
const failures = new Map(); // message -> what failed about it

/** Show messages in `#messages`; `given`: {menu(message, at), use(message, component, values), react(message, emoji, add), jump}. */
export function start(given) {
  actions = given;
  scroller = document.getElementById("log");
  list = document.getElementById("messages");
  list.addEventListener("keydown", keys);
  list.addEventListener("contextmenu", (event) => {
    const message = messageAt(event.target);
    if (!message || event.target.closest("a, input, select, textarea")) return;
    event.preventDefault();
    const point = event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : event.target;
    actions.menu(message, point);
  });
  onLongPress(list, (event) => {
    const message = messageAt(event.target);
    if (message && !event.target.closest("a, button, input, select, audio")) actions.menu(message, { x: event.clientX, y: event.clientY });
  });
  // Pictures that load late and forms change the height: keep the view at the latest message.
  const resized = new ResizeObserver(() => wasNearEnd && toEnd());
  resized.observe(list);
  resized.observe(scroller);
  scroller.addEventListener("scroll", scrolled, { passive: true });
}

let wasNearEnd = true;
let lastTop = 0;

// Only scrolling up leaves the latest message; text that grows below does not.
function scrolled() {
  const up = scroller.scrollTop < lastTop - 1;
  lastTop = scroller.scrollTop;
  if (up || nearEnd()) wasNearEnd = nearEnd();
  document.getElementById("to-end").hidden = wasNearEnd;
}

function nearEnd() {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
}

/** Go to the latest message. */
export function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  wasNearEnd = true;
  document.getElementById("to-end").hidden = true;
}

function messageAt(target) {
  const row = target.closest?.("[data-message]");
  return row && messageOf(state.channel, row.dataset.message);
}

/** Redraw the whole channel. */
export function drawAll() {
  const shown = visible();
  list.replaceChildren(beginning(), ...shown.map((message, index) => row(message, shown[index - 1])), ...pendingRows());
  rove();
  toEnd();
}

function beginning() {
  const channel = channelOf(state.channel);
  const { kind, name } = channel;
  const dm = kind === "dm";
  const text = { dm: "beginning-dm-text", voice: "beginning-voice-text", thread: "beginning-thread-text" }[kind] ?? "beginning-text";
  return h(
    "li.beginning",
    { tabindex: "-1" },
    dm ? avatar(state.world.bot) : icon(signOf(channel)),
    h("h2", {}, dm ? nameOf(state.world.bot) : kind === "thread" ? name : t("beginning", { name: kind === "voice" ? name : `#${name}` })),
    h("p", {}, t(text)),
    state.world.restarted && h("p.note", { role: "note" }, t("restarted")),
  );
}

function visible() {
  return [...messagesOf(state.channel).values()].filter((message) => !state.dismissed.has(message.id));
}

const SETTLED_MS = 1500; // after so long without an edit, a message that grew is whole
let settling = null;

/** Let screen readers wait while a message is edited again and again: they read it once, when it is whole. */
function waitForEdits() {
  scroller.setAttribute("aria-busy", "true");
  clearTimeout(settling);
  settling = setTimeout(() => scroller.removeAttribute("aria-busy"), SETTLED_MS);
}

/** Redraw what changed: one message, or the pending interactions. */
export function draw({ channel, message, fresh, gone } = {}) {
  if (channel !== state.channel) return;
  const stick = wasNearEnd || (fresh && message.author.id === state.world.me) || (!message && !gone);
  keepingFocus(list, () => {
    for (const old of list.querySelectorAll(".pending")) old.remove();
    if (gone) list.querySelector(`[data-message="${gone}"]`)?.remove();
    if (message) {
      const old = list.querySelector(`[data-message="${message.id}"]`);
      if (old) {
        const shown = visible();
        const made = row(message, shown[shown.findIndex((other) => other.id === message.id) - 1]);
        made.tabIndex = old.tabIndex;
        waitForEdits();
        old.replaceWith(made);
        // Replies show the words of the message they answer.
        for (const other of shown) {
          if (other.message_reference?.message_id !== message.id) continue;
          list.querySelector(`[data-message="${other.id}"] .reference`)?.replaceWith(reference(other));
        }
      } else if (!state.dismissed.has(message.id)) {
        const shown = visible();
        list.append(row(message, shown[shown.length - 2]));
      }
    }
    list.append(...pendingRows());
  });
  rove();
  if (stick) toEnd();
}

// Only one message is in the tab order: the one with the focus, else the latest. Arrow keys move between messages.
function rove(target) {
  const rows = [...list.children];
  const current = target ?? rows.find((element) => element.contains(document.activeElement)) ?? rows.at(-1);
  for (const element of rows) element.tabIndex = element === current ? 0 : -1;
}

function keys(event) {
  const here = event.target;
  if (here.parentElement !== list) {
    if (event.key === "Escape") here.closest("#messages > li")?.focus();
    return;
  }
  const move = { ArrowUp: here.previousElementSibling, ArrowDown: here.nextElementSibling, Home: list.firstElementChild, End: list.lastElementChild }[event.key];
  const message = messageAt(here);
  if (move) {
    rove(move);
    move.focus();
  } else if (message && (event.key === "ContextMenu" || event.key === "Enter" || (event.key === "F10" && event.shiftKey))) actions.menu(message, here.querySelector(".body"));
  else return;
  event.preventDefault();
}

function row(message, before) {
  const own = message.author.id === state.world.me;
  const ephemeral = Boolean(message.flags & Flag.EPHEMERAL);
  const grouped = follows(message, before);
  const mentioned = message.mentions?.some((user) => user.id === state.world.me) || message.mention_everyone;
  const when = h("time", { datetime: message.timestamp, title: new Date(message.timestamp).toLocaleString() }, time(message.timestamp));
  const element = h(
    "li.message",
    {
      tabindex: "-1",
      data: { message: message.id, key: message.id },
      class: [grouped && "grouped", own && "own", ephemeral && "ephemeral", mentioned && !own && "mentioned"].filter(Boolean).join(" "),
      "aria-label": t("message-label", { author: nameOf(message.author), text: plain(message.content || "").slice(0, 200) || t("no-text") }),
    },
    reference(message),
    h(
      "div.line",
      {},
      h("div.gutter", {}, grouped ? h("span.quiet-time", {}, shortTime(message.timestamp)) : avatar(message.author)),
      h(
        "div.body",
        {},
        !grouped && h("div.by", {}, h("span.author", { class: message.author.bot ? "bot" : "" }, nameOf(message.author)), message.author.bot && h("span.tag", {}, t("app-tag")), when),
        content(message),
        footer(message, ephemeral),
      ),
    ),
    toolbar(message),
  );
  return element;
}

function shortTime(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
}

function follows(message, before) {
  if (!before || before.author.id !== message.author.id || message.message_reference || message.interaction_metadata) return false;
  if ((before.flags ^ message.flags) & Flag.EPHEMERAL) return false;
  return new Date(message.timestamp) - new Date(before.timestamp) < GROUP_MS;
}

// What the message replies to: another message, or a command.
function reference(message) {
  const meta = message.interaction_metadata;
  const target = message.message_reference?.message_id ?? meta?.target_message_id;
  const used = meta?.name && (message.type === 20 || message.type === 23) && [
    avatar(meta.user, "tiny"),
    h("span.used", {}, h("b", {}, nameOf(meta.user)), ` ${t("used")} `, h("span.command-name", {}, usedCommand(meta, message))),
  ];
  if (used && !target) return h("div.reference", {}, used);
  if (!target) return null;
  const known = messageOf(message.channel_id, target) ?? message.referenced_message;
  const preview = known
    ? h("button.reference-jump", { type: "button", tabindex: "-1", "aria-label": t("jump"), on: { click: () => jump(target) } }, !used && avatar(known.author, "tiny"), !used && h("b", {}, nameOf(known.author)), h("span.preview", {}, plain(known.content || "") || t("no-text")))
    : h("span.preview.gone", {}, t("original-deleted"));
  return h("div.reference", {}, used, preview);
}

// The command's name in the reader's language, as in the picker and the menu, if the reader also has the command.
function usedCommand(meta, message) {
  const menu = meta.command_type === 3 || message.type === 23;
  const names = commandsHere().flatMap((command) => (menu ? [[command.name, command.display]] : (command.rows ?? []).map((row) => [row.path, row.display])));
  const shown = names.find(([name]) => name === meta.name)?.[1] ?? meta.name;
  return menu ? shown : `/${shown}`;
}

/** Go to a message of the open channel. */
export function jump(id) {
  const element = list.querySelector(`[data-message="${id}"]`);
  if (!element) return;
  rove(element);
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  element.classList.remove("found");
  requestAnimationFrame(() => element.classList.add("found"));
}

function content(message) {
  if (message.flags & Flag.LOADING) return h("div.text.thinking", { role: "status" }, h("span", {}, t("thinking", { name: nameOf(message.author) })), dots());
  const v2 = message.flags & Flag.V2;
  const text = message.content && h("div.text", { class: onlyEmoji(message.content) ? "large" : "" }, markdown(message.content));
  if (text && message.edited_timestamp) (text.lastElementChild?.matches("span.line, .subtext") ? text.lastElementChild : text).append(edited(message));
  const use = { use: (m, component, values) => useComponent(m, component, values) };
  return [
    text,
    (message.embeds ?? []).map((data) => embed(data, message)),
    !v2 && (message.attachments ?? []).filter((file) => !inEmbed(message, file)).map((file) => attachment(file, message)),
    message.components?.length ? h("div.components", {}, components(message, message.components, use)) : null,
    failures.has(message.id) && h("div.failure", { role: "alert" }, icon("warning"), failures.get(message.id)),
    reactions(message),
    threadLink(message),
    !message.content && message.edited_timestamp && edited(message),
  ];
}

// A picture that an embed shows is not repeated below it.
function inEmbed(message, file) {
  return (message.embeds ?? []).some((data) => data.image?.url === file.url || data.thumbnail?.url === file.url);
}

function onlyEmoji(text) {
  return text.length <= 24 && /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\s)+$/u.test(text) && /\p{Extended_Pictographic}/u.test(text);
}

function edited(message) {
  return h("span.edited", { title: new Date(message.edited_timestamp).toLocaleString() }, ` ${t("edited")}`);
}

async function useComponent(message, component, values) {
  failures.delete(message.id);
  const failure = await actions.use(message, component, values);
  if (failure) failures.set(message.id, failure);
  const current = messageOf(message.channel_id, message.id);
  if (current && failure) changed("messages", { channel: current.channel_id, message: current, fresh: false });
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h(
    "div.reactions",
    {},
    message.reactions.map(({ emoji, count, me }) =>
      h(
        "button.reaction",
        {
          type: "button",
          class: me ? "mine" : "",
          "aria-pressed": String(Boolean(me)),
          "aria-label": t("reaction-label", { emoji: emoji.name, count }),
          data: { key: `${message.id}/${emoji.name}` },
          on: { click: () => actions.react(message, emoji.name, !me) },
        },
        sign(emoji.name),
        h("span", {}, String(count)),
      ),
    ),
  );
}

function footer(message, ephemeral) {
  if (!ephemeral) return null;
  const dismiss = () => {
    state.dismissed.add(message.id);
    list.querySelector(`[data-message="${message.id}"]`)?.remove();
    rove();
    document.getElementById("input")?.focus();
  };
  return h("div.only-you", {}, icon("eye"), h("span", {}, t("only-you")), " · ", h("button.link", { type: "button", data: { key: `${message.id}/dismiss` }, on: { click: dismiss } }, t("dismiss-message")));
}

function toolbar(message) {
  const ephemeral = message.flags & Flag.EPHEMERAL;
  return h(
    "div.toolbar",
    {},
    !ephemeral && iconButton("smile", t("add-reaction"), (event) => actions.menu(message, event.currentTarget, "reactions"), { tabindex: "-1" }),
    !ephemeral && iconButton("reply", t("reply"), () => actions.reply(message), { tabindex: "-1" }),
    iconButton("dots", t("more"), (event) => actions.menu(message, event.currentTarget), { tabindex: "-1", data: { role: "more" } }),
  );
}

export function dots() {
  return h("span.dots", { "aria-hidden": "true" }, h("i"), h("i"), h("i"));
}

function pendingRows() {
  return state.pending
    .filter((pending) => pending.channel === state.channel)
    .map(({ key, title, failed }) =>
      h(
        "li.message.pending",
        { tabindex: "-1", class: failed ? "failed" : "" },
        h("div.reference", {}, h("span.used", {}, title)),
        h(
          "div.line",
          {},
          h("div.gutter", {}, avatar(state.world.bot)),
          h(
            "div.body",
            {},
            h("div.by", {}, h("span.author.bot", {}, nameOf(state.world.bot)), h("span.tag", {}, t("app-tag"))),
            failed ? h("div.failure", { role: "alert" }, icon("warning"), failed) : h("div.text.thinking", {}, t("sending-command"), dots()),
            failed && h("div.only-you", {}, icon("eye"), h("span", {}, t("only-you")), " · ", h("button.link", { type: "button", on: { click: () => dropPending(key) } }, t("dismiss-message"))),
          ),
        ),
      ),
    );
}
