// The menu of a message: reactions, replies, the bot's commands, copies.

import { copy } from "./clipboard.js";
import { openModal } from "./dialog.js";
import { startThread, threadFrom } from "./forum.js";
import { openMenu } from "./menu.js";
import { answer, channelOf, commandsHere, state } from "./state.js";
import { t } from "./texts.js";
import { complain } from "./toasts.js";

const EMOJI = ["👍", "👎", "❤️", "😂", "🎉", "🤔", "👀", "🙏", "🔥", "✅", "❌", "😢"];

/** Return `open(message, at, part)`. `actions`: {ask(request), react(message, emoji, add), useCommand(command, message)}. */
export function messageMenu({ ask, react, useCommand }) {
  return (message, at, part) => {
    const ephemeral = message.flags & 64;
    const own = message.author.id === state.world.me;
    const emoji = { grid: EMOJI.map((sign) => ({ label: sign, action: () => react(message, sign, true) })) };
    if (part === "reactions") {
      openMenu(at, [emoji], t("add-reaction"));
      return;
    }
    const channel = channelOf(message.channel_id);
    const apps = commandsHere().filter((command) => command.type === 3);
    openMenu(
      at,
      [
        !ephemeral && { grid: emoji.grid.slice(0, 6) },
        !ephemeral && { separator: true },
        !ephemeral && { label: t("reply"), icon: "reply", action: () => answer(message) },
        own && { label: t("edit"), icon: "edit", action: () => editMessage(message, ask) },
        !ephemeral && channel.kind === "text" && !threadFrom(message) && { label: t("start-thread"), icon: "thread", action: () => startThread(message, ask) },
        apps.length && { heading: t("apps") },
        ...apps.map((command) => ({ label: command.display, icon: "slash", action: () => useCommand(command, message) })),
        { separator: true },
        message.content && { label: t("copy-text"), icon: "copy", action: () => copy(message.content) },
        { label: t("copy-link"), icon: "link", action: () => copy(`https://discord.com/channels/${channel.kind === "dm" ? "@me" : state.world.guild.id}/${message.channel_id}/${message.id}`) },
        { label: t("copy-id"), icon: "copy", action: () => copy(message.id) },
        own && { separator: true },
        own && { label: t("delete"), icon: "bin", danger: true, action: () => ask({ type: "delete", channel: message.channel_id, message: message.id }).catch(complain) },
      ],
      t("message-menu"),
    );
  };
}

function editMessage(message, ask) {
  const modal = {
    own: true,
    title: t("edit-title"),
    components: [{ type: 18, label: t("message-box"), component: { type: 4, custom_id: "content", style: 2, value: message.content, max_length: state.world.limits.content, required: true } }],
  };
  openModal(modal, ({ content }) => ask({ type: "edit", channel: message.channel_id, message: message.id, content }));
}
