import { diffLines } from 'diff';

/** Two texts as lines to show: { sign: '+'|'-'|' ', text }; of long same stretches only the ends, with a line null between. */
export function difference(before, after, around = 3) {
  const lines = diffLines(before, after).flatMap((part) =>
    part.value.replace(/\n$/, '').split('\n').map((text) => ({ sign: part.added ? '+' : part.removed ? '-' : ' ', text })));
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - around), at + around + 1).some((line) => line.sign !== ' '));
  return lines.flatMap((line, at) => (near[at] ? [line] : near[at - 1] ? [null] : []));
}

/** Lines as the gateway gives them, "+ …" and "- …". */
export const signed = (lines) => (lines ?? []).map((line) => ({ sign: '+-'.includes(line[0]) && line ? line[0] : ' ', text: line.slice(1) }));
