// Elements without a framework. Text is always text: nothing that people write is ever read as HTML.

export const $ = (id) => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-')) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function notice(text) {
  $('notice').textContent = text ?? '';
  $('notice').hidden = !text;
}

/** Runs what a click asks for, and says what went wrong. */
export const tries = (work) => async (event) => {
  event?.preventDefault();
  notice(null);
  try {
    await work(event);
  } catch (error) {
    notice(error.message);
  }
};
