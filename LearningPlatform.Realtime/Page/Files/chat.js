// The chat: what is stored comes over HTTP, what happens comes over the socket, and what was sent stays here until the server has it.

import { api } from './api.js';
import { $, element } from './dom.js';

const typingEvery = 2_500;
const typingShown = 5_000;
const quickReaction = '👍';

export class Chat {
  #room;
  #messages = new Map();
  #unsent = new Map();
  #typing = new Map();
  #typedAt = 0;

  /** room: { id, me, socket, people, nameOf, mayModerate } */
  constructor(room) {
    this.#room = room;
    $('composer').onsubmit = (event) => {
      event.preventDefault();
      this.#say(event.target.elements.text.value.trim());
      event.target.reset();
    };
    $('composer').oninput = () => this.#tellTyping();
  }

  async load() {
    const page = await api.get(`/rooms/${this.#room.id}/messages?limit=50`);
    page.items.forEach((message) => this.#messages.set(message.id, message));
    page.items.forEach((message) => this.#isStored(message));
    this.draw();
  }

  /** True for a message of the chat's. */
  take({ type, data, user_id: user, client_id: clientId, code, ref }) {
    const message = this.#messages.get(data?.message_id);
    switch (type) {
      case 'chat.message':
        this.#isStored(data);
        this.#typing.delete(data.author_id);
        this.#messages.set(data.id, data);
        break;
      case 'chat.edited': this.#messages.set(data.id, data); break;
      case 'chat.deleted': if (message) Object.assign(message, { text: '', deleted_at: true, reactions: [] }); break;
      case 'chat.reaction': if (message) this.#react(message, data); break;
      case 'chat.sent': break;
      case 'typing': this.#isTyping(user); break;
      case 'error':
        if (this.#unsent.has(ref) && code !== 'UNAVAILABLE') this.#unsent.delete(ref);
        break;
      default: return false;
    }
    this.draw();
    return true;
  }

  /** After a reconnection: whatever the server has not confirmed is sent again, and stored once. */
  sendAgain() {
    this.#unsent.forEach((text, clientId) => this.#room.socket.send({ type: 'chat.send', client_id: clientId, ref: clientId, text, resend: true }));
  }

  draw() {
    const list = $('messages');
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    // Ids are in the order of time: everybody sees the same order, whatever came first over the wire.
    const stored = [...this.#messages.values()].sort((one, other) => (one.id < other.id ? -1 : 1)).map((message) => this.#line(message));
    const waiting = [...this.#unsent.values()].map((text) => element('li', { className: 'waiting' }, this.#who(this.#room.me.id), text));
    list.replaceChildren(...stored, ...waiting);
    if (atEnd) list.scrollTop = list.scrollHeight;
    const now = Date.now();
    const writing = [...this.#typing].filter(([user, until]) => until > now && user !== this.#room.me.id).map(([user]) => this.#room.nameOf(user));
    $('typing').textContent = writing.length ? `${writing.join(', ')} ${writing.length > 1 ? 'are' : 'is'} writing …` : '';
  }

  #say(text) {
    if (!text) return;
    const clientId = crypto.randomUUID();
    this.#unsent.set(clientId, text);
    this.#room.socket.send({ type: 'chat.send', client_id: clientId, ref: clientId, text });
    this.draw();
  }

  #isStored({ author_id: author, client_id: clientId }) {
    if (author === this.#room.me.id) this.#unsent.delete(clientId);
  }

  #tellTyping() {
    if (Date.now() - this.#typedAt < typingEvery) return;
    this.#typedAt = Date.now();
    this.#room.socket.send({ type: 'typing' });
  }

  #isTyping(user) {
    this.#typing.set(user, Date.now() + typingShown);
    setTimeout(() => this.draw(), typingShown + 50);
  }

  #react(message, { user_id: user, emoji, on }) {
    const others = message.reactions.filter((reaction) => reaction.emoji !== emoji);
    const users = (message.reactions.find((reaction) => reaction.emoji === emoji)?.user_ids ?? []).filter((id) => id !== user);
    if (on) users.push(user);
    message.reactions = users.length ? [...others, { emoji, user_ids: users }] : others;
  }

  #who(user) { return element('span', { className: 'who' }, this.#room.nameOf(user)); }

  #line(message) {
    const { socket, me, mayModerate } = this.#room;
    if (message.deleted_at) return element('li', { className: 'gone' }, this.#who(message.author_id), 'deleted');
    const mine = message.author_id === me.id;
    const button = (label, title, act) => element('button', { className: 'link', title, onclick: act, type: 'button' }, label);
    const reactions = message.reactions.map(({ emoji, user_ids: users }) => {
      const on = !users.includes(me.id);
      return element('button', {
        className: 'reaction', type: 'button', 'aria-pressed': !on, title: users.map(this.#room.nameOf).join(', '),
        onclick: () => socket.send({ type: 'chat.react', message_id: message.id, emoji, on }),
      }, `${emoji} ${users.length}`);
    });
    return element('li', { 'data-id': message.id },
      this.#who(message.author_id),
      element('span', { className: 'text' }, message.text),
      element('time', { dateTime: message.created_at }, new Date(message.created_at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
        + (message.edited_at ? ' · edited' : '')),
      button(quickReaction, 'Like', () => socket.send({ type: 'chat.react', message_id: message.id, emoji: quickReaction, on: true })),
      mine ? button('edit', 'Edit', () => this.#edit(message)) : null,
      mine || mayModerate() ? button('delete', 'Delete', () => socket.send({ type: 'chat.delete', message_id: message.id })) : null,
      ...reactions);
  }

  #edit(message) {
    const text = prompt('Edit the message', message.text)?.trim();
    if (text && text !== message.text) this.#room.socket.send({ type: 'chat.edit', message_id: message.id, text });
  }
}
