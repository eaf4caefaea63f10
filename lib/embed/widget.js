// <job-health src="https://signalbox.example.com/embed/v1/TOKEN" label="Receipts"></job-health>
//
// Shows one widget. No dependencies, no cookies, text only: nothing that is told can become markup. Asks while it is seen, every
// `refresh` seconds (30; at least 15), and ever more seldom while there is no answer. To style: `--job-health-ok` … `-unknown`,
// `-ink`, `-dim`, `-ground`, `-line`, and ::part(card | mark | label | state | figures | items | moment).
const colours = { ok: '#1a7f4b', degraded: '#9a6200', failing: '#c0342b', maintenance: '#2563c9', unknown: '#6b6f76' };
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{display:inline-block;min-width:220px;font:14px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif}
:host([hidden]){display:none}
div{border:1px solid var(--job-health-line,#8884);border-radius:8px;padding:10px 12px;background:var(--job-health-ground,transparent);color:var(--job-health-ink,inherit)}
p,ul{margin:0;padding:0;list-style:none}
p,li{display:flex;gap:8px;align-items:center}
b{flex:1;font-weight:600}
i{width:10px;height:10px;border-radius:2px;flex:none;background:var(--c)}
i.ok{border-radius:50%}
small{color:var(--job-health-dim,inherit);font-size:12px}
li b{font-weight:400}
a{color:inherit}
${Object.entries(colours)
  .map(([state, colour]) => `.${state}{--c:var(--job-health-${state},${colour})}`)
  .join('')}`);

const make = (name, part, text = '') => {
  const element = document.createElement(name);
  if (part) element.setAttribute('part', part);
  element.textContent = text;
  return element;
};
const known = (state) => (Object.hasOwn(colours, state) ? state : 'unknown');
const duration = (ms) =>
  ms < 1e3 ? `${Math.round(ms)} ms` : ms < 6e4 ? `${(ms / 1e3).toFixed(1)} s` : `${(ms / 6e4).toFixed(1)} min`;
const facts = [
  ['p95Ms', (ms) => `p95 ${duration(ms)}`],
  ['failureRate', (share) => `${Math.round(share * 1e3) / 10} % failed`],
  ['throughputPerMin', (n) => `${n} per minute`],
  ['backlog', (n) => `${n} waiting`],
];

/** What is asked: the widget's JSON, whichever of its addresses was given. Null when it is no web address. */
function jsonUrl(src) {
  try {
    const url = new URL(src, document.baseURI);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
    if (!url.pathname.endsWith('.json')) url.pathname = `${url.pathname.replace(/(\.svg|\/card\.svg|\/)$/, '')}.json`;
    return url.href;
  } catch {
    return null;
  }
}

class JobHealth extends HTMLElement {
  static observedAttributes = ['src', 'label', 'refresh'];
  #timer = 0;
  #misses = 0;
  #asking = null;
  #health = null;
  #isSeen = false;
  #watcher = new IntersectionObserver(([entry]) => {
    this.#isSeen = entry.isIntersecting;
    this.#turn();
  });
  #onVisibility = () => this.#turn();

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    this.#draw();
    this.#watcher.observe(this);
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  disconnectedCallback() {
    this.#watcher.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.isConnected) return;
    if (name === 'src') {
      this.#health = null;
      this.#misses = 0;
      this.#asking?.abort();
    }
    this.#draw();
    this.#turn();
  }

  /** Asks when it is seen, and comes again; stops while nobody looks. */
  async #turn() {
    clearTimeout(this.#timer);
    const url = jsonUrl(this.getAttribute('src') ?? '');
    if (!url || !this.#isSeen || document.hidden || !this.isConnected) return;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const limit = setTimeout(() => asking.abort(), 1e4);
    try {
      const response = await fetch(url, {
        signal: asking.signal,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        redirect: 'error',
      });
      if (!response.ok) throw new Error(String(response.status));
      this.#health = await response.json();
      this.#misses = 0;
    } catch {
      if (this.#asking !== asking) return;
      this.#misses += 1;
    } finally {
      clearTimeout(limit);
    }
    if (this.#asking !== asking) return;
    this.#draw();
    const seconds = Math.max(15, Number(this.getAttribute('refresh')) || 30);
    const waitMs = Math.min(seconds * 2 ** Math.min(this.#misses, 5), 600) * 1e3;
    this.#timer = setTimeout(() => this.#turn(), waitMs * (0.9 + Math.random() / 5));
  }

  #draw() {
    const health = this.#health;
    // what could not be asked again in time is not shown as if it were so
    const isOld = health?.staleAfter ? Date.now() > Date.parse(health.staleAfter) + 6e4 : false;
    const state = health && !isOld ? known(health.status) : 'unknown';
    const card = make('div', 'card');
    card.setAttribute('role', 'group');
    const head = make('p');
    const mark = make('i', 'mark');
    mark.className = state;
    const label = this.getAttribute('label') || 'Jobs';
    head.append(mark, make('b', 'label', label), make('span', 'state', health?.stepsTotal ? health.statusText : state));
    card.setAttribute('aria-label', `${label}: ${state}`);
    card.append(head);
    if (health && state !== 'unknown') {
      const words = facts.filter(([name]) => typeof health[name] === 'number').map(([name, say]) => say(health[name]));
      if (words.length > 0) card.append(make('small', 'figures', words.join(' · ')));
      card.append(...this.#items(health));
    }
    const moment = health?.updatedAt ? `As of ${new Date(health.updatedAt).toLocaleTimeString()}` : 'Not known yet';
    card.append(make('p'), make('small', 'moment', moment), ...this.#link(health));
    this.shadowRoot.replaceChildren(card);
    this.dataset.state = state;
  }

  #items(health) {
    if (!Array.isArray(health.items) || health.items.length === 0) return [];
    const list = make('ul', 'items');
    for (const { name, label, status } of health.items.slice(0, 50)) {
      const item = make('li');
      const mark = make('i');
      mark.className = known(status);
      item.append(mark, make('b', '', String(name)), make('small', '', String(label)));
      list.append(item);
    }
    return [list];
  }

  #link(health) {
    if (!/^https?:\/\//.test(health?.url ?? '')) return [];
    const link = make('a', 'link', 'open');
    Object.assign(link, { href: health.url, target: '_blank', rel: 'noopener noreferrer' });
    const small = make('small', '', ' · ');
    small.append(link);
    return [small];
  }
}
if (!customElements.get('job-health')) customElements.define('job-health', JobHealth);
