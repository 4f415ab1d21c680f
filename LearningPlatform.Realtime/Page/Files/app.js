// Study rooms, on the platform's public protocol and nothing else: docs/realtime.md.

import { api, signIn, signOut, whoAmI } from './api.js';
import { $, element, notice, tries } from './dom.js';
import { Room } from './room.js';

let me = null;
let room = null;

function show(view) {
  for (const id of ['sign-in', 'rooms', 'room']) $(id).hidden = id !== view;
  $('sign-out').hidden = !me;
}

function leaveRoom(reason) {
  room?.close();
  room = null;
  window.room = null;
  if (reason) {
    location.hash = '';
    notice(reason);
  }
}

async function showRooms() {
  const page = await api.get('/rooms?limit=50');
  $('room-list').replaceChildren(...page.items.map((item) => element('li', {}, element('a', { href: `#room/${item.id}` }, item.name),
    element('span', { className: 'hint' }, `${item.participant_count} of ${item.max_participants}`))));
  show('rooms');
}

async function openRoom(id) {
  const found = await api.get(`/rooms/${id}`);
  show('room');
  room = new Room(found, me, leaveRoom);
  window.room = room;
}

// #room/<id> opens a room; #join/<id>/<code> joins it first.
async function route() {
  if (!me) return show('sign-in');
  const [what, id, code] = location.hash.slice(1).split('/');
  if (what === 'join') {
    await api.post(`/rooms/${id}/join`, { invite_code: code }).catch((error) => { if (error.code !== 'ALREADY_IN_ROOM') throw error; });
    location.hash = `room/${id}`;
    return null;
  }
  leaveRoom();
  return what === 'room' ? openRoom(id) : showRooms();
}

$('sign-in').querySelector('form').onsubmit = tries(async (event) => {
  const { email, password } = event.target.elements;
  await signIn(email.value, password.value);
  event.target.reset();
  me = await whoAmI();
  await route();
});

$('rooms').querySelector('form').onsubmit = tries(async (event) => {
  const created = await api.post('/rooms', { name: event.target.elements.name.value });
  event.target.reset();
  location.hash = `room/${created.id}`;
});

$('sign-out').onclick = tries(async () => {
  leaveRoom();
  await signOut();
  me = null;
  await route();
});

// What was said stays: leaving a room says why.
window.addEventListener('hashchange', () => route().catch((error) => notice(error.message)));

tries(async () => {
  me = await whoAmI();
  await route();
})();
