import { api, post } from './api.js';
import { session } from './session.svelte.js';

/** Who is there; a token in the address (/login#token=…) signs in, and is taken out of it and of the history first. */
export async function start() {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token) {
    history.replaceState(null, '', '/#/');
    try {
      session.take(await post('/console/login/token', { token: decodeURIComponent(token) }));
      dispatchEvent(new HashChangeEvent('hashchange'));
      return;
    } catch (e) {
      session.take({ ...(await api('/console/session')), refused: e });
      return;
    }
  }
  if (location.pathname !== '/') history.replaceState(null, '', `/${location.hash || '#/'}`);
  session.take(await api('/console/session'));
}
