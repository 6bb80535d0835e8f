const GZIP = [0x1f, 0x8b];
const UTF_16 = { 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] };

// The text of a file in UTF-8, or in UTF-16 with a byte order mark; also compressed with gzip.
export async function textOf(file) {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const begins = bytes => bytes.every((byte, i) => start[i] === byte);
  if (begins(GZIP)) {
    return textOf(await new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).blob());
  }
  const encoding = Object.keys(UTF_16).find(name => begins(UTF_16[name]));
  return encoding ? new TextDecoder(encoding).decode(await file.arrayBuffer()) : file.text();
}
