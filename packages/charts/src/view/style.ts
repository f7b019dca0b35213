import { style as ofReport } from '../report/style.js';

/** The look of a report, and of the list of runs. */
export const style = `${ofReport}
.controls { display: flex; flex-wrap: wrap; align-items: end; gap: 0.5rem 1.25rem; margin: 0 0 0.75rem; }
.controls label { font-size: 0.875rem; color: var(--quiet); }
.controls input[type="search"] {
  display: block; width: 18rem; max-width: 100%; padding: 0.3rem 0.5rem; border: 1px solid var(--quiet); border-radius: 4px;
  background: var(--paper); color: var(--ink); font: inherit;
}
.list { max-height: 24rem; overflow: auto; border: 1px solid var(--line); border-radius: 4px; }
.list table { width: 100%; }
.list thead th { position: sticky; top: 0; z-index: 1; background: var(--raised); }
.list th, .list td { padding-left: 0.75rem; }
.list .choice { width: 1rem; }
.list input { width: 1.1rem; height: 1.1rem; margin: 0.1rem 0 0; accent-color: var(--link); }
.list [data-label="problem"] { color: var(--bad); white-space: normal; overflow-wrap: anywhere; }
.list th.run { overflow-wrap: anywhere; }
[data-run][hidden] { display: none !important; }
#state { min-height: 1.5em; }
@media screen and (max-width: 58rem) {
  .list [data-label="started"], .list [data-label="status"] { white-space: normal; }
  .list [data-label="started"] { min-width: 6rem; }
  .list th, .list td { padding-left: 0.5rem; padding-right: 0.25rem; }
}
@media screen and (max-width: 45rem) {
  .list { max-height: 30rem; }
  .list tr { position: relative; padding: 0.5rem 0.75rem 0.5rem 2.75rem; }
  .list .choice { position: absolute; top: 0.45rem; left: 0.75rem; display: block; }
  .list td:empty { display: none; }
  .list .choice::before { content: none; }
  .list th, .list td { padding-left: 0; }
}
`;
