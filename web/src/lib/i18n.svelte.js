import { words } from '../words/index.js';
import { fill } from './fill.js';

const languages = ['zh', 'en'];

class Language {
  now = $state(first());

  set(language) {
    this.now = language;
    localStorage.setItem('dinghy.language', language);
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }
}

/** The person's choice, else the browser's, else Chinese. */
function first() {
  const chosen = localStorage.getItem('dinghy.language');
  if (languages.includes(chosen)) return chosen;
  return navigator.languages?.[0]?.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

export const language = new Language();
language.set(language.now);

/** The sentence of that name in the language of now; {name} in it is filled from `given`. */
export function t(key, given) {
  const pair = words[key];
  return fill(pair ? pair[language.now === 'zh' ? 0 : 1] : key, given);
}

export const known = (key) => key in words;

/** A word of the gateway's, such as an outcome: as the dictionary says it, else as it is. failed:busy is "Failed · busy". */
export function word(family, value) {
  const [name, reason] = String(value ?? '').split(':');
  const said = known(`${family}.${name}`) ? t(`${family}.${name}`) : name;
  if (!reason) return said;
  return `${said} · ${known(`reason.${reason}`) ? t(`reason.${reason}`) : reason}`;
}
