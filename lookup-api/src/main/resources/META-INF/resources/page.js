// Many hashes at once, files, copy and download, and datasets that move. Without this script the form is answered by the server.
'use strict';

// So many lines a request: browsers read no answer before they have sent the whole question.
const PIECE = 2000;
// More rows make a page slow; the download has them all.
const SHOWN = 1000;
// So long a request waits for a busy service, or for the rate of this client, before it is given up.
const PATIENCE_SECONDS = 120;

const element = id => document.getElementById(id);
const form = element('ask');
const hashes = element('hashes');
const file = element('file');
const rows = element('rows');

let answers = [];

// --- asking ----------------------------------------------------------------------------------------------------------

// Lines are sent as they are: the server reads every spelling, and finds hashes inside log lines.
function questions(text) {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/).map(line => line.trim()).filter(line => line !== '');
}

async function problemOf(response) {
  try {
    const problem = await response.json();
    return problem.detail || problem.title;
  } catch {
    return `HTTP ${response.status}`;
  }
}

// Repeats a request after the time of Retry-After, while the service is overloaded or this client exceeds its rate.
async function fetchPatiently(url, options) {
  for (let waited = 0; ; ) {
    const response = await fetch(url, options);
    const seconds = Number(response.headers.get('Retry-After')) || 1;
    if (![429, 503].includes(response.status) || waited + seconds > PATIENCE_SECONDS) return response;
    say(`${answers.length.toLocaleString()} answers; the service asks to wait for ${seconds} s …`);
    await new Promise(resolve => { setTimeout(resolve, seconds * 1_000); });
    waited += seconds;
  }
}

function candidates(entry, line) {
  if (entry.matches.length === 0) {
    return [{ outcome: 'miss', address: '', hash: line, note: entry.detail || 'begins no digest of any dataset' }];
  }
  const chance = Number(entry.expectedByChance.toPrecision(2));
  return entry.matches.map(match => ({
    outcome: 'hit', address: match.ip, hash: match.sha256, note: `${match.dataset}, truncated: ${chance} expected by chance`,
  }));
}

function answer(entry, line) {
  if (entry.outcome === 'candidates') return candidates(entry, line);
  const note = entry.dataset || entry.detail || 'in no dataset';
  return [{ outcome: entry.outcome, address: entry.ip || '', hash: entry.sha256 || line, note }];
}

// Answers in the order of the lines.
async function answersTo(lines) {
  const response = await fetchPatiently('/ip-for', {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain', Accept: 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  if (!response.ok) throw new Error(await problemOf(response));
  const entries = (await response.text()).trim().split('\n').filter(line => line !== '').map(line => JSON.parse(line));
  return entries.flatMap(entry => answer(entry, lines[entry.line - 1]));
}

// The header of a table is no mistake.
function withoutHeader(found) {
  return found.length > 1 && found[0].outcome === 'malformed' && found[1].outcome !== 'malformed' ? found.slice(1) : found;
}

async function ask(text) {
  const lines = questions(text);
  answers = [];
  rows.replaceChildren();
  element('result').hidden = false;
  element('more').hidden = true;
  document.querySelector('.scroll').hidden = lines.length === 0;
  if (lines.length === 0) {
    say('Nothing was asked: paste at least one hash.');
    return;
  }
  form.querySelector('button').disabled = true;
  try {
    for (let at = 0; at < lines.length; at += PIECE) {
      say(`${at.toLocaleString()} of ${lines.length.toLocaleString()} looked up …`);
      const found = await answersTo(lines.slice(at, at + PIECE));
      show(at === 0 ? withoutHeader(found) : found);
    }
    const found = answers.filter(answer => answer.outcome === 'hit').length;
    say(`${found.toLocaleString()} of ${answers.length.toLocaleString()} found.`);
  } catch (error) {
    say(`After ${answers.length.toLocaleString()} answers: ${error.message}`);
  } finally {
    form.querySelector('button').disabled = false;
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

function table(separator, quote) {
  const line = fields => fields.map(field => quote(harmless(field))).join(separator) + '\r\n';
  return line(['sha256', 'ip', 'outcome', 'note'])
    + answers.map(answer => line([answer.hash, answer.address, answer.outcome, answer.note])).join('');
}

function shownAnswers() {
  if (answers.length === 0) {
    answers = [...rows.rows].map(row => ({
      outcome: row.className,
      address: row.cells[0].querySelector('.none') ? '' : row.cells[0].textContent,
      hash: row.cells[1].textContent,
      note: row.cells[2].textContent,
    }));
  }
}

element('copy').addEventListener('click', async () => {
  shownAnswers();
  try {
    await navigator.clipboard.writeText(table('\t', field => field.replace(/[\t\r\n]/g, ' ')));
    say('Copied, tab-separated.');
  } catch {
    say('This browser does not let pages copy; download the result instead.');
  }
});

element('download').addEventListener('click', () => {
  shownAnswers();
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
    text = await chosen.text();
  } catch (error) {
    element('result').hidden = false;
    say(`The file ${chosen.name} could not be read: ${error.message}`);
    return;
  }
  await ask(text);
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

// --- datasets --------------------------------------------------------------------------------------------------------

function span(text, name) {
  const part = document.createElement('span');
  part.textContent = text;
  part.className = name;
  return part;
}

function left(seconds) {
  if (seconds < 60) return `, about ${seconds} s left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `, about ${minutes} min left` : `, about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

function item(dataset) {
  const li = document.createElement('li');
  li.append(span(dataset.name, 'name'), ' ', span(dataset.state, `state ${dataset.state}`), ' ',
    span(`${dataset.records === 1 ? '1 address' : `${dataset.records.toLocaleString('en')} addresses`}, ${dataset.layout}`, 'detail'));
  if (dataset.state === 'building') {
    const percent = dataset.records === 0 ? 100 : Math.floor(100 * dataset.done / dataset.records);
    const progress = document.createElement('progress');
    progress.max = 100;
    progress.value = percent;
    progress.setAttribute('aria-label', `${dataset.name}, share that is filled`);
    const pace = dataset.recordsPerSecond === undefined
      ? 'rate not known yet'
      : `${dataset.recordsPerSecond.toLocaleString('en')} records/s${dataset.secondsLeft === undefined ? '' : left(dataset.secondsLeft)}`;
    li.append(progress, span(`${percent} %, ${pace}`, 'detail'));
  }
  return li;
}

async function refresh() {
  let wait = 15_000;
  try {
    const response = await fetch('/datasets');
    if (!response.ok) throw new Error(await problemOf(response));
    const list = await response.json();
    if (list.datasets.length > 0) element('datasets').replaceChildren(...list.datasets.map(item));
    element('problem').hidden = list.problem === undefined;
    element('problem').textContent = list.problem || '';
    if (list.datasets.some(dataset => dataset.state === 'building')) wait = 3_000;
  } catch (error) {
    element('problem').hidden = false;
    element('problem').textContent = `The list of datasets could not be read: ${error.message}`;
  }
  setTimeout(refresh, wait);
}

setTimeout(refresh, 3_000);
