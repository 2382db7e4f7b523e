const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const names = { information: 'info', warn: 'warning', trce: 'trace', dbug: 'debug', fail: 'error', crit: 'critical' };

/** A line as the gateway gives it, an object or plain text, as the screen shows it. */
export function lineOf(line) {
  if (typeof line === 'string') return { at: undefined, level: '', room: '', text: line, turn: undefined };
  const level = String(line.level ?? '').toLowerCase();
  return { at: line.at ?? line.time, level: names[level] ?? level, room: (line.room ?? line.category ?? '').replace(/^Dinghy\./, ''), text: line.text ?? line.message ?? '', turn: line.turn ?? line.turn_id };
}

/** Whether it is to be shown: at least that level, with that word in it, of that turn. */
export function passes(line, { level = '', grep = '', turn = '' }) {
  if (level && line.level && levels.indexOf(line.level) < levels.indexOf(level)) return false;
  if (turn && String(line.turn ?? '') !== String(turn).trim().replace(/^#/, '')) return false;
  return !grep || `${line.room} ${line.text}`.toLowerCase().includes(grep.toLowerCase());
}
