// The current voice call: joining, leaving, and its panel in the left column.

import { Call } from "./call.js";
import { h, icon, iconButton, keepingFocus } from "./dom.js";
import { closeDrawers } from "./drawers.js";
import { changed, channelOf, openChannel, state } from "./state.js";
import { language, t } from "./texts.js";
import { complain, toast } from "./toasts.js";

const QUIETEST_DB = -60; // lower end of the meter
const LOUDEST_DB = -12; // upper end of the meter

/** Join a voice channel, and open its chat. */
export function join(channel) {
  leave();
  const call = new Call(
    { user: state.world.me, channel, language: language() },
    {
      changed: () => changed("call"),
      loudness: drawLoudness,
      ended: (failure) => {
        state.call = null;
        changed("call");
        if (failure) complain(failure);
        else toast(t("call-ended"), "info");
      },
    },
  );
  state.call = call;
  changed("call");
  closeDrawers();
  openChannel(channel);
}

export function leave() {
  state.call?.leave();
  state.call = null;
  changed("call");
}

/** Whether the bot is in the channel of the current call. */
export function botIsHere() {
  return state.world.voice.some((entry) => entry.user === state.world.bot.id && entry.channel === place());
}

// A moderator may have moved the person.
function place() {
  return state.world.voice.find((entry) => entry.user === state.world.me)?.channel ?? state.call.channel;
}

let meter = null;

function drawLoudness(loudness) {
  const decibels = 20 * Math.log10(Math.max(loudness, 1e-6));
  meter?.style.setProperty("--level", String(Math.max(0, Math.min(1, (decibels - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)))));
}

let drawn = ""; // what the panel shows; it is redrawn only when this changes, so that no click is lost

/** Draw the panel of the call. `actions`: {callBot()}. */
export function drawCall(actions) {
  const panel = document.getElementById("call");
  const { call } = state;
  panel.hidden = !call;
  panel.setAttribute("aria-label", t("call"));
  drawSpeakers();
  if (!call || !state.world) {
    panel.replaceChildren();
    meter = null;
    drawn = "";
    return;
  }
  Object.assign(panel.dataset, { sent: call.sent, heard: call.heard });
  const channel = channelOf(place());
  const invites = call.joined && !botIsHere() && state.world.online;
  const shown = JSON.stringify([language(), channel?.name, call.joined, call.sound, call.microphone, call.muted, invites]);
  if (shown === drawn) return;
  drawn = shown;
  const muteLabel = t(call.muted ? "unmute" : "mute");
  const talks = call.sound && call.microphone === "on";
  meter = h("span.call-meter", { "aria-hidden": "true", class: call.muted ? "muted" : "" }, h("i"));
  keepingFocus(panel, () =>
    panel.replaceChildren(
      ...[
        h(
          "div.call-head",
          {},
          h("div.call-state", { role: "status", class: call.joined ? "joined" : "" }, icon("signal"), h("b", {}, t(call.joined ? "call-joined" : "call-joining"))),
          talks && iconButton(call.muted ? "mic-off" : "mic", muteLabel, () => call.mute(!call.muted), { class: call.muted ? "mute muted" : "mute", data: { key: "call-mute" } }),
          iconButton("hang-up", t("leave-voice"), leave, { class: "hang-up", data: { key: "call-leave" } }),
        ),
        h("button.link.call-place", { type: "button", data: { key: "call-place" }, on: { click: () => openChannel(channel.id) } }, t("call-chat", { name: channel?.name ?? "" })),
        talks && meter,
        note(call),
        invites && h("button.button.secondary.small", { type: "button", data: { key: "call-bot" }, on: { click: actions.callBot } }, t("call-bot")),
      ].filter(Boolean),
    ),
  );
}

function note(call) {
  if (!call.joined) return null;
  if (!call.sound) return h("p.call-note", {}, t("call-no-sound"));
  if (call.microphone === "asking") return h("p.call-note.asking", {}, t("microphone-asking"));
  if (call.microphone === "on") return null;
  return h("p.call-note", { role: "alert" }, `${t(`microphone-${call.microphone}`)} `, h("button.link", { type: "button", data: { key: "call-retry" }, on: { click: () => call.listen() } }, t("microphone-retry")));
}

/** Put rings around the avatars of those who are speaking. */
export function drawSpeakers() {
  for (const row of document.querySelectorAll("#channels [data-user]")) {
    const speaks = Boolean(state.call?.speaking.has(row.dataset.user));
    row.classList.toggle("speaking", speaks);
    row.querySelector(".speaks").hidden = !speaks;
  }
}
