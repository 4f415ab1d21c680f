// One connection to one peer. Whoever joins makes the first offer; from then on the rules of "perfect negotiation" hold: both sides may offer
// at any time; when they do at once, the polite one (whose peer id is the greater) takes its offer back. The first one is no race on purpose:
// Chromium that takes its very first offer back may never look for ways to the peer.

export class Peer {
  #connection;
  #send;
  #changed;
  #isPolite;
  #isOffering = false;
  #ignoresOffer = false;
  #turn = Promise.resolve();

  constructor({ id, name, iceServers, isPolite, isFirst, send, changed }) {
    this.id = id;
    this.name = name;
    this.streams = [];
    this.showsScreen = false;
    this.#send = send;
    this.#changed = changed;
    this.#isPolite = isPolite;
    const connection = new RTCPeerConnection({
      iceServers: iceServers.map(({ urls, username, credential }) => ({ urls, ...(username ? { username, credential } : {}) })),
      iceTransportPolicy: new URLSearchParams(location.search).get('ice') === 'relay' ? 'relay' : 'all',
    });
    this.#connection = connection;
    // Needed again, if so, when the other side's first offer has been answered.
    connection.onnegotiationneeded = () => { if (isFirst || connection.remoteDescription) this.#offer(); };
    connection.onicecandidate = ({ candidate }) => {
      if (!candidate) return;
      const { candidate: text, sdpMid, sdpMLineIndex, usernameFragment } = candidate.toJSON();
      send({ type: 'ice', candidate: text, sdp_mid: sdpMid, sdp_m_line_index: sdpMLineIndex, username_fragment: usernameFragment });
    };
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === 'failed') connection.restartIce();
      changed();
    };
    connection.ontrack = ({ streams: [stream] }) => this.#show(stream);
  }

  get state() { return this.#connection.connectionState; }

  getStats() { return this.#connection.getStats(); }

  addStream(stream) {
    const sent = new Set(this.#connection.getSenders().map((sender) => sender.track));
    stream.getTracks().filter((track) => !sent.has(track)).forEach((track) => this.#connection.addTrack(track, stream));
  }

  removeStream(stream) {
    const tracks = new Set(stream.getTracks());
    this.#connection.getSenders().filter((sender) => tracks.has(sender.track)).forEach((sender) => this.#connection.removeTrack(sender));
  }

  setMedia({ audio, video }) {
    this.audio = audio;
    this.video = video;
  }

  close() {
    this.#connection.close();
    this.streams = [];
  }

  /** An offer, an answer or a candidate of the peer's: in the order in which they came. */
  take(message) {
    this.#turn = this.#turn.then(() => this.#apply(message)).catch((error) => console.warn(message.type, error));
  }

  async #offer() {
    try {
      this.#isOffering = true;
      await this.#connection.setLocalDescription();
      this.#send({ type: this.#connection.localDescription.type, sdp: this.#connection.localDescription.sdp });
    } catch (error) {
      console.warn('offer', error);
    } finally {
      this.#isOffering = false;
    }
  }

  async #apply(message) {
    const connection = this.#connection;
    if (connection.connectionState === 'closed') return;
    if (message.type === 'ice') {
      try {
        await connection.addIceCandidate({
          candidate: message.candidate, sdpMid: message.sdp_mid, sdpMLineIndex: message.sdp_m_line_index, usernameFragment: message.username_fragment,
        });
      } catch (error) {
        if (!this.#ignoresOffer) throw error;
      }
      return;
    }
    const collides = message.type === 'offer' && (this.#isOffering || connection.signalingState !== 'stable');
    this.#ignoresOffer = collides && !this.#isPolite;
    if (this.#ignoresOffer) return;
    await connection.setRemoteDescription({ type: message.type, sdp: message.sdp });
    if (message.type === 'offer') {
      await connection.setLocalDescription();
      this.#send({ type: 'answer', sdp: connection.localDescription.sdp });
    }
  }

  #show(stream) {
    if (!this.streams.includes(stream)) this.streams.push(stream);
    // A stream whose last track is taken away is over: the peer stopped sharing.
    stream.onremovetrack = () => {
      if (stream.getTracks().length === 0) this.streams = this.streams.filter((other) => other !== stream);
      this.#changed();
    };
    this.#changed();
  }
}
