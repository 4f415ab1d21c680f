// Who belongs to the room, and who of them is there.

import { api } from './api.js';
import { $, element, notice, tries } from './dom.js';

const rank = { owner: 3, moderator: 2, member: 1 };

export class People {
  #roomId;
  #me;
  #members = new Map();
  #present = new Map();

  constructor(roomId, me) {
    this.#roomId = roomId;
    this.#me = me;
  }

  nameOf = (user) => this.#members.get(user)?.display_name ?? 'Former member';

  mayModerate = () => (rank[this.#members.get(this.#me.id)?.role] ?? 0) > 1;

  async load() {
    const page = await api.get(`/rooms/${this.#roomId}/participants?limit=100`);
    this.#members = new Map(page.items.map((member) => [member.user_id, member]));
    this.draw();
  }

  /** True for a message about people. */
  take(message) {
    if (message.type === 'hello') this.#present = new Map(message.present.map(({ user_id: user, status }) => [user, status]));
    else if (message.type === 'presence') this.#present.set(message.user_id, message.status);
    else if (message.type.startsWith('member.')) this.#changed(message.data);
    else return false;
    this.draw();
    return true;
  }

  // Who is out themselves has nothing to read there any more; the socket closes and says so.
  #changed({ user_id: user, role }) {
    if (user !== this.#me.id || role) this.load().catch((error) => notice(error.message));
  }

  draw() {
    const mine = rank[this.#members.get(this.#me.id)?.role] ?? 0;
    const items = [...this.#members.values()].map(({ user_id: id, display_name: name, role }) => {
      const status = this.#present.get(id) ?? 'offline';
      const mayKick = mine > 1 && rank[role] < mine && id !== this.#me.id;
      return element('li', { 'data-user': id },
        element('span', { className: `dot ${status}`, title: status }),
        element('span', {}, id === this.#me.id ? `${name} (you)` : name),
        element('span', { className: 'hint' }, [role === 'member' ? '' : role, status === 'offline' ? '' : status].filter(Boolean).join(' · ')),
        element('span', { className: 'gap' }),
        mayKick
          ? element('button', {
            className: 'link', type: 'button', 'aria-label': `Put ${name} out`,
            onclick: tries(() => api.delete(`/rooms/${this.#roomId}/participants/${id}`)),
          }, 'put out')
          : null);
    });
    $('people').replaceChildren(...items);
  }
}
