// The Hilbert curve on which maps of the IPv4 space lay it out: xkcd 195 ("Map of the Internet", 2006) and the censuses of ISI's ANT Lab.
// 0.0.0.0 is at the top left, 255.255.255.255 at the top right, 1.0.0.0/8 to the right of 0.0.0.0/8. Neighbours in number are neighbours
// on the map, and each network is one connected area: a /16 a cell, a /8 a square of 16 × 16 cells.

export const SIDE = 256;

// The cell of a /16 network, a number from 0 to 65535, as [x, y] from the top left. Bits are taken in pairs, the last first: a pair
// chooses the quadrant, and turns or mirrors what was placed so far.
export function cellOf(network) {
  let x = 0;
  let y = 0;
  for (let side = 1, rest = network; side < SIDE; side *= 2, rest >>>= 2) {
    const right = (rest >>> 1) & 1;
    const down = (rest ^ right) & 1;
    if (!down) {
      [x, y] = right ? [side - 1 - y, side - 1 - x] : [y, x];
    }
    x += side * right;
    y += side * down;
  }
  return [x, y];
}

// The network in each cell, by x + SIDE * y.
export function networksByCell() {
  const networks = new Uint16Array(SIDE * SIDE);
  for (let network = 0; network < networks.length; network++) {
    const [x, y] = cellOf(network);
    networks[x + SIDE * y] = network;
  }
  return networks;
}
