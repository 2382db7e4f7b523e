import { errorKey } from './errors.js';
import { known, t } from './i18n.svelte.js';
import { toasts } from './toast.svelte.js';

/**
 * Does something that writes, and says how it went.
 * @param {() => Promise<any>} work
 * @param {string | ((answer: any) => string)} [said] what to say when it was done
 * @returns {Promise<any>} the answer; undefined when it failed, which was said
 */
export async function act(work, said) {
  try {
    const answer = (await work()) ?? {};
    const problem = answer.problem ?? (answer.result && !['done', 'pending', 'refused'].includes(answer.result) ? (known(`result.${answer.result}`) ? t(`result.${answer.result}`) : t('state.not_done', { why: answer.result })) : undefined);
    if (problem) toasts.say('error', problem);
    else if (said) toasts.say('success', typeof said === 'function' ? said(answer) : said);
    return answer;
  } catch (e) {
    toasts.say('error', `${t(errorKey(e), { seconds: e.body?.wait_seconds ?? '' })} ${e.body?.problem ?? ''}`.trim());
    return undefined;
  }
}
