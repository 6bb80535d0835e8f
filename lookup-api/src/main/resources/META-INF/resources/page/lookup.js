// Looks up lines as they are: the server reads every spelling, and finds hashes inside log lines.
import { problemOf } from './problem.js';

// Limits of a request: browsers read no answer before they have sent the whole body.
const PIECE_LINES = 2000;
const PIECE_CHARS = 256 * 1024;
// Maximum total time for which a request is retried while the service is overloaded or the rate of this client is exceeded.
const PATIENCE_SECONDS = 120;
// A single candidate counts as the address if fewer are expected by chance. The server has the same limit for its own page.
const MAX_BY_CHANCE = 0.01;

// Pieces of a text: lines that are not blank, and where the piece ends, as a share of the text.
export function* piecesOf(text) {
  let lines = [];
  let chars = 0;
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    lines.push(trimmed);
    chars += line.length;
    if (lines.length === PIECE_LINES || chars >= PIECE_CHARS) {
      yield { lines, share: (index + line.length) / text.length };
      lines = [];
      chars = 0;
    }
  }
  if (lines.length > 0) yield { lines, share: 1 };
}

// Repeats a request after the time of Retry-After, while the service is overloaded or this client exceeds its rate.
async function fetchPatiently(url, options, onWait) {
  for (let waited = 0; ; ) {
    const response = await fetch(url, options);
    const seconds = Number(response.headers.get('Retry-After')) || 1;
    if (![429, 503].includes(response.status) || waited + seconds > PATIENCE_SECONDS) return response;
    onWait(seconds);
    await new Promise(resolve => { setTimeout(resolve, seconds * 1_000); });
    waited += seconds;
  }
}

function candidates({ outcome, matches, expectedByChance, detail }, line) {
  if (matches.length === 0) {
    return { outcome, address: '', rows: [{ address: '', hash: line, note: detail || 'begins no digest of any dataset' }] };
  }
  const chance = Number(expectedByChance.toPrecision(2));
  return {
    outcome,
    address: matches.length === 1 && expectedByChance < MAX_BY_CHANCE ? matches[0].ip : '',
    rows: matches.map(match => ({
      address: match.ip, hash: match.sha256, note: `${match.dataset}, truncated: ${chance} expected by chance`,
    })),
  };
}

function answer(record, line) {
  if (record.outcome === 'candidates') return candidates(record, line);
  const address = record.ip || '';
  const note = record.dataset || record.detail || 'in no dataset';
  return { outcome: record.outcome, address, rows: [{ address, hash: record.sha256 || line, note }] };
}

// The answers to lines, in their order: each with its outcome, the address if it is certain, and rows for the table. onWait gets the
// seconds for which the service asks to wait.
export async function answersTo(lines, onWait) {
  const response = await fetchPatiently('/ip-for', {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain', Accept: 'application/x-ndjson' },
    body: lines.join('\n'),
  }, onWait);
  if (!response.ok) throw new Error(await problemOf(response));
  const records = (await response.text()).split('\n').filter(line => line !== '').map(line => JSON.parse(line));
  return records.map(record => answer(record, lines[record.line - 1]));
}
