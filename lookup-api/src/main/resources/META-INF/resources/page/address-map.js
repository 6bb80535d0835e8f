import { SIDE, cellOf, networksByCell } from './hilbert.js';
import { NetworkCounts } from './networks.js';

// Pixels of the canvas per cell.
const CELL = 4;
const BLOCK_CELLS = 16;
const BLOCK = BLOCK_CELLS * CELL;
// Never on the Internet: "this network", private, loopback, and from 224 on multicast and reserved (RFC 6890, RFC 5771).
const isReserved = block => [0, 10, 127].includes(block) || block >= 224;
const NAMED_BLOCKS = 3;
// Up to this number of networks, each has a ring, because a single cell is hard to see.
const RINGED = 64;

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const addresses = count => (count === 1 ? '1 address' : `${count.toLocaleString()} addresses`);

// A picture of the IPv4 space with a cell per /16 network. The canvas has its colours in custom properties of CSS.
export class AddressMap {
  #canvas;
  #name;
  #most;
  #networks = networksByCell();
  #counts = new NetworkCounts(16);
  #cursor;

  // The elements for the network under the pointer or the cursor, and for the largest count, which the legend names.
  constructor(canvas, name, most) {
    this.#canvas = canvas;
    this.#name = name;
    this.#most = most;
    canvas.width = SIDE * CELL;
    canvas.height = SIDE * CELL;
    canvas.addEventListener('pointermove', event => this.#pointAt(event));
    canvas.addEventListener('pointerdown', event => this.#pointAt(event));
    canvas.addEventListener('pointerleave', () => this.#choose(undefined));
    canvas.addEventListener('focus', () => this.#choose(this.#cursor ?? this.#busiestCell()));
    canvas.addEventListener('blur', () => this.#choose(undefined));
    canvas.addEventListener('keydown', event => this.#move(event));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  // Shows the counts of /16 networks.
  show(counts) {
    this.#counts = counts;
    const most = counts.mostFrequent[0]?.count ?? 0;
    this.#most.textContent = most.toLocaleString();
    this.#canvas.setAttribute('aria-label', this.#description());
    this.#draw();
  }

  #description() {
    const blocks = new Map();
    let total = 0;
    for (const [network, count] of this.#counts) {
      const block = network >>> 8;
      blocks.set(block, (blocks.get(block) ?? 0) + count);
      total += count;
    }
    const busiest = [...blocks].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, NAMED_BLOCKS)
      .map(([block, count]) => `${block}.0.0.0/8 with ${count.toLocaleString()}`);
    return `Map of the IPv4 space: ${addresses(total)} in ${this.#counts.size.toLocaleString()} of ${(SIDE * SIDE).toLocaleString()} /16 networks.`
      + ` Most are in ${busiest.join(', ')}.`;
  }

  #draw() {
    const colours = getComputedStyle(this.#canvas);
    const colour = name => colours.getPropertyValue(`--map-${name}`).trim();
    const context = this.#canvas.getContext('2d');
    context.fillStyle = colour('ground');
    context.fillRect(0, 0, SIDE * CELL, SIDE * CELL);
    for (let block = 0; block < SIDE; block++) {
      this.#drawBlock(context, block, colour);
    }
    this.#drawCells(context, colour('few'), colour('many'));
    if (this.#cursor) {
      const [x, y] = this.#cursor;
      context.lineWidth = 2;
      context.strokeStyle = colour('cursor');
      context.strokeRect(x * CELL - 4, y * CELL - 4, CELL + 8, CELL + 8);
    }
  }

  #drawBlock(context, block, colour) {
    const [x, y] = cellOf(block * SIDE).map(at => (at - at % BLOCK_CELLS) * CELL);
    if (isReserved(block)) {
      context.fillStyle = colour('reserved');
      context.fillRect(x, y, BLOCK, BLOCK);
    }
    context.lineWidth = 1;
    context.strokeStyle = colour('grid');
    context.strokeRect(x - .5, y - .5, BLOCK, BLOCK);
    context.font = '17px system-ui, sans-serif';
    context.textBaseline = 'top';
    context.fillStyle = colour('label');
    context.fillText(block, x + 5, y + 5);
  }

  // The colour grows with the logarithm of the count.
  #drawCells(context, few, many) {
    const channels = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
    const [from, to] = [channels(few), channels(many)];
    const most = Math.log(this.#counts.mostFrequent[0]?.count ?? 1);
    for (const [network, count] of this.#counts) {
      const [x, y] = cellOf(network);
      const share = most === 0 ? 0 : Math.log(count) / most;
      context.fillStyle = `rgb(${from.map((channel, i) => Math.round(channel + share * (to[i] - channel))).join(' ')})`;
      context.fillRect(x * CELL, y * CELL, CELL, CELL);
      if (this.#counts.size <= RINGED) this.#drawRing(context, x, y, few);
    }
  }

  #drawRing(context, x, y, colour) {
    context.beginPath();
    context.arc((x + .5) * CELL, (y + .5) * CELL, 2.5 * CELL, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = colour;
    context.stroke();
  }

  #pointAt(event) {
    const at = (offset, length) => Math.min(SIDE - 1, Math.max(0, Math.floor(offset / length * SIDE)));
    this.#choose([at(event.offsetX, this.#canvas.clientWidth), at(event.offsetY, this.#canvas.clientHeight)]);
  }

  #busiestCell() {
    return cellOf(this.#counts.mostFrequent[0]?.network ?? 0);
  }

  #move(event) {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    this.#choose((this.#cursor ?? this.#busiestCell()).map((at, i) => (at + move[i] + SIDE) % SIDE));
  }

  #choose(cell) {
    if (String(cell) === String(this.#cursor)) return;
    this.#cursor = cell;
    this.#draw();
    if (cell) {
      const network = this.#networks[cell[0] + SIDE * cell[1]];
      this.#name.textContent = `${this.#counts.nameOf(network)}: ${addresses(this.#counts.count(network))}`;
    } else {
      this.#name.textContent = '';
    }
  }
}
