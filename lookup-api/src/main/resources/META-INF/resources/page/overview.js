import { AddressMap } from './address-map.js';
import { NetworkCounts, numberOf } from './networks.js';

const REFRESH_MILLIS = 250;

const element = id => document.getElementById(id);

function networkRow(name, count) {
  const row = document.createElement('tr');
  const network = document.createElement('th');
  network.scope = 'row';
  network.textContent = name;
  const number = document.createElement('td');
  number.textContent = count.toLocaleString();
  row.append(network, number);
  return row;
}

// What a list of answers says as a whole: counts, the most frequent networks, and the map. Drawn while answers arrive, but not after each.
export class Overview {
  #map = new AddressMap(element('map'), element('map-network'), element('map-most'));
  #timer;
  #outcomes;
  #networks;

  constructor() {
    this.clear();
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#outcomes = new Map();
    this.#networks = [new NetworkCounts(16), new NetworkCounts(24)];
    element('overview').hidden = true;
  }

  add({ outcome, address }) {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
    if (address) {
      const number = numberOf(address);
      this.#networks.forEach(counts => counts.add(number));
    }
    this.#timer ??= setTimeout(() => this.#show(), REFRESH_MILLIS);
  }

  #show() {
    this.#timer = undefined;
    for (const count of document.querySelectorAll('#outcomes dd')) {
      count.textContent = (this.#outcomes.get(count.dataset.outcome) ?? 0).toLocaleString();
    }
    const [slash16, slash24] = this.#networks;
    for (const [id, counts] of [['slash16', slash16], ['slash24', slash24]]) {
      element(id).replaceChildren(
        ...counts.mostFrequent.map(({ network, count }) => networkRow(counts.nameOf(network), count)));
    }
    const answers = [...this.#outcomes.values()].reduce((sum, count) => sum + count, 0);
    element('overview').hidden = answers <= 1;
    element('networks').hidden = slash16.size === 0;
    this.#map.show(slash16);
  }
}
