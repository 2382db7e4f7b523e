const dark = matchMedia('(prefers-color-scheme: dark)');

class Theme {
  /** system, light or dark */
  choice = $state(localStorage.getItem('dinghy.theme') ?? 'system');
  #system = $state(dark.matches);
  isDark = $derived(this.choice === 'system' ? this.#system : this.choice === 'dark');

  constructor() {
    dark.addEventListener('change', () => {
      this.#system = dark.matches;
      this.#show();
    });
    this.#show();
  }

  set(choice) {
    this.choice = choice;
    localStorage.setItem('dinghy.theme', choice);
    this.#show();
  }

  #show() {
    document.documentElement.dataset.theme = this.isDark ? 'dinghy-dark' : 'dinghy-light';
  }
}

export const theme = new Theme();
