const LISTED = 10;

// An address as the server writes it, as a number.
export function numberOf(address) {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

// Counts the networks of one prefix length. Memory is proportional to the number of networks; the most frequent are known at any time,
// because a network enters their list only when its own count grows.
export class NetworkCounts {
  #prefixLength;
  #counts = new Map();
  #mostFrequent = [];

  constructor(prefixLength) {
    this.#prefixLength = prefixLength;
  }

  add(address) {
    const network = address >>> (32 - this.#prefixLength);
    const count = this.count(network) + 1;
    this.#counts.set(network, count);
    this.#rank(network, count);
  }

  #rank(network, count) {
    const ranked = this.#mostFrequent;
    const known = ranked.find(one => one.network === network);
    if (known) {
      known.count = count;
    } else if (ranked.length < LISTED || count >= ranked.at(-1).count) {
      ranked.push({ network, count });
    } else {
      return;
    }
    ranked.sort((a, b) => b.count - a.count || a.network - b.network);
    ranked.splice(LISTED);
  }

  get size() {
    return this.#counts.size;
  }

  count(network) {
    return this.#counts.get(network) ?? 0;
  }

  // Pairs of network and count.
  [Symbol.iterator]() {
    return this.#counts[Symbol.iterator]();
  }

  // By count, then by address: objects with a network and its count.
  get mostFrequent() {
    return this.#mostFrequent;
  }

  // In CIDR notation.
  nameOf(network) {
    const address = network * 2 ** (32 - this.#prefixLength);
    return `${[24, 16, 8, 0].map(shift => (address >>> shift) & 255).join('.')}/${this.#prefixLength}`;
  }
}
