import { api } from './api.js';

/** Something read from the gateway: its data, or why there is none. */
export class Resource {
  data = $state.raw(null);
  error = $state.raw(null);
  loading = $state(false);
  #turn = 0;
  #path;
  #told;

  /**
   * @param {string | (() => string)} path below /api
   * @param {(data: any) => void} [told] hears what was read
   */
  constructor(path, told) {
    this.#path = path;
    this.#told = told;
  }

  /** What was there stays until the new is. Only the last call counts. */
  load = async () => {
    const turn = ++this.#turn;
    this.loading = true;
    try {
      const data = await api(typeof this.#path === 'function' ? this.#path() : this.#path);
      if (turn !== this.#turn) return;
      this.data = data;
      this.error = null;
      this.#told?.(data);
    } catch (e) {
      if (turn !== this.#turn) return;
      this.error = e;
      // It is starting: it soon will be there.
      if (e.status === 503) setTimeout(() => turn === this.#turn && this.load(), 1500);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  };
}
