// The page's state: the world as the acting person sees it, and the open channel.

const events = new EventTarget();

export const state = {
  /** Snapshot of the world (see ../views.py), or null before the first one. */
  world: null,
  /** Id of the open channel. */
  channel: null,
  /** Messages by channel, then by id, oldest first. */
  messages: new Map(),
  /** When each person stops "typing", by channel and person; milliseconds. */
  typing: new Map(),
  /** Pending and failed interactions: {key, channel, title, failed}. */
  pending: [],
  unread: new Set(),
  /** Ephemeral messages that the person has dismissed. */
  dismissed: new Set(),
  replyTo: null,
  /** The current voice call (see call.js), or null. */
  call: null,
  connected: false,
  /** Id of a thread to open as soon as the page knows it, or null. */
  wanted: null,
};

export const Flag = { EPHEMERAL: 64, LOADING: 128, VOICE: 8192, V2: 32768 };

/** Call `handler`, until `signal` aborts, whenever one of `names` changed: world, channel, messages, typing, bot, reply, commands, voice, call, unread, channels, model. */
export function on(names, handler, signal) {
  for (const name of names.split(" ")) events.addEventListener(name, (event) => handler(event.detail), { signal });
}

/** Tell the handlers that something changed. */
export function changed(name, detail) {
  events.dispatchEvent(new CustomEvent(name, { detail }));
}

export function channelOf(id) {
  return state.world?.channels.find((channel) => channel.id === id);
}

/** The commands offered in the open channel. */
export function commandsHere() {
  return state.world?.commands[channelOf(state.channel)?.kind === "dm" ? "dm" : "guild"] ?? [];
}

export function userOf(id) {
  return state.world?.users.find((user) => user.id === id);
}

export function messagesOf(channel) {
  if (!state.messages.has(channel)) state.messages.set(channel, new Map());
  return state.messages.get(channel);
}

export function messageOf(channel, id) {
  return messagesOf(channel).get(id);
}

/** Replace the whole state (first load, reconnection, another person). */
export function enter(world) {
  const other = state.world?.me !== world.me;
  state.world = world;
  state.messages = new Map();
  for (const message of world.messages) messagesOf(message.channel_id).set(message.id, message);
  if (other) {
    state.pending = [];
    state.replyTo = null;
    state.unread.clear();
  }
  const known = world.channels.some((channel) => channel.id === state.channel);
  if (!known) {
    const dm = channelOf(state.channel)?.kind;
    state.channel = (dm === "dm" && world.channels.find((channel) => channel.kind === "dm")?.id) || world.channels[0].id;
  }
  changed("world");
  changed("reply");
}

export function openChannel(id) {
  if (state.channel !== id) state.replyTo = null;
  state.channel = id;
  state.unread.delete(id);
  changed("channel");
  changed("reply");
}

/** Open a channel, or a thread that was just started, as soon as the page is told of it. */
export function openWhenKnown(id) {
  if (channelOf(id)) openChannel(id);
  else state.wanted = id;
}

function takeChannels(channels) {
  const before = channelOf(state.channel);
  state.world.channels = channels;
  if (!channelOf(state.channel)) {
    state.channel = (channelOf(before.parent) ?? channels[0]).id; // the open thread was deleted
    changed("channel");
    return;
  }
  const wanted = state.wanted && channelOf(state.wanted);
  if (wanted) {
    state.wanted = null;
    openChannel(wanted.id);
  } else changed("channels");
}

export function take(news) {
  const { type } = news;
  if (type === "world") enter(news);
  else if (type === "message") takeMessage(news.message);
  else if (type === "message_deleted") {
    messagesOf(news.channel).delete(news.message);
    if (state.replyTo?.id === news.message) answer(null);
    changed("messages", { channel: news.channel, gone: news.message });
  } else if (type === "typing") {
    state.typing.set(`${news.channel}/${news.user}`, Date.now() + 9000);
    changed("typing");
  } else if (type === "channels") {
    takeChannels(news.channels);
  } else if (type === "commands") {
    state.world.commands = news.commands;
    changed("commands");
  } else if (type === "bot") {
    state.world.online = news.online;
    changed("bot");
  } else if (type === "voice") {
    state.world.voice = news.voice;
    changed("voice");
  } else if (type === "model") {
    state.world.model = news.model;
    changed("model");
  }
}

function takeMessage(message) {
  const known = messagesOf(message.channel_id).has(message.id);
  messagesOf(message.channel_id).set(message.id, message);
  state.typing.delete(`${message.channel_id}/${message.author.id}`);
  if (!known && message.channel_id !== state.channel && message.author.id !== state.world.me) {
    state.unread.add(message.channel_id);
    changed("unread");
  }
  changed("messages", { channel: message.channel_id, message, fresh: !known });
  changed("typing");
}

/** Set the message that the next one replies to; `null`: none. */
export function answer(message) {
  state.replyTo = message;
  changed("reply");
}

let pendingKey = 0;
/** Show a pending interaction; returns its key. */
export function addPending(title, channel = state.channel) {
  pendingKey += 1;
  state.pending.push({ key: pendingKey, channel, title, failed: null });
  changed("messages", { channel });
  return pendingKey;
}

/** Show that a pending interaction has failed. */
export function failPending(key, text) {
  const entry = state.pending.find((pending) => pending.key === key);
  if (!entry) return;
  entry.failed = text;
  changed("messages", { channel: entry.channel });
}

export function dropPending(key) {
  const entry = state.pending.find((pending) => pending.key === key);
  state.pending = state.pending.filter((pending) => pending !== entry);
  if (entry) changed("messages", { channel: entry.channel });
}
