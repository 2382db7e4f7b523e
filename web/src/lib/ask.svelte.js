/** One question at a time: await ask({ title, text, yes }) is true when it was confirmed. */
class Ask {
  question = $state.raw(null);
  #done;

  put(question) {
    this.question = question;
    return new Promise((done) => {
      this.#done = done;
    });
  }

  answer(yes) {
    this.question = null;
    this.#done?.(yes);
    this.#done = undefined;
  }
}

export const asking = new Ask();
export const ask = (question) => asking.put(question);
