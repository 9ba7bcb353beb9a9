// The inbox by keyboard. Without it everything works by links and buttons.
(() => {
  const links = () => [...document.querySelectorAll('[data-keys=list] tbody th[scope=row] a')];
  const boxes = () => [...document.querySelectorAll('[data-keys=list] tbody input[type=checkbox]')];
  let at = -1;
  const go = step => {
    const all = links();
    if (all.length === 0) return;
    const now = all.indexOf(document.activeElement);
    at = Math.max(0, Math.min(all.length - 1, (now < 0 ? at : now) + step));
    all[at].focus();
  };
  const bulk = operation => {
    const form = document.getElementById('bulk');
    if (!form) return;
    const chosen = boxes();
    if (!chosen.some(b => b.checked) && at >= 0) chosen[at].checked = true;
    if (!chosen.some(b => b.checked)) return;
    form.elements.operation.value = operation;
    form.requestSubmit();
  };
  document.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input:not([type=checkbox]), select, textarea')) return;
    switch (e.key) {
      case 'j': case 'J': go(1); break;
      case 'k': case 'K': go(-1); break;
      case 'x': case 'X': if (at >= 0) boxes()[at].click(); break;
      case 'a': case 'A': bulk('claim'); break;
      case 'u': case 'U': bulk('unclaim'); break;
      case '/': document.getElementById('q')?.focus(); break;
      case '?': { const keys = document.getElementById('keys'); if (keys) { keys.open = !keys.open; keys.querySelector('summary').focus(); } break; }
      default: return;
    }
    e.preventDefault();
  });
})();
