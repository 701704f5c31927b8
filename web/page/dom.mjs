// The one way in which the page makes elements: text is only ever text.

// h('button', { type: 'button', class: 'quiet', onclick: fn, 'aria-label': 'Close' }, 'text', node)
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.className = value;
    else if (name.includes('-') || name === 'role' || name === 'for') node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter(child => child !== undefined && child !== null));
  return node;
}

export const byId = id => document.getElementById(id);

let lastId = 0;

export const newId = () => `id${++lastId}`;
