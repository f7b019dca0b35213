/** Copying the commands in a part of the page. */
export const commandScript = `
const enlivenCommands = (region) => {
  for (const command of region.querySelectorAll('.command')) {
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'tool',
      textContent: 'Copy',
    });
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(command.textContent);
      } catch {
        getSelection().selectAllChildren(command);
        document.execCommand('copy');
      }
      button.textContent = 'Copied';
      setTimeout(() => (button.textContent = 'Copy'), 2000);
    });
    const frame = Object.assign(document.createElement('div'), { className: 'copied' });
    const text = command.parentElement;
    text.replaceWith(frame);
    frame.append(text, button);
  }
};
`;
