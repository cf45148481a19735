// Forums and threads: the posts of the open forum, new posts, and threads started in text channels.

import { openModal } from "./dialog.js";
import { avatar, h, icon, keepingFocus, nameOf } from "./dom.js";
import { plain } from "./markdown.js";
import { channelOf, messagesOf, openChannel, openWhenKnown, state, userOf } from "./state.js";
import { t, time } from "./texts.js";

const TITLE_LENGTH = 100; // Discord's limit
const PREVIEW_LENGTH = 200;
const SIGNS = { dm: "at", voice: "speaker", forum: "forum", thread: "thread" };

/** The icon of a channel, by its kind. */
export function signOf(channel) {
  return SIGNS[channel.kind] ?? "hash";
}

/** The threads of a channel, those with the latest message first. */
export function threadsOf(channel) {
  return state.world.channels.filter((other) => other.kind === "thread" && other.parent === channel.id).sort((one, other) => Number(latest(other) - latest(one)));
}

// The id of a thread's latest message: ids grow with time.
function latest(thread) {
  return BigInt([...messagesOf(thread.id).keys()].at(-1) ?? thread.id);
}

/** Show the posts if the open channel is a forum, else the messages. `actions`: {ask(request)}. */
export function drawForum(actions) {
  const channel = channelOf(state.channel);
  const isForum = channel.kind === "forum";
  const posts = document.getElementById("posts");
  document.getElementById("log").hidden = isForum;
  document.getElementById("foot").hidden = isForum;
  posts.hidden = !isForum;
  if (!isForum) {
    posts.replaceChildren();
    return;
  }
  posts.setAttribute("aria-label", t("posts"));
  keepingFocus(posts, () => {
    const found = threadsOf(channel);
    posts.replaceChildren(
      h("div.posts-head", {}, h("p", {}, t("posts-about")), h("button.button.primary", { type: "button", data: { key: "new-post" }, on: { click: () => newPost(channel, actions) } }, icon("plus"), t("new-post"))),
      found.length ? h("ul.posts", {}, found.map((post) => card(post, channel))) : h("p.posts-none", {}, t("posts-none")),
    );
  });
}

/** Put the focus where a person goes on in a forum. */
export function focusForum() {
  document.querySelector("#posts button")?.focus();
}

function card(post, forum) {
  const written = [...messagesOf(post.id).values()].filter((message) => !(message.flags & 64));
  const first = written.find((message) => message.id === post.id);
  const author = userOf(post.owner) ?? first?.author;
  const unread = state.unread.has(post.id);
  const tags = forum.tags.filter((tag) => post.tags.includes(tag.id));
  return h(
    "li.post",
    { class: unread ? "unread" : "", data: { post: post.id } },
    h("h2", {}, h("button.post-title", { type: "button", data: { key: `post-${post.id}` }, on: { click: () => openChannel(post.id) } }, post.name), unread && h("span.unread-dot", {}, h("span.visually-hidden", {}, t("unread")))),
    first && h("p.post-preview", {}, plain(first.content || "").slice(0, PREVIEW_LENGTH) || t("no-text")),
    h(
      "p.post-facts",
      {},
      author && [avatar(author, "tiny"), h("b", {}, nameOf(author))],
      h("span", {}, t("post-answers", { count: written.length - (first ? 1 : 0) })),
      written.length > 0 && h("time", { datetime: written.at(-1).timestamp }, time(written.at(-1).timestamp)),
      post.locked && h("span", {}, t("post-locked")),
      tags.map((tag) => h("span.post-tag", {}, tag.name)),
    ),
  );
}

function newPost(forum, { ask }) {
  const label = (text, component) => ({ type: 18, label: text, component });
  const tags = forum.tags.map((tag) => ({ value: tag.name, label: tag.name }));
  const modal = {
    own: true,
    title: t("new-post"),
    components: [
      label(t("post-title"), { type: 4, custom_id: "title", style: 1, max_length: TITLE_LENGTH, required: true }),
      label(t("post-text"), { type: 4, custom_id: "content", style: 2, max_length: state.world.limits.content, required: true }),
      ...(tags.length ? [label(t("post-tags"), { type: 3, custom_id: "tags", options: tags, min_values: 0, max_values: Math.min(5, tags.length), required: false, placeholder: t("post-no-tag") })] : []),
    ],
  };
  openModal(modal, async ({ title, content, tags: chosen }) => {
    const made = await ask({ type: "post", channel: forum.id, title: title.trim(), content, tags: chosen ?? [] });
    openWhenKnown(made.thread);
  });
}

/** Ask for a name and start a thread from a message. */
export function startThread(message, ask) {
  const named = { type: 4, custom_id: "name", style: 1, value: plain(message.content || "").slice(0, 40), max_length: TITLE_LENGTH, required: true };
  openModal({ own: true, title: t("start-thread"), components: [{ type: 18, label: t("thread-name"), component: named }] }, async ({ name }) => {
    const made = await ask({ type: "thread", channel: message.channel_id, name: name.trim(), message: message.id });
    openWhenKnown(made.thread);
  });
}

/** The thread that was started from a message, if the person sees it. */
export function threadFrom(message) {
  const started = message.type === 18 ? message.message_reference?.channel_id : message.id;
  const thread = started && channelOf(started);
  return thread?.kind === "thread" && thread.id !== message.channel_id ? thread : null;
}

/** A button that opens the thread started from a message, or nothing. */
export function threadLink(message) {
  const thread = threadFrom(message);
  return thread && h("button.thread-link", { type: "button", data: { key: `${message.id}/thread` }, on: { click: () => openChannel(thread.id) } }, icon("thread"), h("span", {}, thread.name));
}

/** Nodes that say where a thread belongs, and lead there. */
export function whereabouts(channel) {
  const parent = channel.kind === "thread" && channelOf(channel.parent);
  return parent ? [h("button.link", { type: "button", "aria-label": t("back-to", { name: `#${parent.name}` }), data: { key: "back" }, on: { click: () => openChannel(parent.id) } }, icon("reply"), `#${parent.name}`)] : [];
}
