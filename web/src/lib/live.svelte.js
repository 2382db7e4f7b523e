import { api } from './api.js';
import { listen } from './sse.js';

/** What the gateway tells by itself: its status and the running minute; every screen may look. */
class Live {
  /** connected, disconnected, no_channel, waiting */
  state = $derived(this.#name());
  tone = $derived({ connected: 'good', disconnected: 'bad' }[this.state] ?? 'waiting');
  status = $state.raw(null);
  minute = $state.raw(null);
  turns = $state.raw([]);
  /** Numbers beside the sidebar's places. */
  counts = $state({});
  #line = $state('waiting');

  #name() {
    if (this.#line === 'waiting' || !this.status) return 'waiting';
    const channels = this.status.channels ?? [];
    if (!channels.length) return 'no_channel';
    return channels.every((channel) => channel.connected) ? 'connected' : 'disconnected';
  }

  start() {
    const stop = listen(
      '/console/events',
      {
        status: (status) => this.#take(status),
        minute: (minute) => (this.minute = minute),
        turn: (turn) => (this.turns = [turn, ...this.turns].slice(0, 30)),
      },
      (state) => {
        this.#line = state === 'live' ? 'live' : this.status ? this.#line : state;
        if (state === 'missing') this.#poll();
      },
    );
    this.count();
    const timer = setInterval(() => this.count(), 30_000);
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  /** Who waits for a yes. */
  async count() {
    await api('/pairing').then((list) => this.pairing(list), () => {});
    await api('/approvals').then((list) => this.approvals(list), () => {});
  }

  pairing = (list) => (this.counts = { ...this.counts, access: list.pending.length });

  approvals = (list) => (this.counts = { ...this.counts, approvals: list.approvals.filter((one) => one.state === 'pending').length });

  #take(status) {
    this.status = status;
    this.#line = 'live';
    this.counts = { ...this.counts, dead: status.dead_replies };
  }

  /** Of a build without the stream. */
  async #poll() {
    await api('/status').then((status) => this.#take(status), () => {});
  }
}

export const live = new Live();
