// What pages do better with script. Without it everything works by links, buttons and typing.

// The inbox by keyboard.
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
  if (!document.querySelector('[data-keys=list]')) return;
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

// Places and codes: the browser fills in what can also be typed.
(() => {
  const field = id => document.getElementById(id);
  const words = id => document.querySelector(`[data-said="${id}"]`);
  const say = (id, no) => { words(id).textContent = words(id).dataset.words.split('|')[no]; };

  const here = id => {
    say(id, 0);
    navigator.geolocation.getCurrentPosition(found => {
      const point = `${found.coords.latitude.toFixed(6)},${found.coords.longitude.toFixed(6)}`;
      const into = field(id);
      // A shape's next point, or the place.
      into.value = into.tagName === 'TEXTAREA' && into.value.trim() !== '' ? `${into.value.trimEnd()}\n${point}` : point;
      say(id, 1);
    }, () => say(id, 2), { enableHighAccuracy: true, timeout: 15000 });
  };

  const scan = async (button, id) => {
    const view = document.createElement('div');
    const video = document.createElement('video');
    const stop = document.createElement('button');
    let stream, running = true;
    const end = no => {
      running = false;
      stream?.getTracks().forEach(track => track.stop());
      view.remove();
      button.hidden = false;
      say(id, no);
      (no === 1 ? field(id) : button).focus();
    };
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      view.className = 'camera';
      Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
      Object.assign(stop, { type: 'button', className: 'slim', textContent: words(id).dataset.words.split('|')[3] });
      stop.addEventListener('click', () => { end(0); words(id).textContent = ''; });
      view.append(video, stop);
      words(id).after(view);
      button.hidden = true;
      say(id, 0);
      await video.play();
      const detector = new BarcodeDetector();
      while (running) {
        const [code] = await detector.detect(video);
        if (code) { field(id).value = code.rawValue; end(1); return; }
        await new Promise(next => setTimeout(next, 200));
      }
    } catch { if (running) end(2); }
  };

  if (navigator.geolocation) for (const button of document.querySelectorAll('[data-here]')) {
    button.hidden = false;
    button.addEventListener('click', () => here(button.dataset.here));
  }
  if ('BarcodeDetector' in window && navigator.mediaDevices) for (const button of document.querySelectorAll('[data-scan]')) {
    button.hidden = false;
    button.addEventListener('click', () => scan(button, button.dataset.scan));
  }
})();
