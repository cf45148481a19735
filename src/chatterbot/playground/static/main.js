// The playground's page: connects its parts, and turns what the person does into requests.

import { CommandForm, commandRows } from "./commands.js";
import { Composer } from "./composer.js";
import { openModal } from "./dialog.js";
import { h, icon, iconButton, nameOf } from "./dom.js";
import { closeDrawers, toggleDrawer } from "./drawers.js";
import { showSteps, stepsShown } from "./first-steps.js";
import { drawForum, focusForum, signOf, whereabouts } from "./forum.js";
import { closeMenu } from "./menu.js";
import { messageMenu as menuOf } from "./message-menu.js";
import * as messages from "./messages.js";
import { drawAside, drawSidebar } from "./sidebar.js";
import { Socket, upload } from "./socket.js";
import { addPending, answer, channelOf, commandsHere, dropPending, failPending, messagesOf, on, openChannel, state, take, userOf } from "./state.js";
import { tab } from "./storage.js";
import { language, load, t } from "./texts.js";
import { complain, toast } from "./toasts.js";
import { botIsHere, drawCall, join, leave } from "./voice-panel.js";

const WIDE = matchMedia("(min-width: 1100px)");

let socket = null;
let composer = null;
let form = null;
let bringBot = false; // whether to call the bot into the channel as soon as the person has joined

// -- requests

function ask(message) {
  return socket.ask(message);
}

async function hello() {
  await ask({ type: "hello", user: tab.get("user"), language: language() });
}

/** Send a request the bot must answer; shown as pending, and as failed if no answer comes. `title`: nodes that say what was done. */
async function interact(title, request) {
  const channel = state.channel;
  const key = addPending(title, channel);
  try {
    const result = await request();
    dropPending(key);
    if (result?.modal) showModal(result.modal);
  } catch (error) {
    if (error.reason === "no-answer") failPending(key, t("failed-no-answer"));
    else {
      dropPending(key);
      complain(error);
    }
  }
}

function showModal({ id, modal }) {
  openModal(modal, async (values) => {
    const sent = {};
    for (const [name, value] of Object.entries(values)) sent[name] = value instanceof FileList ? await uploads([...value]) : value;
    const result = await ask({ type: "submit", modal: id, values: sent });
    if (result?.modal) showModal(result.modal);
  });
}

const uploads = (files) => Promise.all(files.map(upload));

