/** Where one is: #/turns/12?person=x is name "turns", rest ["12"], query { person: "x" }. */
export function parse(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', ...rest] = path.split('/').map(decodeURIComponent);
  return { name: name || 'dashboard', rest, query: Object.fromEntries(new URLSearchParams(search)) };
}

class Router {
  at = $state.raw(parse(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.at = parse(location.hash);
    });
  }
}

export const router = new Router();

export const go = (path) => {
  location.hash = `#/${path}`;
};

export const href = (name, ...rest) => `#/${[name, ...rest.map((part) => encodeURIComponent(part))].join('/')}`;
