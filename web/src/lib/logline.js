const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

/** A line as the gateway gives it, as the screen shows it. */
export const lineOf = (entry) => ({ ...entry, room: (entry.room ?? '').replace(/^Dinghy\./, ''), text: [entry.words, entry.error].filter(Boolean).join(' ') });

/** A turn's number as it was typed, without its #. */
export const numberOf = (turn) => String(turn).trim().replace(/^#/, '').replace(/\D.*$/, '');

/** Whether it is to be shown: at least that level, with that word in it, of that turn. */
export function passes(line, { level = '', grep = '', turn = '' }) {
  if (level && levels.indexOf(line.level) < levels.indexOf(level)) return false;
  if (numberOf(turn) && String(line.turn ?? '') !== numberOf(turn)) return false;
  return !grep || `${line.room} ${line.text}`.toLowerCase().includes(grep.toLowerCase());
}
