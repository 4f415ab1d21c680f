'use strict';

const byId = id => document.getElementById(id);
const good = ['healthy', 'running', 'finished'];
const bad = ['unhealthy', 'exited', 'failedtostart', 'runtimeunhealthy'];
const tabs = ['logs', 'environment', 'health'];
const keptLines = 2000;

const resources = new Map();
let selected = null;
let tab = 'logs';
let logs = null;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function stateClass(state) {
  return `state ${good.includes(state) ? 'good' : bad.includes(state) ? 'bad' : 'busy'}`;
}

async function execute(name, command) {
  const answer = await fetch(`/api/resources/${encodeURIComponent(name)}/${command}`, { method: 'POST' });
  if (!answer.ok) {
    alert((await answer.json()).message ?? `${command} failed`);
  }
}

function commandButton(resource, command, enabled) {
  const button = element('button', { className: 'command', textContent: command[0].toUpperCase() + command.slice(1), disabled: !enabled });
  button.setAttribute('aria-label', `${command} ${resource.name}`);
  button.onclick = async event => {
    event.stopPropagation();
    button.disabled = true;
    await execute(resource.name, command);
  };
  return button;
}

function link(address, text) {
  return element('a', { href: address, target: '_blank', rel: 'noreferrer', textContent: text, onclick: e => e.stopPropagation() });
}

function row(resource) {
  const isUp = !bad.includes(resource.state) || resource.state === 'unhealthy';
  const addresses = [
    ...resource.addresses.filter(a => a).map(address => address.startsWith('http') ? link(address, address) : address.replace('tcp://', '')),
    ...resource.links.map(({ address, text }) => link(address, text))].flatMap((shown, i) => i ? [', ', shown] : [shown]);
  const processes = resource.processes.length ? resource.processes.join(', ') : '';
  const restarts = resource.restarts ? ` · restarted ${resource.restarts}×` : '';
  const made = element('tr', { className: resource.name === selected ? 'selected' : '', onclick: () => select(resource.name) },
    element('td', {}, element('button', { textContent: resource.name }), element('span', { className: 'type', textContent: resource.type + (resource.replicas > 1 ? ` ×${resource.replicas}` : '') })),
    element('td', {}, element('span', { className: stateClass(resource.state), textContent: resource.state })),
    element('td', {}, ...addresses),
    element('td', { className: 'number', textContent: processes + restarts }),
    element('td', {}, commandButton(resource, isUp ? 'stop' : 'start', true), commandButton(resource, 'restart', isUp)));
  return made;
}

function render() {
  const all = [...resources.values()].filter(r => r);
  byId('resources').replaceChildren(...all.map(row));
  const up = all.filter(r => good.includes(r.state)).length;
  byId('summary').textContent = up === all.length ? `All ${up} resources are up` : `${up} of ${all.length} resources are up`;
  if (tab === 'health') {
    showHealth();
  }
}

function showLogs() {
  logs?.close();
  const box = byId('logs');
  box.replaceChildren();
  logs = new EventSource(`/api/resources/${encodeURIComponent(selected)}/logs`);
  logs.onopen = () => box.replaceChildren();
  logs.onmessage = message => {
    const follows = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    box.append(...JSON.parse(message.data).map(line => {
      const made = element('div', { className: line.isError ? 'error' : '' }, element('i', { textContent: line.number }), line.text);
      made.hidden = !matches(made);
      return made;
    }));
    while (box.childElementCount > keptLines) {
      box.firstElementChild.remove();
    }
    if (follows) {
      box.scrollTop = box.scrollHeight;
    }
  };
}

function matches(line) {
  return line.textContent.toLowerCase().includes(byId('filter').value.toLowerCase());
}

function showList(id, entries) {
  byId(id).replaceChildren(...entries.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
}

async function showEnvironment() {
  const of = selected;
  const answer = await fetch(`/api/resources/${encodeURIComponent(of)}/environment`);
  const variables = await answer.json();
  if (of === selected) {
    showList('environment', variables.length ? variables.map(v => [v.name, v.value]) : [['', 'Nothing is set for this resource.']]);
  }
}

function showHealth() {
  const resource = resources.get(selected);
  const checks = resource.health.map(c => [c.name, `${c.status ?? 'not checked yet'} ${c.description}`]);
  showList('health', [
    ['state', resource.state + (resource.exitCode == null ? '' : `, exit code ${resource.exitCode}`)],
    ['started', resource.started ? new Date(resource.started).toLocaleString() : ''],
    ...checks]);
}

function showTab(name) {
  tab = name;
  for (const other of tabs) {
    byId(other).hidden = other !== name;
    byId(`tab-${other}`).setAttribute('aria-selected', other === name);
  }
  byId('filter-label').hidden = name !== 'logs';
  ({ logs: showLogs, environment: showEnvironment, health: showHealth })[name]();
}

function select(name) {
  selected = name;
  byId('selected').textContent = name;
  byId('details').hidden = false;
  showTab(tab);
  render();
}

tabs.forEach(name => { byId(`tab-${name}`).onclick = () => showTab(name); });
byId('filter').oninput = () => [...byId('logs').children].forEach(line => { line.hidden = !matches(line); });

const changes = new EventSource('/api/resources');
changes.onmessage = message => {
  const value = JSON.parse(message.data);
  if (Array.isArray(value)) {
    resources.clear();
    value.forEach(name => resources.set(name, null));
  } else {
    resources.set(value.name, value);
    render();
  }
};
changes.onerror = () => { byId('summary').textContent = 'The AppHost does not answer. It may have been stopped.'; };
