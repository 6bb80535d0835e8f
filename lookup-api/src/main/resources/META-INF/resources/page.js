// Many hashes at once, files, copy and download. Without this script, the server answers the form.
import { keepDatasetsCurrent } from './page/datasets.js';
import { textOf } from './page/file.js';
import { answersTo, piecesOf } from './page/lookup.js';
import { Overview } from './page/overview.js';

// More rows make a page slow; the download has them all.
const SHOWN = 1000;

const element = id => document.getElementById(id);
const form = element('ask');
const hashes = element('hashes');
const file = element('file');
const rows = element('rows');
const overview = new Overview();

// All rows of the table, also those that are not shown.
let answers = [];
// The last request of the user ends those before it.
let requests = 0;

// --- asking ----------------------------------------------------------------------------------------------------------

// The header of a table is no mistake.
function withoutHeader(found) {
  return found.length > 1 && found[0].outcome === 'malformed' && found[1].outcome !== 'malformed' ? found.slice(1) : found;
}

async function ask(text, isTable = false) {
  const request = ++requests;
  const empty = text.trim() === '';
  answers = [];
  rows.replaceChildren();
  overview.clear();
  element('result').hidden = false;
  element('more').hidden = true;
  document.querySelector('.scroll').hidden = empty;
  if (empty) {
    say('Nothing was asked: paste at least one hash.');
    return;
  }
  const button = form.querySelector('button');
  button.disabled = true;
  let asked = 0;
  let found = 0;
  const onWait = seconds => {
    if (request === requests) say(`${asked.toLocaleString()} answers; the service asks to wait for ${seconds} s …`);
  };
  say('Looking up …');
  try {
    for (const { lines, share } of piecesOf(text)) {
      const answered = await answersTo(lines, onWait);
      if (request !== requests) return;
      const piece = isTable && asked === 0 ? withoutHeader(answered) : answered;
      piece.forEach(answer => overview.add(answer));
      asked += piece.length;
      found += piece.filter(answer => answer.rows.some(row => row.address !== '')).length;
      show(piece.flatMap(({ outcome, rows: its }) => its.map(row => ({ outcome, ...row }))));
      say(`${asked.toLocaleString()} answers, ${Math.floor(100 * share)} % …`);
    }
    say(`${found.toLocaleString()} of ${asked.toLocaleString()} found.`);
  } catch (error) {
    if (request === requests) say(`After ${asked.toLocaleString()} answers: ${error.message}`);
  } finally {
    if (request === requests) button.disabled = false;
  }
}

// --- showing ---------------------------------------------------------------------------------------------------------

function say(text) {
  element('summary').textContent = text;
}

function cell(text, name) {
  const td = document.createElement('td');
  td.textContent = text;
  if (name) td.className = name;
  return td;
}

function show(more) {
  const room = Math.max(0, SHOWN - answers.length);
  answers.push(...more);
  for (const answer of more.slice(0, room)) {
    const tr = document.createElement('tr');
    tr.className = answer.outcome;
    const address = cell(answer.address);
    if (answer.address === '') {
      const none = document.createElement('span');
      none.className = 'none';
      none.textContent = 'none';
      address.append(none);
    }
    tr.append(address, cell(answer.hash, 'hash'), cell(answer.note));
    rows.append(tr);
  }
  element('more').hidden = answers.length <= SHOWN;
  element('more').textContent = `The first ${SHOWN.toLocaleString()} are shown; the download has all of them.`;
}

// A spreadsheet takes such a cell as a formula, and somebody else may have written what was asked.
function harmless(field) {
  return /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
}

// The rows of all answers.
function table(separator, quote) {
  const line = fields => fields.map(field => quote(harmless(field))).join(separator) + '\r\n';
  return line(['sha256', 'ip', 'outcome', 'note'])
    + answers.map(({ hash, address, outcome, note }) => line([hash, address, outcome, note])).join('');
}

element('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(table('\t', field => field.replace(/[\t\r\n]/g, ' ')));
    say('Copied, tab-separated.');
  } catch {
    say('This browser does not let pages copy; download the result instead.');
  }
});

element('download').addEventListener('click', () => {
  const csv = table(',', field => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  link.download = 'reverse-ip.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
});

form.addEventListener('submit', event => {
  event.preventDefault();
  ask(hashes.value);
});

async function askFile(chosen) {
  let text;
  try {
    text = await textOf(chosen);
  } catch (error) {
    element('result').hidden = false;
    say(`The file ${chosen.name} could not be read: ${error.message}`);
    return;
  }
  await ask(text, /\.[ct]sv$/i.test(chosen.name));
}

file.addEventListener('change', async () => {
  if (file.files.length > 0) await askFile(file.files[0]);
  file.value = '';
});

form.addEventListener('dragover', event => {
  event.preventDefault();
  form.classList.add('over');
});
form.addEventListener('dragleave', () => form.classList.remove('over'));
form.addEventListener('drop', async event => {
  event.preventDefault();
  form.classList.remove('over');
  const dropped = event.dataTransfer.files;
  await (dropped.length > 0 ? askFile(dropped[0]) : ask(event.dataTransfer.getData('text')));
});

document.querySelectorAll('.with-script').forEach(part => { part.hidden = false; });
// The server answered the form, because it was sent before this script was there: ask again, for all that the script shows.
if (rows.rows.length > 0) ask(hashes.value);
keepDatasetsCurrent();
