/** The clock that relative times follow: one for the whole page. */
class Now {
  at = $state(Date.now());

  constructor() {
    setInterval(() => {
      this.at = Date.now();
    }, 10_000);
  }
}

export const now = new Now();
