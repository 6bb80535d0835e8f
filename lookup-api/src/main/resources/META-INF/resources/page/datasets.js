// The list of datasets, with their progress. The server renders it first.
import { problemOf } from './problem.js';

const FIRST_REFRESH_MILLIS = 3_000;

const element = id => document.getElementById(id);

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

export function keepDatasetsCurrent() {
  setTimeout(refresh, FIRST_REFRESH_MILLIS);
}
