// One room: its socket, and the parts of the page that what comes over it is for.

import { api } from './api.js';
import { Call } from './call.js';
import { Chat } from './chat.js';
import { $, notice, tries } from './dom.js';
import { People } from './people.js';
import { RoomSocket } from './socket.js';
import { Todos } from './todos.js';

export class Room {
  #socket;
  #people;
  #chat;
  #todos;
  #call;

  /** left: called when the room is closed for this person. */
  constructor(room, me, left) {
    this.#people = new People(room.id, me);
    this.#socket = new RoomSocket(`/ws/rooms/${room.id}`);
    const parts = { id: room.id, me, socket: this.#socket, nameOf: this.#people.nameOf, mayModerate: this.#people.mayModerate };
    this.#chat = new Chat(parts);
    this.#todos = new Todos(room.id);
    this.#call = new Call(parts);
    this.#socket.addEventListener('message', ({ detail }) => this.#take(detail));
    this.#socket.addEventListener('state', ({ detail }) => this.#show(detail));
    this.#socket.addEventListener('closed', ({ detail }) => left(detail));
    document.addEventListener('visibilitychange', this.#tellPresence);
    this.#show('waiting');
    $('where').textContent = room.name;
    $('invite').hidden = !room.invite_code;
    $('invite').onclick = tries(() => navigator.clipboard.writeText(`${location.origin}/#join/${room.id}/${room.invite_code}`));
  }

  get call() { return this.#call; }

  close() {
    document.removeEventListener('visibilitychange', this.#tellPresence);
    this.#socket.close();
    this.#call.close();
    $('connection').hidden = true;
    $('where').textContent = '';
  }

  #take(message) {
    if (message.type === 'hello') {
      // After the first time, the events since the last one follow: nothing has to be read again.
      if (!message.resumed) this.#readAnew();
      this.#chat.sendAgain();
      this.#tellPresence();
    }
    if (message.type === 'resync') this.#readAnew();
    if (this.#chat.take(message)) {
      if (message.type === 'error') notice(message.message);
      return;
    }
    this.#people.take(message) || this.#todos.take(message);
  }

  #readAnew = tries(async () => {
    await this.#people.load();
    await Promise.all([this.#chat.load(), this.#todos.load()]);
  });

  #tellPresence = () => this.#socket.send({ type: 'presence.set', status: document.hidden ? 'away' : 'online' });

  #show(state) {
    $('connection').hidden = false;
    $('connection').textContent = state === 'open' ? 'live' : 'connecting …';
    $('connection').classList.toggle('good', state === 'open');
  }
}
