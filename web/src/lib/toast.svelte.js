class Toasts {
  list = $state([]);
  #next = 0;

  /** @param {'success'|'error'|'info'|'warning'} kind @param {string} text */
  say(kind, text) {
    const id = ++this.#next;
    this.list.push({ id, kind, text });
    setTimeout(() => this.drop(id), kind === 'error' ? 9000 : 4500);
  }

  drop(id) {
    this.list = this.list.filter((one) => one.id !== id);
  }
}

export const toasts = new Toasts();
