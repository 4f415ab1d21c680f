// The room's call: a connection from each to each. The server only passes offers, answers and candidates on.

import { api } from './api.js';
import { $, element, notice } from './dom.js';
import { Peer } from './peer.js';
import { RoomSocket } from './socket.js';

export class Call {
  #room;
  #socket;
  #peers = new Map();
  #others = 0;
  #me = null;
  #local = null;
  #screen = null;
  #screenPeer = null;
  #ice = [];

  constructor(room) {
    this.#room = room;
    this.#socket = new RoomSocket(`/ws/rooms/${room.id}/rtc`);
    this.#socket.addEventListener('message', ({ detail }) => this.#take(detail));
    this.#socket.addEventListener('state', ({ detail }) => { if (detail === 'waiting') this.#socketLost(); });
    this.#socket.addEventListener('closed', ({ detail }) => { this.#end(); $('call-state').textContent = detail; });
    $('call-join').onclick = () => this.join();
    $('call-leave').onclick = () => this.leave();
    $('call-mute').onclick = () => this.#switch('audio');
    $('call-camera').onclick = () => this.#switch('video');
    $('call-screen').onclick = () => (this.#screen ? this.stopSharing() : this.share());
    this.#draw();
  }

  /** For tests and the console: what each peer's connection says about itself. */
  get peers() { return [...this.#peers.values()]; }

  async join() {
    try {
      this.#ice = (await api.get(`/rooms/${this.#room.id}/ice-servers`)).ice_servers;
      this.#local ??= await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      this.#sendJoin();
    } catch (error) {
      notice(error.message);
    }
  }

  leave() {
    this.#socket.send({ type: 'leave' });
    this.#end();
  }

  close() {
    this.#socket.close();
    this.#end();
  }

  async share() {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true }).catch(() => null);
    if (!stream) return;
    this.#screen = stream;
    stream.getVideoTracks()[0].onended = () => this.stopSharing();
    this.#socket.send({ type: 'screen', on: true });
  }

  stopSharing() {
    if (!this.#screen) return;
    this.#socket.send({ type: 'screen', on: false });
    this.#dropScreen();
  }

  #sendJoin() {
    const on = (kind) => this.#local.getTracks().some((track) => track.kind === kind && track.enabled);
    this.#socket.send({ type: 'join', audio: on('audio'), video: on('video') });
  }

  #take(message) {
    const peer = this.#peers.get(message.from ?? message.peer_id);
    switch (message.type) {
      case 'call':
        this.#others = message.peers.length;
        if (this.#local) this.#sendJoin();
        break;
      case 'joined': this.#joined(message); break;
      case 'peer.joined':
        this.#others++;
        if (this.#me) this.#add(message.peer, false);
        break;
      case 'peer.left':
        this.#others--;
        peer?.close();
        this.#peers.delete(message.peer_id);
        break;
      case 'peer.media': peer?.setMedia(message); break;
      case 'screen': this.#showScreen(message.peer_id); break;
      case 'offer': case 'answer': case 'ice': peer?.take(message); break;
      case 'replaced': notice('You joined the call from elsewhere.'); break;
      case 'error':
        notice(message.message);
        if (message.ref === 'screen' || message.code.startsWith('SCREEN')) this.#dropScreen();
        break;
      default: return;
    }
    this.#draw();
  }

  #joined({ peer_id: me, peers, screen_peer_id: screen }) {
    this.#me = me;
    this.#peers.forEach((peer) => peer.close());
    this.#peers.clear();
    this.#others = peers.length;
    peers.forEach((peer) => this.#add(peer, true));
    this.#showScreen(screen);
    // A screen that was shown before the socket broke.
    if (this.#screen) this.#socket.send({ type: 'screen', on: true });
  }

  // isFirst: the one who came later makes the first offer.
  #add({ peer_id: id, user_id: user, audio, video }, isFirst) {
    const peer = new Peer({
      id, name: this.#room.nameOf(user), iceServers: this.#ice, isPolite: this.#me > id, isFirst,
      send: (message) => this.#socket.send({ ...message, to: id }),
      changed: () => this.#draw(),
    });
    peer.setMedia({ audio, video });
    peer.addStream(this.#local);
    if (this.#screen && this.#screenPeer === this.#me) peer.addStream(this.#screen);
    this.#peers.set(id, peer);
  }

  #showScreen(peerId) {
    // Nobody's while it was ours: the room has ended it.
    const isEnded = peerId === null && this.#screenPeer === this.#me && this.#screen !== null;
    this.#screenPeer = peerId;
    if (isEnded) {
      notice('This room allows no screen sharing any more.');
      this.#dropScreen();
    }
    if (peerId === this.#me && this.#screen) this.#peers.forEach((peer) => peer.addStream(this.#screen));
    this.#peers.forEach((peer) => { peer.showsScreen = peer.id === peerId; });
  }

  #dropScreen() {
    if (!this.#screen) return;
    this.#peers.forEach((peer) => peer.removeStream(this.#screen));
    this.#screen.getTracks().forEach((track) => track.stop());
    this.#screen = null;
    this.#draw();
  }

  #switch(kind) {
    const tracks = this.#local.getTracks().filter((track) => track.kind === kind);
    tracks.forEach((track) => { track.enabled = !track.enabled; });
    const on = (wanted) => this.#local.getTracks().some((track) => track.kind === wanted && track.enabled);
    this.#socket.send({ type: 'media', audio: on('audio'), video: on('video') });
    this.#draw();
  }

  // Sound and pictures go on without the server; with a new socket one joins anew.
  #socketLost() {
    this.#me = null;
    $('call-state').textContent = 'reconnecting …';
  }

  #end() {
    this.#me = null;
    this.#dropScreen();
    this.#peers.forEach((peer) => peer.close());
    this.#peers.clear();
    this.#local?.getTracks().forEach((track) => track.stop());
    this.#local = null;
    this.#draw();
  }

  #draw() {
    const isIn = this.#me !== null;
    const off = (kind) => this.#local?.getTracks().some((track) => track.kind === kind && !track.enabled) ?? false;
    $('call-join').hidden = isIn;
    for (const id of ['call-leave', 'call-mute', 'call-camera', 'call-screen']) $(id).hidden = !isIn;
    $('call-mute').setAttribute('aria-pressed', off('audio'));
    $('call-camera').setAttribute('aria-pressed', off('video'));
    $('call-screen').setAttribute('aria-pressed', this.#screen !== null);
    $('call-screen').textContent = this.#screen ? 'Stop sharing' : 'Share screen';
    const connected = this.peers.filter((peer) => peer.state === 'connected').length;
    $('call-state').textContent = isIn
      ? `${connected} of ${this.#peers.size} connected`
      : this.#others > 0 ? `${this.#others} in the call` : '';
    const own = this.#local ? [this.#tile('self', this.#local, 'You', true)] : [];
    const ownScreen = this.#screen ? [this.#tile('own-screen', this.#screen, 'Your screen', true)] : [];
    const others = this.peers.flatMap((peer) => peer.streams.map((stream, index) => {
      const isScreen = peer.showsScreen && index > 0;
      const label = isScreen ? `${peer.name}'s screen` : `${peer.name}${peer.audio ? '' : ' (muted)'}`;
      return this.#tile(`${peer.id}-${stream.id}`, stream, label, false, isScreen, peer.state);
    }));
    this.#arrange([...ownScreen, ...others, ...own]);
  }

  // A video that stays in place keeps playing.
  #arrange(tiles) {
    const kept = new Set(tiles);
    [...$('tiles').children].forEach((tile) => { if (!kept.has(tile)) tile.remove(); });
    tiles.forEach((tile, index) => { if ($('tiles').children[index] !== tile) $('tiles').insertBefore(tile, $('tiles').children[index] ?? null); });
  }

  #tile(key, stream, label, isOwn, isScreen = key === 'own-screen', state = 'connected') {
    const found = [...$('tiles').children].find((tile) => tile.dataset.key === key);
    const tile = found ?? element('figure', { className: 'tile', 'data-key': key },
      element('video', { autoplay: true, playsInline: true, muted: isOwn }), element('figcaption'));
    tile.classList.toggle('screen', isScreen);
    tile.dataset.state = state;
    const video = tile.querySelector('video');
    if (video.srcObject !== stream) video.srcObject = stream;
    video.setAttribute('aria-label', label);
    tile.querySelector('figcaption').textContent = state === 'connected' ? label : `${label} · ${state}`;
    return tile;
  }
}
