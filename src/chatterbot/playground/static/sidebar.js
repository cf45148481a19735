// The side columns: channels, the acting person, the language, the theme, the first steps, and the members.

import { avatar, h, icon, keepingFocus, nameOf } from "./dom.js";
import { closeDrawers } from "./drawers.js";
import { emojiNote, firstSteps, stepsShown } from "./first-steps.js";
import { signOf, threadsOf } from "./forum.js";
import { modelSwitch } from "./model-switch.js";
import { openChannel, state } from "./state.js";
import { language, t } from "./texts.js";
import { THEMES, chooseTheme, theme } from "./theme.js";

const LANGUAGES = { en: "English", ru: "Русский" }; // each language's own name

/** Draw the left column. `actions`: {actAs(user), speak(language), voice(channel|null)}. */
export function drawSidebar(actions) {
  const nav = document.getElementById("channels");
  const { world } = state;
  keepingFocus(nav, () => {
    nav.replaceChildren(
      group("text", t("text-channels"), world.channels.filter((channel) => channel.kind === "text" || channel.kind === "forum").map(textRow)),
      group("voice", t("voice-channels"), world.channels.filter((channel) => channel.kind === "voice").map((channel) => voiceRow(channel, actions))),
      group("dm", t("direct-messages"), world.channels.filter((channel) => channel.kind === "dm").map((channel) => channelRow(channel, null))),
    );
  });
  document.getElementById("guild-name").textContent = world.guild.name;
  const me = document.getElementById("me");
  keepingFocus(me, () => me.replaceChildren(...actors(actions), languages(actions), themes(actions)));
}

function group(kind, title, rows) {
  return h("section.channel-group", {}, h("h2.group-title", { id: `group-${kind}` }, title), h("ul", { "aria-labelledby": `group-${kind}` }, rows));
}

function textRow(channel) {
  // Of a forum's posts, only the open one and those with something new: all of them are in the forum itself.
  const worthy = (thread) => (channel.kind === "text" ? !thread.archived || thread.id === state.channel : thread.id === state.channel || state.unread.has(thread.id));
  const threads = threadsOf(channel).filter(worthy);
  return h(
    "li",
    {},
    channelButton(channel, icon(signOf(channel))),
    threads.length > 0 && h("ul.threads", { "aria-label": t("threads-of", { name: channel.name }) }, threads.map((thread) => channelRow(thread, "thread"))),
  );
}

function channelRow(channel, sign) {
  return h("li", {}, channelButton(channel, sign ? icon(sign) : avatar(state.world.bot, "small")));
}

function channelButton(channel, sign) {
  const current = channel.id === state.channel;
  const unread = state.unread.has(channel.id);
  return h(
    "button.channel",
    {
      type: "button",
      "aria-current": current ? "page" : null,
      class: unread ? "unread" : "",
      data: { key: `channel-${channel.id}` },
      on: {
        click: () => {
          closeDrawers();
          openChannel(channel.id);
        },
      },
    },
    sign,
    h("span.channel-name", {}, channel.name),
    unread && h("span.unread-dot", {}, h("span.visually-hidden", {}, t("unread"))),
  );
}

function voiceRow(channel, actions) {
  const here = state.world.voice.filter((entry) => entry.channel === channel.id);
  const joined = state.call !== null && here.some((entry) => entry.user === state.world.me);
  return h(
    "li",
    {},
    h(
      "div.voice-row",
      {},
      channelButton(channel, icon("speaker")),
      h(
        "button.join",
        { type: "button", class: joined ? "here" : "", "aria-label": t(joined ? "leave-voice-name" : "join-voice-name", { name: channel.name }), data: { key: `join-${channel.id}` }, on: { click: () => actions.voice(joined ? null : channel.id) } },
        t(joined ? "leave-voice" : "join-voice"),
      ),
    ),
    here.length > 0 && h("ul.in-voice", { "aria-label": t("in-voice", { name: channel.name }) }, here.map(inVoice)),
  );
}

