// A room's todos: read and changed over HTTP; what others change comes over the socket.

import { api } from './api.js';
import { $, element, tries } from './dom.js';

export class Todos {
  #roomId;
  #todos = new Map();

  constructor(roomId) {
    this.#roomId = roomId;
    $('todo-form').onsubmit = tries(async (event) => {
      event.preventDefault();
      const form = $('todo-form');
      await api.post('/todos', { text: form.elements.text.value, room_id: roomId });
      form.reset();
    });
  }

  async load() {
    const page = await api.get(`/rooms/${this.#roomId}/todos?limit=100`);
    this.#todos = new Map(page.items.map((todo) => [todo.id, todo]));
    this.#draw();
  }

  take({ type, data }) {
    if (!type.startsWith('todo.')) return false;
    if (type === 'todo.deleted') this.#todos.delete(data.id);
    else this.#todos.set(data.id, data);
    this.#draw();
    return true;
  }

  #draw() {
    const items = [...this.#todos.values()].sort((one, other) => (one.id < other.id ? -1 : 1)).map((todo) => {
      const tick = element('input', {
        type: 'checkbox', checked: todo.is_completed, style: 'width:auto',
        onchange: tries(() => (todo.is_completed ? api.delete : api.put)(`/todos/${todo.id}/complete`)),
      });
      return element('li', {}, element('label', { className: todo.is_completed ? 'done' : '' }, tick, ' ', todo.text));
    });
    $('todos').replaceChildren(...items);
  }
}