async function send({ content, files, replyTo }) {
  try {
    await ask({ type: "say", channel: state.channel, content, reply_to: replyTo?.id ?? null, uploads: await uploads(files) });
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

async function sendVoice({ channel, recording, replyTo }) {
  try {
    await ask({ type: "voice_message", channel, reply_to: replyTo?.id ?? null, upload: await upload(recording) });
  } catch (error) {
    complain(error);
  }
}

function used(command, slash = true) {
  return [h("b", {}, nameOf(userOf(state.world.me))), ` ${t("used")} `, h("span.command-name", {}, (slash ? "/" : "") + command)];
}

async function runCommand(row, values) {
  const channel = state.channel;
  closeForm();
  await interact(used(row.display), async () => {
    const options = {};
    for (const [name, value] of Object.entries(values)) options[name] = value instanceof File ? { upload: await upload(value) } : value;
    return ask({ type: "slash", channel, path: row.path, options });
  });
}

async function useComponent(message, component, values) {
  try {
    const base = { channel: message.channel_id, message: message.id, component: component.custom_id };
    const result = await ask(values === undefined ? { type: "click", ...base } : { type: "choose", ...base, values });
    if (result?.modal) showModal(result.modal);
    return null;
  } catch (error) {
    if (error.reason === "no-answer") return t("interaction-failed");
    complain(error);
    return null;
  }
}

function react(message, emoji, add) {
  ask({ type: "react", channel: message.channel_id, message: message.id, emoji, add }).catch(complain);
}

const messageMenu = menuOf({
  ask,
  react,
  useCommand: (command, message) => interact(used(command.display, false), () => ask({ type: "context", channel: message.channel_id, command: command.name, message: message.id })),
});

// -- the command form

function openForm(row) {
  closeForm(false);
  form = new CommandForm(row, {
    run: runCommand,
    complete: (target, option, text, values) => ask({ type: "complete", channel: state.channel, path: target.path, option, text, options: values }),
    close: () => closeForm(),
  });
  composer.element.before(form.element);
  composer.element.hidden = true;
  form.focus();
}

function closeForm(refocus = true) {
  form?.element.remove();
  form = null;
  composer.element.hidden = false;
  if (refocus) composer.focus();
}

// -- first steps

const stepsExpanded = () => WIDE.matches && stepsShown();

function drawSteps() {
  drawAside(steps);
  document.querySelector(".steps-toggle").setAttribute("aria-expanded", String(stepsExpanded()));
}

/** Show or close the first steps: beside the chat on a wide screen, in a drawer on a narrow one. */
function toggleSteps() {
  if (!WIDE.matches) {
    showSteps(true);
    drawAside(steps);
    toggleDrawer("aside-open");
    return;
  }
  showSteps(!stepsShown());
  drawSteps();
  document.querySelector(stepsShown() ? "#aside button" : ".steps-toggle").focus();
}

const steps = {
  ask: () => {
    closeDrawers();
    if (form) closeForm(false);
    composer.suggest(t("step-ask-question"));
  },
  correct: () => {
    closeDrawers();
    const reply = [...messagesOf(state.channel).values()].filter((message) => message.author.bot && !(message.flags & 64)).at(-1);
    if (!reply) {
      toast(t("step-correct-first"), "info");
      return;
    }
    messages.jump(reply.id);
    const row = document.querySelector(`[data-message="${reply.id}"] .body`);
    setTimeout(() => messageMenu(reply, row), 350);
  },
  turn: (on) => ask({ type: "model", on }).catch(complain),
  tryModel: () => {
    closeDrawers();
    if (form) closeForm(false);
    composer.suggest(t("model-question"));
  },
  close: () => {
    closeDrawers();
    showSteps(false);
    drawSteps();
    document.querySelector(".steps-toggle").focus();
  },
  train: async () => {
    closeDrawers();
    const boss = state.world.users.find((user) => user.admin);
    if (boss && boss.id !== state.world.me) await actAs(boss);
    if (channelOf(state.channel)?.kind === "dm") openChannel(state.world.channels[0].id);
    const row = commandRows("train").find((candidate) => candidate.path === "train");
    if (!row) {
      composer.suggest("/train");
      return;
    }
    openForm(row);
    form.wantFile();
  },
  talk: () => {
    closeDrawers();
    if (!state.call) join(state.world.channels.find((channel) => channel.kind === "voice").id);
    bringBot = true;
    callChanged();
  },
};

// -- people and languages

async function actAs(user) {
  leave(); // another person uses this microphone from now on
  tab.set("user", user.id);
  closeMenu(false);
  if (form) closeForm(false);
  await hello().catch(complain);
}

async function speak(code) {
  tab.set("language", code);
  await load(code);
  await hello().catch(complain);
  drawFrame();
  drawEverything();
}

function voice(channel) {
  if (channel) join(channel);
  else leave();
}

/** Call the bot into the voice channel with its command, as a person does. */
function callBot() {
  openChannel(state.call.channel);
  const row = commandRows("join").find((candidate) => candidate.path === "join");
  if (row) runCommand(row, {});
  else composer.suggest("/");
}

function callChanged() {
  drawCall({ callBot });
  if (!bringBot || state.call?.joined === false) return;
  bringBot = false;
  if (!state.call) return;
  if (botIsHere()) openChannel(state.call.channel);
  else callBot();
}

function focusHere() {
  if (channelOf(state.channel)?.kind === "forum") focusForum();
  else composer.focus();
}

// -- drawing

function drawFrame() {
  document.getElementById("skip").textContent = t("skip");
  document.getElementById("drop-text").textContent = t("drop-here");
  document.getElementById("log").setAttribute("aria-label", t("messages"));
  document.getElementById("sidebar").setAttribute("aria-label", t("channels"));
  document.getElementById("aside").setAttribute("aria-label", t("side-column"));
  document.getElementById("to-end").textContent = t("to-end");
  document.getElementById("subtitle").textContent = t("subtitle");
  document.getElementById("head-buttons").replaceChildren(iconButton("bulb", t("first-steps"), toggleSteps, { class: "steps-toggle", "aria-expanded": String(stepsExpanded()) }));
  document.getElementById("head-menu").replaceChildren(iconButton("menu", t("channels"), () => toggleDrawer("nav-open"), { class: "nav-toggle", "aria-expanded": "false" }));
  const old = composer;
  if (form) closeForm(false);
  composer = new Composer({ send, sendVoice, command: openForm, dropped: (files) => Boolean(form?.drop(files)) });
  if (old) {
    old.element.replaceWith(composer.element);
    old.retire();
  } else document.getElementById("foot").append(composer.element);
}

function drawHead() {
  const channel = channelOf(state.channel);
  const title = document.getElementById("channel-title");
  title.replaceChildren(icon(signOf(channel)), h("span", {}, channel.name));
  const topic = { dm: t("topic-dm"), voice: t("topic-voice"), forum: t("topic-forum") }[channel.kind];
  document.getElementById("channel-topic").replaceChildren(...(topic ? [topic] : whereabouts(channel)));
}

function drawTyping() {
  const now = Date.now();
  const names = [];
  for (const [key, until] of state.typing) {
    const [channel, user] = key.split("/");
    if (until < now) state.typing.delete(key);
    else if (channel === state.channel && user !== state.world.me) names.push(nameOf(userOf(user) ?? state.world.bot));
  }
  const line = document.getElementById("typing");
  line.replaceChildren(...(names.length ? [messages.dots(), t("typing", { names: names.join(", ") })] : []));
}

function drawBanner() {
  const banner = document.getElementById("banner");
  const text = !state.connected ? t("reconnecting") : state.world && !state.world.online ? t("bot-starting-banner") : "";
  banner.hidden = !text;
  banner.textContent = text;
  banner.classList.toggle("lost", !state.connected);
}

function drawEverything() {
  drawHead();
  drawSidebar({ actAs, speak, voice });
  drawAside(steps);
  messages.drawAll();
  drawForum({ ask });
  drawTyping();
  drawBanner();
  drawCall({ callBot });
  composer.channelChanged();
}

// -- start

async function start() {
  const stored = tab.get("language");
  const preferred = stored ?? (navigator.language.startsWith("ru") ? "ru" : "en");
  await load(preferred);
  messages.start({ menu: messageMenu, use: useComponent, react, reply: answer });
  drawFrame();

  on("world", drawEverything);
  on("channel", () => {
    if (form) closeForm(false);
    drawEverything();
    if (WIDE.matches) focusHere();
  });
  on("messages", (what) => {
    messages.draw(what);
    if (channelOf(state.channel).kind === "forum") drawForum({ ask });
  });
  on("channels", drawEverything);
  on("typing", drawTyping);
  on("bot voice unread commands", () => {
    drawSidebar({ actAs, speak, voice });
    drawAside(steps);
    drawBanner();
    drawCall({ callBot });
  });
  on("call", callChanged);
  on("model", () => drawAside(steps));
  setInterval(drawTyping, 1000);

  document.getElementById("veil").addEventListener("click", () => closeDrawers());
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    if (form) form.focus();
    else focusHere();
  });
  document.getElementById("to-end").addEventListener("click", () => {
    messages.toEnd();
    composer.focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeDrawers(true);
  });
  WIDE.addEventListener("change", () => {
    closeDrawers();
    drawSteps();
  });

  socket = new Socket({
    news: take,
    state: (now) => {
      state.connected = now === "open";
      drawBanner();
      if (state.connected) hello().then(focusHere, complain);
    },
  });
}

start().catch((error) => {
  console.error(error);
  document.body.textContent = `The page could not start: ${error.message}`;
});