function inVoice({ user: id, muted, deaf }) {
  const user = state.world.users.find((candidate) => candidate.id === id);
  const sign = (name, text) => [icon(name), h("span.visually-hidden", {}, t(text))];
  return user && h("li", { data: { user: id } }, avatar(user, "tiny"), h("span", {}, nameOf(user)), h("span.visually-hidden.speaks", { hidden: true }, t("speaks")), muted && sign("mic-off", "is-muted"), deaf && sign("deaf", "is-deaf"));
}

function actors(actions) {
  const { world } = state;
  const people = world.users.filter((user) => !user.bot);
  return [
    h("h2.group-title", { id: "acting" }, t("acting-as")),
    h(
      "div.people-switch",
      { role: "radiogroup", "aria-labelledby": "acting", on: { keydown: moveRadio } },
      people.map((user) => {
        const mine = user.id === world.me;
        return h(
          "button.person",
          { type: "button", role: "radio", "aria-checked": String(mine), tabindex: mine ? "0" : "-1", data: { key: `person-${user.id}` }, on: { click: () => !mine && actions.actAs(user) } },
          avatar(user, "small"),
          h("span.person-name", {}, h("b", {}, nameOf(user)), h("small", {}, user.admin ? t("role-admin") : t("role-member"))),
        );
      }),
    ),
  ];
}

function languages(actions) {
  return choices(t("language"), "language", Object.entries(LANGUAGES).map(([code, name]) => ({ value: code, label: name, lang: code })), language(), actions.speak);
}

function themes(actions) {
  const signs = { system: "screen", light: "sun", dark: "moon" };
  const choose = (name) => {
    chooseTheme(name);
    drawSidebar(actions);
  };
  return choices(t("theme"), "theme", THEMES.map((name) => ({ value: name, label: t(`theme-${name}`), sign: signs[name] })), theme(), choose);
}

/** A row of buttons, one of which is chosen. `offers`: {value, label, lang, sign}. */
function choices(label, kind, offers, current, choose) {
  return h(
    "div.choices",
    { role: "radiogroup", "aria-label": label, on: { keydown: moveRadio } },
    offers.map(({ value, label: name, lang, sign }) => {
      const chosen = value === current;
      return h(
        "button.choice",
        { type: "button", role: "radio", lang, title: sign ? name : null, "aria-label": sign ? name : null, "aria-checked": String(chosen), tabindex: chosen ? "0" : "-1", data: { key: `${kind}-${value}` }, on: { click: () => !chosen && choose(value) } },
        sign ? icon(sign) : name,
      );
    }),
  );
}

function moveRadio(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll("[role=radio]")];
  const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
  next.focus();
  next.click();
}

/** Draw the right column: first steps, the language model, and people. `steps`: {ask(), correct(), train(), talk(), turn(on), tryModel(), close()}. */
export function drawAside(steps) {
  const aside = document.getElementById("aside");
  const { world } = state;
  const member = (user) =>
    h(
      "li.member",
      { class: user.bot && !world.online ? "offline" : "" },
      h("span.presence", { class: !user.bot || world.online ? "online" : "" }, avatar(user, "small")),
      h("span.person-name", {}, h("b", {}, nameOf(user), user.bot && h("span.tag", {}, t("app-tag"))), h("small", {}, user.bot ? (world.online ? t("bot-online") : t("bot-starting")) : user.id === world.me ? t("you") : user.admin ? t("role-admin") : t("role-member"))),
    );
  keepingFocus(aside, () =>
    aside.replaceChildren(
      ...[emojiNote(() => drawAside(steps)), stepsShown() && firstSteps(steps), world.model && modelSwitch(world.model, steps)].filter(Boolean),
      h("section.members", { "aria-labelledby": "members-title" }, h("h2.group-title", { id: "members-title" }, t("members")), h("ul", {}, world.users.map(member))),
    ),
  );
}
