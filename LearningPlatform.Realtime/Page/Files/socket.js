// A room's socket that comes back by itself: with the id of the last event it saw, so that nothing is missed and nothing comes twice.

import { refresh } from './api.js';

const pingEvery = 20_000;
const longestWait = 15_000;

export class RoomSocket extends EventTarget {
  #path;
  #socket = null;
  #lastEventId = null;
  #tries = 0;
  #pong = true;
  #timer = 0;
  #pings = 0;
  #isClosed = false;

  /** Events: `message` (detail: the message), `state` (detail: open, waiting), `closed` (detail: the reason; it does not come back). */
  constructor(path) {
    super();
    this.#path = path;
    this.#connect();
  }

  get isOpen() { return this.#socket?.readyState === WebSocket.OPEN; }

  send(message) {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
    return this.isOpen;
  }

  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#pings);
    this.#socket?.close(1000);
  }

  #connect() {
    const address = new URL(this.#path, location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    if (this.#lastEventId) address.searchParams.set('last_event_id', this.#lastEventId);
    const socket = new WebSocket(address);
    this.#socket = socket;
    let reconnectAfter = null;
    let wasOpen = false;
    socket.onopen = () => {
      wasOpen = true;
      this.#tries = 0;
      this.#pong = true;
      this.#tell('state', 'open');
      clearInterval(this.#pings);
      this.#pings = setInterval(() => this.#ping(), pingEvery);
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === 'pong') this.#pong = true;
      if (message.type === 'reconnect') reconnectAfter = message.after_ms;
      this.#lastEventId = message.id ?? message.last_event_id ?? this.#lastEventId;
      this.#tell('message', message);
    };
    socket.onclose = ({ code, reason }) => {
      clearInterval(this.#pings);
      if (this.#isClosed) return;
      // 1008: put out, or signed out. Coming back would be refused.
      if (code === 1008 || code === 1000) {
        this.#isClosed = true;
        this.#tell('closed', reason || 'The connection was closed.');
        return;
      }
      this.#tell('state', 'waiting');
      const wait = reconnectAfter ?? Math.min(longestWait, 500 * 2 ** this.#tries++) * (0.5 + Math.random() / 2);
      this.#timer = setTimeout(() => this.#comeBack(wasOpen), wait);
    };
  }

  // A browser does not say why a socket was refused; an access token that has ended is the likely reason.
  async #comeBack(wasOpen) {
    if (!wasOpen) await refresh().catch(() => {});
    if (!this.#isClosed) this.#connect();
  }

  // Browsers do not show WebSocket's own pings: without an answer to ours the connection is dead, whatever it says.
  #ping() {
    if (!this.#pong) return this.#socket.close(4000);
    this.#pong = false;
    this.send({ type: 'ping' });
  }

  #tell(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }
}
