const locale = (language) => (language === 'zh' ? 'zh-CN' : 'en-GB');

export function dateTime(iso, language) {
  return new Intl.DateTimeFormat(locale(language), { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(iso));
}

export function clock(iso, language, seconds = true) {
  return new Intl.DateTimeFormat(locale(language), { hour: '2-digit', minute: '2-digit', ...(seconds && { second: '2-digit' }), hourCycle: 'h23' }).format(new Date(iso));
}

const steps = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** "3 minutes ago", "in 2 hours"; below five seconds "now". */
export function ago(iso, language, now = Date.now()) {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(locale(language), { numeric: 'auto' });
  if (Math.abs(seconds) < 5) return relative.format(0, 'second');
  const [unit, size] = steps.find(([, one]) => Math.abs(seconds) >= one);
  return relative.format(Math.trunc(seconds / size), unit);
}

export const number = (value, language) => (value === undefined || value === null ? '–' : new Intl.NumberFormat(locale(language), { maximumFractionDigits: 1 }).format(value));

export function money(amounts, language) {
  const given = Object.entries(amounts ?? {});
  if (!given.length) return '–';
  return given.map(([currency, value]) => new Intl.NumberFormat(locale(language), { style: 'currency', currency, maximumFractionDigits: value !== 0 && Math.abs(value) < 0.1 ? 4 : 2 }).format(value)).join(' + ');
}

/** 0.42 → "420 ms", 3.2 → "3.2 s", 75 → "1:15". */
export function seconds(value) {
  if (value === undefined || value === null) return '–';
  if (value < 1) return `${Math.round(value * 1000)} ms`;
  if (value < 60) return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export const millis = (value) => (value === undefined || value === null ? '–' : seconds(value / 1000));

/** Days, hours or minutes since. */
export function span(fromIso, language, now = Date.now()) {
  let left = Math.max(0, Math.floor((now - new Date(fromIso).getTime()) / 1000));
  const parts = [];
  for (const [size, zh, en] of [[86_400, '天', 'd'], [3600, '小时', 'h'], [60, '分', 'min'], [1, '秒', 's']]) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(language === 'zh' ? `${count} ${zh}` : `${count} ${en}`);
    if (parts.length === 2) break;
  }
  return parts.join(' ') || (language === 'zh' ? '0 秒' : '0 s');
}

/** The beginning of an id that is too long to read. */
export const short = (id, most = 18) => (!id || id.length <= most ? (id ?? '') : `${id.slice(0, most - 5)}…${id.slice(-4)}`);

/** "83 %", or – where there is nothing. */
export const share = (part, all) => (all > 0 ? `${Math.round((part / all) * 100)} %` : '–');
