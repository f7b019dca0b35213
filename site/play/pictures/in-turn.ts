/** What waits to be drawn, of every network on the page. */
const waiting: (() => void)[] = [];
let isComing = false;

function askForFrame(): void {
  if (isComing || waiting.length === 0) return;
  isComing = true;
  requestAnimationFrame(() => {
    isComing = false;
    waiting.shift()?.();
    askForFrame();
  });
}

/** Has something drawn in a frame of its own, when its turn comes; gives what takes it back. */
export function inTurn(draw: () => void): () => void {
  waiting.push(draw);
  askForFrame();
  return () => {
    const place = waiting.indexOf(draw);
    if (place >= 0) waiting.splice(place, 1);
  };
}
